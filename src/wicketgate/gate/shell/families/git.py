"""git itself: its own options, remotes, and what leaves or comes in. The rest is in `git_work`."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.families.git_work import SUBS
from wicketgate.gate.shell.format import Program

P = Program
FETCHES = "fetch the remote"
REMOTE = (
    "-qvnkatpf -j: --depth: --deepen: --shallow-since: --shallow-exclude: --refmap: --upload-pack:start -o:text --server-option: --recurse-submodules:?"
    " --negotiation-tip: --filter: --all --append --atomic --prune --prune-tags --tags --no-tags --force --quiet --verbose --dry-run --keep --multiple"
    " --update-shallow --unshallow --progress --no-progress -4 -6 -u --set-upstream --update-head-ok --jobs: --no-recurse-submodules --porcelain --stdin -P"
)

OUTWARD = (
    P("fetch", "text*", REMOTE, FETCHES, reader="git-remote"),
    P(
        "pull",
        "text*",
        REMOTE
        + " -s: -X: -S:? --strategy: --strategy-option: --rebase:? --ff --no-ff --ff-only --no-rebase --squash --no-commit --commit --edit --no-edit"
        " --autostash --no-autostash --stat --no-stat --log:? --allow-unrelated-histories -r --cleanup: --signoff --no-verify",
        "fetch the remote; change the repository",
        reader="git-remote",
    ),
    P(
        "ls-remote",
        "text*",
        "-hqt --heads --tags --refs --quiet --exit-code --get-url --sort: --symref --upload-pack:start --exec:start -o: --server-option: --branches",
        FETCHES,
        reader="git-remote",
    ),
    P(
        "remote",
        "text*",
        "-v --verbose",
        subs=(
            P("show get-url prune update", "text*", "* ", FETCHES),
            P(
                "add set-url rename remove rm set-head set-branches",
                "text*",
                "*",
                "persist where git pushes to and fetches from",
            ),
        ),
    ),
    P(
        "push",
        "text*",
        "* -o: --push-option: --repo: --receive-pack:start --exec:start --recurse-submodules:? --signed:? --force-with-lease:?",
        "send commits to a remote",
        when={
            "-n --dry-run": "harmless",
            "-f --force --force-with-lease --delete -d --mirror --prune": "destroy history of the remote",
        },
    ),
    P("send-email imap-send svn p4 cvsexportcommit send-pack", "text*", "*", "send commits"),
    P(
        "clone",
        "text write",
        "* -b: -o: -u:start -c:gitconfig -j: --branch: --origin: --upload-pack:start --config:gitconfig --template:run --reference:read"
        " --reference-if-able:read --separate-git-dir:write --depth: --shallow-since: --shallow-exclude: --filter: --jobs: --server-option: --bundle-uri:network"
        " --revision: --recurse-submodules:? --ref-format:",
        "network a repository elsewhere",
        reader="git-clone",
    ),
    P(
        "submodule",
        "text*",
        "*",
        subs=(
            P("status summary", "text*", "*"),
            P("foreach", "shell*", "--recursive -q --quiet", reader="joined"),
            P(
                "init deinit sync absorbgitdirs set-branch",
                "text*",
                "*",
                "change the repository",
                when={"-f --force": "destroy uncommitted work"},
            ),
            P("update", "text*", "* --depth: --reference:read --jobs: -j:", FETCHES),
            P("add set-url", "text*", "*", "persist a repository that is fetched from"),
        ),
    ),
    P("credential credential-store credential-cache credential-manager", "text*", "*", "credential git's passwords"),
    P(
        "lfs",
        "text*",
        "* ",
        subs=(
            P("ls-files status env version track-list logs", "text*", "*"),
            P("pull fetch checkout", "text*", "*", FETCHES),
            P("track untrack install uninstall", "text*", "*", "change the repository"),
            P("prune migrate", "text*", "*", "destroy files or history", when={"-d --dry-run": "harmless"}),
            P("push", "text*", "*", "send files"),
        ),
    ),
    P(
        "difftool mergetool gui citool instaweb web--browse daemon upload-pack receive-pack shell http-backend upload-archive",
        "text*",
        "*",
        "persist other programs",
    ),
    P("flow", "text*", "*", "change the repository"),
)
PROGRAMS = (
    Program(
        "git",
        "",
        "-C:cd -c:gitconfig --config-env:gitconfig --git-dir:run --work-tree:write --exec-path:run --namespace: --super-prefix: --attr-source:"
        " -p --paginate -P --no-pager --no-replace-objects --bare --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-optional-locks"
        " -v --version -h --help --html-path --man-path --info-path --no-lazy-fetch --no-advice",
        subs=(*SUBS, *OUTWARD),
        inherit=False,
    ),
)

EXAMPLES = (
    ("git", "harmless"),
    ("git --version", "harmless"),
    ("git reset --help", "harmless"),
    ("git reset --hard --help x", "asks"),
    ("git -C src status", "harmless"),
    ("git -c core.fsmonitor='rm -rf src' status", "asks"),
    ("git -c user.name=x commit -m y", "harmless"),
    ("git -c alias.x='!rm -rf src' x", "asks"),
    ("git --exec-path=/tmp/x status", "asks"),
    ("git frob", "unreadable"),
    ("git fetch origin", "fetch the remote"),
    ("git fetch 'ext::sh -c rm%20-rf%20src'", "asks"),
    ("git fetch --upload-pack='rm -rf src' origin", "asks"),
    ("git pull --rebase", "harmless"),
    ("git remote -v", "harmless"),
    ("git remote add x https://x.example/r", "asks"),
    ("git push", "asks"),
    ("git push --force origin main", "asks"),
    ("git push --dry-run", "harmless"),
    ("git clone https://x.example/r", "asks"),
    ("git submodule foreach 'rm -rf src'", "asks"),
    ("git credential fill", "asks"),
    ("git lfs ls-files", "harmless"),
    ("git lfs prune", "asks"),
)
