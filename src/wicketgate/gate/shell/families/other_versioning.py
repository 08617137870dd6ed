"""Version control that is not git: what looks and what loses nothing runs, what rewrites, removes or leaves asks."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
LOOK = "* -r: -R:run --repository:run -T: --template: -n: -l: --limit: -c: --config:persist --config-toml:persist --config-file:run --editor:persist --tool:persist --cwd:run --config-option:start --config-dir:run --command:start -o:write --encoding: --user: --date: --rev:"
SAY = LOOK + " -m: --message: -F:read --file:read -u:"
PROGRAMS = (
    P("jj", "text*", LOOK, subs=(
        P("log show diff status st evolog interdiff root version help tag", "text*", LOOK, "build a view of history"),
        P("config", "text*", LOOK, "persist settings", subs=(P("list l get g path p", "text*", LOOK),)),
        P("file op operation workspace bookmark branch b sparse", "text*", LOOK, subs=(
            P("list ls log show get path annotate root", "text*", LOOK), P("create set track new add update-stale rename", "text*", SAY, "change the repository"),
            P("restore undo abandon forget delete untrack chmod revert edit", "text*", SAY, "destroy history or settings"))),
        P("describe desc new commit ci edit next prev squash split rebase duplicate parallelize sign simplify-parents resolve absorb", "text*", SAY, "change the repository", when={"--tool": "persist a program of the command's choosing"}),
        P("git", "text*", LOOK, subs=(P("fetch remote import export init root colocation", "text*", LOOK, "fetch the remote", words={"add set-url rename remove": "persist where work goes"}), P("push clone submodule", "text*", SAY, "send commits"))),
        P("abandon restore undo redo revert fix run util gerrit bisect", "text*", SAY, "destroy changes or run commands"))),
    P("hg sl chg", "text*", LOOK, subs=(
        P("status st log diff summary sum id identify branches branch tags tip heads parents annotate blame cat files manifest locate grep root paths version help incoming in outgoing out verify showconfig bookmarks bookmark smartlog phase resolve show web", "text*", LOOK, "fetch the remote"),
        P("add addremove commit ci pull update up checkout merge graft amend move mv rename copy cp shelve unshelve tag init goto next prev", "text*", SAY, "change the repository", when={"-C --clean": "destroy uncommitted work"}),
        P("push serve email share clone", "text*", SAY, "send commits"),
        P("strip purge revert rollback histedit rebase backout remove rm forget convert hide undo uncommit unamend fold prune bundle unbundle import export archive transplant rewrite redo config debugcommands", "text*", SAY, "destroy history or work"))),
    P("svn", "text*", LOOK, subs=(
        P("status stat st info log diff di list ls cat blame praise annotate help propget pget proplist plist", "seen*", LOOK + " --diff-cmd:start --old:read --new:read", "fetch the remote"),
        P("add update up checkout co cleanup resolve resolved changelist cl switch sw mkdir copy cp move mv patch upgrade", "tool*", SAY + " --diff3-cmd:start --editor-cmd:start", "change the work copy", when={"--remove-unversioned --remove-ignored": "destroy what is not versioned"}),
        P("commit ci import lock unlock propset pset propdel propedit delete del remove rm revert relocate merge export auth", "text*", SAY, "send commits"))),
    P("fossil p4 bzr brz darcs pijul cvs repo", "text*", LOOK, subs=(
        P("status changes log timeline diff info describe whatsnew annotate blame files ls opened branches list version help show what finger have", "text*", LOOK, "fetch the remote"),
        P("add commit ci record update up pull edit branch tag shelve", "text*", SAY, "change the work copy"),
        P("push send sync submit revert revert-all obliterate delete rm undo unrecord rebase amend purge clean rollback clone serve ui admin user passwd forall init start upload prune abandon", "text*", SAY, "destroy history or work"))),
    P("git-absorb git-cliff git-town git-branchless git-sizer onefetch git-quick-stats gitlint git-fame git-machete tig lazygit gitui stg gitleaks-stats", "seen*", SAY + " -o:write --output:write --exec:start -x:start", "change the repository", words={"push ship sync submit traverse advance": "send commits", "undo hide reset": "destroy history", "clean delete": "destroy history"}, when={"--exec -x": "start a program of its choosing"}),
)

EXAMPLES = (
    ("jj log -r @", "harmless"), ("jj status", "harmless"), ("jj describe -m 'x'", "harmless"), ("jj abandon", "asks"), ("jj git push", "asks"), ("jj git fetch", "harmless"), ("jj op restore x", "asks"), ("jj --config ui.pager=id log", "asks"), ("jj bookmark list", "harmless"), ("jj config set --user ui.pager 'sh -c id'", "asks"), ("jj config list", "harmless"), ("hg -R /tmp/x status", "asks"), ("svn diff --config-option=config:helpers:diff-cmd=/tmp/x", "asks"), ("svn --config-dir /tmp/x update", "asks"), ("jj bookmark delete main", "asks"),
    ("hg status", "harmless"), ("hg log -l 5", "harmless"), ("hg commit -m 'x'", "harmless"), ("hg push", "asks"), ("hg strip tip", "asks"), ("hg update -C default", "asks"), ("hg --config alias.x='!id' x", "asks"), ("hg purge", "asks"),
    ("svn status", "harmless"), ("svn update", "harmless"), ("svn commit -m x", "asks"), ("svn revert -R .", "asks"), ("svn diff --diff-cmd /tmp/x", "asks"), ("fossil timeline", "harmless"), ("p4 opened", "harmless"), ("p4 obliterate -y //x", "asks"), ("darcs whatsnew", "harmless"),
    ("git-absorb --dry-run", "harmless"), ("tig --version", "harmless"), ("git-town ship", "asks"),
)
