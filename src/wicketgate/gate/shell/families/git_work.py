"""git's subcommands that work on the repository here: what they lose, and what can be put back."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
CHANGES = "change the repository"
LOOKS = (
    "* -n: --max-count: -L: -S: -G: --since: --until: --after: --before: --author: --committer: --grep: --format: --pretty:? -U: --unified: --stat:?"
    " --output:write -o:write --ext-diff --textconv -O:read --contents:read --skip: --glob: --exclude: --branches:? --tags:? --remotes:? --date: --diff-filter: -l: --color:?"
    " --word-diff:? --submodule:? --abbrev:? --inter-hunk-context: --src-prefix: --dst-prefix: --anchored: -#"
)
SHOWS = "-o: --sort: --format: --contains:? --no-contains:? --merged:? --no-merged:? --points-at: --column:? --color:?"
RUNS = {"--ext-diff": "build the repository's own diff program"}

SUBS = (
    P("log show diff diff-tree diff-index diff-files whatchanged reflog-show range-diff blame annotate", "text*", LOOKS, when=RUNS, reader="git-shows"),
    P("status", "text*", "* -u:? --untracked-files:? --porcelain:? --ignored:? --column:?"),
    P("rev-parse name-rev describe merge-base symbolic-ref-show show-ref for-each-ref ls-files ls-tree count-objects var show-branch rev-list cherry" " check-ignore check-attr verify-commit verify-tag version help shortlog fsck diff-pairs get-tar-commit-id check-ref-format check-mailmap" " whatchanged cherry stripspace interpret-trailers column hash-object-show unpack-file verify-pack patch-id request-pull", "text*", "* --format: --sort: --contains: --points-at: -f: --count: -x: -X:read --exclude: -o: --exclude-from:read --batch:? --batch-check:? --abbrev:?" " --trailer: --in-place", prints="paths-here"),
    P("cat-file", "text*", LOOKS, reader="git-shows"),
    P("grep", "text*", "* -e: -f:read -A: -B: -C: -m: --max-depth: --threads: -O:? --open-files-in-pager:?", when={"-O --open-files-in-pager": "start a program that shows files"}, reader="git-shows"),
    P("add stage", "text*", "* --chmod: --pathspec-from-file:read", CHANGES),
    P("commit", "text*", "-apqvsneioSuzCFm -m: --message: -F:read --file:read -C: -c: --reuse-message: --reedit-message: --fixup: --squash: --author: --date: -t:read" " --template:read --cleanup: --trailer: -S:? --gpg-sign:? -u:? --untracked-files:? --pathspec-from-file:read --all --patch --quiet --verbose --signoff" " --no-verify --amend --no-edit --edit --allow-empty --allow-empty-message --only --include --reset-author --dry-run --short --porcelain --no-gpg-sign" " --status --no-status --long --branch --no-signoff --interactive", CHANGES),
    P("stash", "text*", "* -m: --message:", CHANGES, subs=(P("push save create store apply pop branch", "text*", "* -m: --message: --pathspec-from-file:read", CHANGES), P("list show", "text*", LOOKS), P("drop clear", "text*", "*", "destroy stashed work"))),
    P("branch", "text*", "* " + SHOWS + " -u: --set-upstream-to: -dDmMcCfrav --delete --move --force --copy --edit-description --unset-upstream", when={"0": P("", "text*"), "--show-current --list -l --contains --merged --no-merged --points-at": P("", "text*"), "-D -d&-f --delete&--force": "destroy commits of a branch that may be nowhere else", "-f --force -M": "destroy where a branch stood", "-a&-v -r -a": P("", "text*"), "-d --delete": P("", "text*", does=CHANGES)}, does=CHANGES),
    P("tag", "text*", "* " + SHOWS + " -m: -F:read -u: --message: --file:read --local-user: -n:? -adfsvl --delete --force --list --annotate", CHANGES, when={"0": P("", "text*"), "-l --list -n --contains --points-at": P("", "text*"), "-d --delete -f --force": "destroy a tag"}),
    P("checkout", "text*", "-qfbBltdmpu -b: -B: --orphan: --conflict: --pathspec-from-file:read --quiet --force --ours --theirs --track:? --no-track --detach --merge" " --patch --guess --no-guess --ignore-skip-worktree-bits --recurse-submodules:? --progress --no-progress --overlay --no-overlay", CHANGES, reader="checkout"),
    P("switch", "text*", "-qcCdfmt -c: -C: --create: --force-create: --orphan: --conflict: --detach --force --discard-changes --merge --quiet --track:? --no-track --guess" " --no-guess --ignore-other-worktrees --progress", CHANGES, when={"-f --force --discard-changes": "destroy uncommitted work", "-C --force-create": "destroy where a branch stood"}),
    P("restore", "text*", "-s: --source: -SWqpm --staged --worktree --quiet --patch --merge --ours --theirs --conflict: --ignore-unmerged --pathspec-from-file:read" " --overlay --no-overlay --progress", "destroy uncommitted work", when={"--staged&--worktree -S&-W": P("", "text*", does="destroy uncommitted work"), "--staged -S": P("", "text*", does=CHANGES)}),
    P("reset", "text*", "-qpN --quiet --patch --soft --mixed --hard --merge --keep --intent-to-add --pathspec-from-file:read --no-refresh --refresh", CHANGES, when={"--hard": "destroy uncommitted work", "--merge": "destroy staged work"}),
    P("clean", "text*", "-dfinqxX -e: --exclude: --force --dry-run --quiet --interactive", "destroy files that git does not keep", when={"-n --dry-run": "harmless"}),
    P("rm", "delete*", "-fnrq --force --dry-run --cached --quiet --ignore-unmatch --pathspec-from-file:read --sparse", when={"-n --dry-run": "harmless", "--cached": P("", "text*", does=CHANGES)}, does=CHANGES),
    P("mv", "write*", "-fknv --force --dry-run --verbose", CHANGES),
    P("merge", "text*", "* -m: -s: -X: -F:read -S:? --strategy: --strategy-option: --into-name: --cleanup: --log:?", CHANGES, when={"-s --strategy": "persist a merge strategy, which is a program", "-s=ours -s=recursive -s=ort -s=resolve -s=octopus": ""}),
    P("rebase", "text*", "-inqvfmpkr -x:shell --exec:shell -s: -X: --strategy: --strategy-option: --onto: -C: --root --interactive --continue --abort --skip --quit" " --autosquash --no-autosquash --autostash --no-autostash --keep-base --keep-empty --no-keep-empty --rebase-merges:? --fork-point --no-fork-point --update-refs" " --edit-todo --show-current-patch --whitespace: --empty: --signoff --no-verify --verify --stat --no-stat --quiet --verbose --force-rebase --merge -S:?" " --committer-date-is-author-date --ignore-date --reapply-cherry-picks --allow-empty-message --apply --no-ff", CHANGES),
    P("cherry-pick revert", "text*", "* -m: -X: -s: --mainline: --strategy: --strategy-option: -S:? --cleanup:", CHANGES),
    P("am apply", "read*", "* -p: -C: --exclude: --include: --directory: --whitespace: --build-fake-ancestor:write -S:? --patch-format: --empty:", CHANGES, when={"--check --stat --numstat --summary --show-current-patch": P("", "read*"), "--unsafe-paths": "system files outside the repository"}),
    P("format-patch", "text*", LOOKS + " --output-directory:write --to: --cc: --cover-from-description: --in-reply-to: -v: --signature-file:read", CHANGES),
    P("archive", "text*", "* -o:write --output:write --format: --prefix: --add-file:read --exec:run --remote:network"),
    P("bundle", "text*", "* ", subs=(P("create", "write text*", "*"), P("verify list-heads", "read text*", "*"), P("unbundle", "read text*", "*", CHANGES))),
    P("bisect", "text*", "*", CHANGES, subs=(P("start good bad new old skip reset log view visualize terms next replay help", "text*", "* --term-old: --term-new:", CHANGES), P("run", "command"))),
    P("worktree", "text*", "*", subs=(P("list", "text*", "*"), P("add", "write text*", "-fdq -b: -B: --detach --track --lock --checkout --orphan --no-checkout --force --quiet --reason:", CHANGES), P("remove", "destroy*", "-f --force"), P("prune lock unlock repair move", "text*", "* --expire: --reason:", CHANGES))),
    P("notes", "text*", "* -m: -F:read -C: -c: --ref:", CHANGES, words={"remove prune": "destroy notes"}),
    P("init", "write!", "-q -b: --bare --quiet --initial-branch: --separate-git-dir:write --object-format: --shared:? --template:run --ref-format:", CHANGES),
    P("gc repack pack-refs pack-objects prune-packed commit-graph multi-pack-index maintenance index-pack update-server-info", "text*", "*", CHANGES, when={"--prune=now --prune=all": "destroy what could still be recovered"}),
    P("prune", "text*", "*", "destroy what could still be recovered"),
    P("reflog", "text*", LOOKS, subs=(P("show exists list", "text*", LOOKS), P("expire delete drop", "text*", "*", "destroy what could still be recovered"))),
    P("filter-branch filter-repo replace fast-import", "text*", "*", "destroy history"),
    P("update-ref symbolic-ref", "text*", "* -m:", "destroy where a reference stood", when={"--short -q": P("", "text*")}),
    P("hash-object", "read*", "* -t: --path:", CHANGES),
    P("update-index read-tree write-tree commit-tree checkout-index mktree mktag rerere sparse-checkout merge-file merge-tree mergetool-ls", "text*", "* -m: -F:read --chmod: --cacheinfo: --prefix:write -p:", CHANGES, when={"--reset -u -f --force": "destroy uncommitted work"}),
    P("config", "text*", "* -f:write --file:write --blob: --default: --type: -t: -e --edit --value: --comment:", reader="git-config"),
)

EXAMPLES = (
    ("git status", "harmless"),
    ("git diff --stat HEAD~3", "harmless"),
    ("git log --oneline -20 -- src", "harmless"),
    ("git log --output=/etc/x", "asks"),
    ("git grep -O'rm -rf src' foo", "asks"),
    ("git add -A && git commit -m 'a; rm -rf /'", "harmless"),
    ("git commit -m \"$(cat <<'EOF'\nIt's done (really)\n\nEOF\n)\"", "harmless"),
    ("git commit -F ~/.ssh/id_rsa", "asks"),
    ("git stash", "change the repository"),
    ("git stash pop", "harmless"),
    ("git stash drop", "asks"),
    ("git branch", "harmless"),
    ("git branch new-feature", "harmless"),
    ("git branch -D old", "asks"),
    ("git branch -d old", "harmless"),
    ("git checkout main", "harmless"),
    ("git checkout -b feature", "harmless"),
    ("git checkout -- src/a.py", "asks"),
    ("git checkout .", "asks"),
    ("git checkout -f main", "asks"),
    ("git switch -c x", "harmless"),
    ("git restore src/a.py", "asks"),
    ("git restore --staged src/a.py", "harmless"),
    ("git reset --hard HEAD~1", "asks"),
    ("git reset --soft HEAD~1", "harmless"),
    ("git clean -fdx", "asks"),
    ("git clean -nd", "harmless"),
    ("git rebase main", "harmless"),
    ("git rebase -x 'rm -rf src' main", "asks"),
    ("git bisect run rm -rf src", "asks"),
    ("git reflog", "harmless"),
    ("git reflog expire --expire=now --all", "asks"),
    ("git filter-branch --force HEAD", "asks"),
    ("git tag v1.0", "harmless"),
    ("git tag -d v1.0", "asks"),
    ("git worktree add ../wt", "asks"),
    ("git cat-file -p HEAD:.env", "asks"),
    ("git cat-file -p HEAD", "harmless"),
    ("git notes add -m x", "harmless"),
    ("git notes remove", "asks"),
    ("git config user.name", "harmless"),
    ("git config --list", "harmless"),
    ("git config user.name 'A B'", "harmless"),
    ("git config --global user.name 'A B'", "asks"),
    ("git config core.hooksPath /tmp/x", "asks"),
    ("git config alias.st '!rm -rf src'", "asks"),
)
