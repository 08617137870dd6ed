"""gh and its like: looking at what a forge holds, saying something there, changing it."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
LOOK = (
    "* -R: --repo: -L: --limit: -s: --state: -l: --label: -a: --assignee: -A: --author: -q: --jq: -t: --template: --json: -S: --search: -b: --branch: -u: --user: -w: --workflow: -e: --event: -c: --commit: -j: --job: -o: --org: -H: --head: -B: --base: --hostname:network --created: --sort: --order:"
    " --match: --language: --owner: --filename: --extension: --topic: --visibility: --milestone: --app: --attempt: -i: --interval: --interval:"
)
SAY = LOOK + " --title: --body: -F:read --body-file:read --notes: --notes-file:read --reviewer: -r: --project: -m: --assignee: --target: --ref: -f: --field: --raw-field: --add-label: --remove-label: --description: --color: --subject: --comment: --reason: --source: --tag: --name: --env: --input:read --message:"
FORGE = "publish something on the forge"


def looking(more: str = "") -> Program:
    """Return the subcommands that only look."""
    return P(f"list ls view status {more}".strip(), "text*", LOOK, "fetch the forge")


FORGES = (
    P("gh", "text*", "* -R: --repo: --hostname:network", subs=(
        P("pr", "text*", LOOK, subs=(
            looking("diff checks"),
            P("checkout co", "text*", LOOK, "change the repository", when={"-f --force": "destroy uncommitted work"}),
            P("create new comment edit ready close reopen review lock unlock merge update-branch revert", "text*", SAY, FORGE, when={"--dry-run": "harmless"}))),
        P("issue", "text*", LOOK, subs=(looking(), P("create new comment edit close reopen delete transfer pin unpin lock unlock develop", "text*", SAY, FORGE))),
        P("run", "text*", LOOK, subs=(looking("watch"), P("download", "text*", LOOK + " -n: -D:write --dir:write -p: --name: --pattern:", "fetch the forge; write what a run left"), P("rerun cancel delete", "text*", SAY, "remote the forge's runs"))),
        P("workflow", "text*", LOOK, subs=(looking(), P("run enable disable", "text*", SAY, "remote the forge's workflows"))),
        P("release", "text*", LOOK, subs=(looking(), P("download", "text*", LOOK + " -D:write --dir:write -p: --pattern: -O:write --output:write -A:", "fetch the forge; write what a release holds"), P("create new edit delete upload delete-asset verify verify-asset", "text*", SAY, FORGE))),
        P("repo", "text*", LOOK, subs=(
            looking("read-file"),
            P("clone", "text write", "* -u: --upstream-remote-name:", "network the forge"),
            P("create new fork sync edit rename archive unarchive delete set-default deploy-key autolink gitignore license", "text*", SAY, FORGE, words={}))),
        P("search", "text*", LOOK, subs=(P("repos issues prs code commits", "text*", LOOK, "fetch the forge"),)),
        P("gist", "text*", LOOK, subs=(looking(), P("create new edit delete rename clone", "text*", SAY, FORGE))),
        P("label milestone project ruleset cache attestation", "text*", LOOK, subs=(looking("check verify field-list item-list"), P("create edit delete clone item-add item-edit item-delete item-create item-archive field-create field-delete copy close link unlink mark-template", "text*", SAY, FORGE))),
        P("auth", "text*", LOOK, subs=(P("status", "text*", LOOK + " -t --show-token", "fetch the forge", when={"-t --show-token": "credential the forge's"}), P("token login logout refresh setup-git switch", "text*", LOOK, "credential the forge's"))),
        P("secret variable ssh-key gpg-key", "text*", LOOK, subs=(P("list ls get", "text*", LOOK, "fetch the forge"), P("set delete remove add", "text*", SAY, "credential the forge's"))),
        P("api", "text*", "* -X: --method: -H: --header: -f: --raw-field: -F: --field: --input:read -q: --jq: -t: --template: --hostname:network --cache: -p: --preview:", reader="forge-api"),
        P("browse status version help completion org", "text*", LOOK, "fetch the forge"),
        P("config", "text*", LOOK, subs=(P("get list", "text*", LOOK), P("set clear-cache", "text*", LOOK, "persist gh's settings"))),
        P("alias", "text*", LOOK, subs=(P("list", "text*", LOOK), P("set delete import", "text*", LOOK, "persist gh's aliases"))),
        P("extension ext extensions", "text*", LOOK, subs=(P("list search browse", "text*", LOOK, "fetch the forge"), P("install upgrade remove create exec", "text*", LOOK, "install an extension of others"))),
        P("codespace cs copilot preview agent-task models skill", "text*", SAY, "remote the forge"))),
    P("glab tea hub jira linear acli", "text*", LOOK, subs=(
        P("variable", "text*", LOOK, subs=(P("list", "text*", LOOK, "fetch the forge"), P("get export set update delete", "text*", SAY, "credential the forge's"))),
        P("mr issue issues pulls pull prs mrs releases milestones repos labels times branches notifications ci pipeline release repo snippet label job schedule user incident milestone pr sprint epic board", "text*", LOOK, subs=(
            looking("diff trace lint issues approvers for lint get note-list ci-status show"),
            P("checkout", "text*", LOOK, "change the repository"),
            P("clone", "text write", LOOK, "network the forge"),
            P("create new note comment update close reopen merge approve revoke delete rebase run retry cancel set export fork archive transfer upload download subscribe todo assign move add edit link unlink", "text*", SAY, FORGE))),
        P("api", "text*", "* -X: --method: -H: --header: -f: --raw-field: -F: --field: --input:read", reader="forge-api"),
        P("version help status check-update completion whoami logs", "text*", LOOK),
        P("config", "text*", LOOK, words={"*token* *password* *secret* *key*": "credential the forge's", "set edit unset": "persist the tool's settings"}),
        P("auth token login logout ssh-key", "text*", LOOK, "credential the forge's"),
        P("alias", "text*", LOOK, "persist aliases"))),
    P("act", "text*", "* -W:read -j: -e:read -s:credential --secret-file:credential -P:", "build the project's workflows", when={"-l --list -n --dryrun": "harmless"}),
)
EDIT = "* -c:editing --cmd:persist -S:run -u:run -w:write -W:write -s -i:read -T: -V: --startuptime:write --listen:network --remote-send:persist --remote-expr:persist --rsh:run --init-directory:run --script:run --script-dir:run -l:run -f:editing -eval:elisp --eval:elisp --execute:persist --load:run"
EDITORS = (
    P("ex", "write*", EDIT, reader="editor", stdin="start"),
    P("ed red", "write*", EDIT, "persist an editor, which starts what its commands say"),
    P("view more-view", "read*", EDIT, reader="editor"),
    P("vim vi nvim gvim vimdiff rvim nano pico micro joe jed mg hx helix kak emacs emacsclient gedit kate nvim-qt mcedit ne vis mate atom", "write*", EDIT, reader="editor"),
    P("code codium cursor subl zed code-insiders windsurf idea pycharm webstorm goland charm studio", "read*", "* -d --diff -w --wait -n -r -g --goto --add --install-extension:install --uninstall-extension:system --user-data-dir:write --extensions-dir:run --locale: --profile: --folder-uri:network --file-uri:network --remote:network tunnel",
      words={"tunnel serve-web": "network a tunnel to this machine"}, when={"--list-extensions --status --version -v --help": "harmless"}),
)
PROGRAMS = (*FORGES, *EDITORS)

EXAMPLES = (
    ("emacs --batch --eval '(message \"%s\" emacs-version)'", "harmless"), ("emacs --batch --eval '(shell-command \"id\")'", "asks"), ("ex -s -c '%s/a/b/g' -c wq a.txt", "harmless"), ("ex -s -c '!id' a.txt", "asks"), ("echo '!id' | ex a.txt", "asks"),
    ("glab config get token", "asks"), ("glab config get editor", "harmless"), ("glab config set editor x", "asks"), ("glab variable get PROD_KEY", "asks"), ("glab variable list", "harmless"), ("tea issues list", "harmless"), ("tea pulls", "harmless"), ("tea pulls create", "asks"),
    ("gh pr list", "harmless"), ("gh pr view 12 --comments", "harmless"), ("gh pr diff 12", "harmless"), ("gh pr checks", "harmless"), ("gh pr create --fill", "asks"), ("gh pr merge 12 --squash", "asks"), ("gh pr checkout 12", "harmless"), ("gh issue list --label bug", "harmless"), ("gh issue create -t x -b y", "asks"),
    ("gh issue comment 1 -b hi", "asks"), ("gh run list", "harmless"), ("gh run view 1 --log-failed", "harmless"), ("gh run rerun 1", "asks"), ("gh release create v1", "asks"), ("gh release list", "harmless"), ("gh repo view", "harmless"), ("gh repo delete acme/x --yes", "asks"), ("gh repo clone acme/x", "asks"),
    ("gh gist create a.txt", "asks"), ("gh auth status", "harmless"), ("gh auth token", "asks"), ("gh auth status --show-token", "asks"), ("gh secret set X", "asks"), ("gh secret list", "harmless"), ("gh api repos/acme/x/pulls", "harmless"), ("gh api -X DELETE repos/acme/x", "asks"), ("gh api repos/x/issues -f title=a", "asks"), ("gh api graphql -f query='{viewer{login}}'", "harmless"),
    ("gh api graphql -f query='mutation { x }'", "asks"), ("gh search code foo", "harmless"), ("gh alias set x '!rm -rf src'", "asks"), ("gh extension install evil/x", "asks"), ("gh workflow run deploy.yml", "asks"),
    ("vim a.txt", "read a.txt; write a.txt"), ("vim -c ':!rm -rf src' a.txt", "asks"), ("vim --version", "harmless"), ("vim -c ':q' a.txt", "harmless"), ("vim -es -c '%s/a/b/ge' -c wq a.txt", "harmless"), ("vim -c '%s/a/\\=system(\"id\")/' a.txt", "asks"), ("vim -c 'q|!id' a.txt", "asks"), ("vim -c 'source /tmp/x' a.txt", "asks"), ("nvim --headless -c 'PlenaryBustedDirectory tests/' -c qa", "harmless"), ("emacs --batch -l ert -l tests.el -f ert-run-tests-batch-and-exit", "harmless"), ("emacs --batch -l /tmp/x.el -f checkdoc", "asks"), ("emacs --batch -f shell", "asks"), ("vim -s /tmp/keys a", "asks"), ("vim -es -c '%!sh' -c wq a.txt", "asks"), ("vim -es -c '%d' -c wq a.txt", "asks"), ("nano -s /bin/sh a.txt", "asks"), ("vim .env", "asks"), ("vim +42 a.txt", "harmless"), ("vim +'!id' a.txt", "asks"), ("emacs --script /tmp/x.el", "asks"), ("code .", "harmless"), ("code --install-extension evil.x", "asks"), ("ex -s +%s/a/b/ a.txt", "asks"),
)
