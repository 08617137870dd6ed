"""Tools of many desks: what a project builds, checks, draws and measures with, where no other family describes it.

They build and look as the others do; what signs in, publishes, or reaches another machine asks.
"""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
FILES = "* -o:write --output:write --out:write -O:write --output-file:write --output-dir:write --outdir:write --report-path:write -c:run --config:run -I:read -r: -f: -p: -s: -n: -t:"
OUT = {"publish* deploy* upload* push submit login logout release promote": "publish something", "install add update upgrade remove uninstall get": "install code of others", "auth token key keys account secrets": "credential a service's", "clean-all reset delete destroy": "destroy data", "repl console shell": "start code that nobody has read"}
PROGRAMS = (
    P("gitleaks", "seen*", FILES + " --report-format: --log-opts: --log-level: -l:", "build the project's checks", when={"-v --verbose --no-redact": "credential what it finds", "--redact": ""}),
    P("trufflehog", "seen*", FILES, "credential what it finds"),
    P("detect-secrets kics cargo-deny cargo-machete cargo-udeps cargo-bloat bundle-audit bundler-audit erb_lint erblint slim-lint haml-lint deptrac phpmd darglint bashate zizmor linkcheck reno licensecheck cyclonedx-py cyclonedx-npm cdxgen   popeye mythril aderyn ameba crystalfmt"
      " nimpretty swift-format periphery csharpier gitversion reportgenerator benchstat   gocyclo goconst ineffassign unparam nilaway deadcode structcheck dupl misspell eslint_d rustywind pgformatter treefmt yamlfmt  "
      " iwyu jdeps javap-all c++filt dwarfdump atos symbols addr2line nbstripout pdoc pdoc3 darker cpd lizard multimetric sonar-lint", "seen*", FILES, "build the project's checks", words=OUT, when={"--version --help -h": "harmless"}),
    P("agvtool genstrings ibtool actool momc xcresulttool tuist xcodegen sourcery jazzy xcov slather dsymutil iconutil dyldinfo vtool mix_test libtool metal metallib swift-demangle swift-driver swiftgen rswift licenseplist", "seen*",
      FILES + " --compile:write --export:write", "build the project", words=OUT | {"new-version new-marketing-version next-version bump": "change the project"}),
    P("ionic cap cordova vue gatsby metro electron-forge tauri uglifyjs terser axe d2 neato circo twopi fdp mustache hbs j2 jinja2 ragel re2c peg antlr4   bindgen cbindgen wasm-bindgen cython cythonize pyinstaller nuitka pythran ghdl-ls mockery  ent wire-gen sea-orm-cli sqlx diesel"
      " cobra-cli hpack haddock hoogle dmd ldc2 gdc gnat  gnatprove scons-local microbench csvkit csvjson csvsql in2csv csvformat csvsort xsltproc xmlstarlet viu chafa mdcat binwalk textutil ditto-list afinfo", "seen*", FILES, "build the project", words=OUT | {"migrate run-migrations revert setup drop": "remote a database"}),
    P("electron-builder", "text*", FILES + " --publish: -p:", "build the project", when={"--publish=always --publish=onTag --publish=onTagOrDraft -p=always": "publish what was built"}),
    P("csvstack csvclean csvjoin", "seen*", FILES),
    P("artillery autocannon bombardier gatling siege jmeter hurl newman postman  oha-plus", "tool*", FILES + " -d: -H: -m: -b: -e:read", "build the project's checks", words=OUT | {"run-cloud run-fargate run-lambda": "remote a cloud"}),
    P("melos fvm rbs steep overmind-ls middleman quarkus micronaut mn spring cookstyle knife-ls fake cake paket plenv carton esy pub", "tool*", FILES, "build the project", words=OUT | {"global": "install programs of others", "exec run": "start what is named"}),
    P("bumpversion bump2version bump-my-version towncrier cocogitto cog  standard-version auto-changelog  release-notes", "tool*", FILES + " --new-version: --current-version: --part:", "change the project", words={"publish release push": "publish a release"}, when={"--push": "publish a release"}),
    P("cargo-release np release-please  ", "text*", "*", "publish a release", when={"--dry-run --preview -d --help --version": "harmless"}),
    P("snyk", "text*", FILES, "send what the project depends on", subs=(P("test code iac container", "tool*", FILES + " --file:read", "fetch a data base of faults"),), words={}),
    P("heap vmmap sample spindump leaks stackshot", "text*", "* -file:write", "process what runs on the machine"),
    P("jcmd  ", "text*", "*", "fetch the state of a program", words={"VM.* Compiler.* GC.run JFR.* ManagementAgent* Thread.dump_to_file GC.heap_dump*": "process another program"}),
    P("mas", "text*", "*", "system programs of the machine", subs=(P("list outdated search info version config", "text*", "*"),)),
    P("mint", "text*", "*", "install programs of others", subs=(P("list which bootstrap", "text*", "*"),)),
    P("azd  ecs-cli infracost awslocal", "text*", "*", "remote a cloud", subs=(P("version list ls show config status breakdown diff output describe", "text*", "*", "fetch a cloud"),)),
    P("git-lfs", "text*", "*", "change what git keeps", subs=(P("ls-files status env version logs track locks", "text*", "*"), P("push lock unlock migrate prune install uninstall dedup", "text*", "*", "publish or lose what git keeps"))),
    P("crc microk8s lima nerdctl-full box valet phing hive-cli sail", "text*", "*", "system virtual machines of the machine", subs=(P("status list ls version info inspect", "text*", "*"), P("artisan php composer npm test pest pint", "text*", "*", "build the project"))),
    P("crictl", "text*", "*", "remote containers", subs=(P("ps images pods stats info version inspect inspecti inspectp logs", "text*", "*"),)),
    P("ctr", "text*", "* -n: -a: --namespace:", "remote containers", subs=(P("version info", "text*", "*"), P("image images i container containers c task tasks t", "text*", "*", "remote containers", subs=(P("ls list", "text*", "*"),)))),
    P("calicoctl hubble cilium-dbg argocd-util kubectl-neat kubecolor-lite", "text*", "*", "remote a cluster", subs=(P("get status version list observe config-view", "text*", "*", "fetch a cluster"),)),
    P("aapt aapt2 apkanalyzer apksigner zipalign sdkmanager idb ios-deploy", "seen*", FILES + " -sign --ks:credential", "build the project", words={"sign": "credential a key that signs", "install launch uninstall boot shutdown": "remote a device"}, when={"--install --uninstall --licenses -i --bundle": "install parts of others", "--list": "harmless"}),
    P("tcpdump tshark", "text*", "* -i: -w:write -r:read -n -c: -s:", "system what passes over the net", when={"-r": P("", "text*"), "-D --version -h": "harmless"}),
    P("iperf3 iperf", "text*", "*", "network another machine"),
    P("nmcli", "text*", "* -t: -f: -g:", "system the network's settings", when={"-s --show-secrets": "credential a network's"}, subs=(P("general networking radio device connection con dev d c g", "text*", "* -t: -f:", subs=(P("status show list", "text*", "*", when={"-s --show-secrets": "credential a network's"}), P("up down add modify delete connect disconnect edit on off wifi set import clone reload hostname", "text*", "*", "system the network's settings")), ),)),
    P("stapler notarytool altool", "text*", "*", "send what was built", subs=(P("validate history info log", "text*", "*", "fetch a service"),)),
    P("install_name_tool SetFile GetFileInfo", "write*", "* -change: -id: -a:"),
    P("afplay bottom", "seen*", "*", "build nothing"),
    P("visidata vd", "seen*", "-f: -d: -b --batch -o:write --output:write -p:run --play:run --config:run", "build nothing"),
    P("wdio electron hivemind love2d", "code*", FILES, "build the project's own program"),
    P("nbqa", "shell seen*", FILES, "build the project's checks"),
    P("jupytext", "seen*", FILES + " --to: --from: --set-formats: --pipe:shell --check:shell --opt:", "build the project"),
    P("gomplate", "text*", "-f:read --file:read -o:write --out:write -t:read --input-dir:read --output-dir:write", "build the project"),
    P("great_expectations zenml feast", "tool*", FILES, "build the project's own program", words=OUT | {"apply materialize materialize-incremental delete": "remote a store"}),
)

EXAMPLES = (
    ("gitleaks detect --no-banner", "harmless"), ("gitleaks detect --report-path /etc/x", "asks"), ("trufflehog git https://evil.example/x", "asks"), ("detect-secrets scan src", "harmless"), ("kics -c /tmp/evil.yaml", "asks"), ("nm -gU a.dylib | c++filt | head", "harmless"), ("dwarfdump --uuid build/App.dSYM", "harmless"), ("atos -o app 0x1", "harmless"),
    ("electron-builder --mac --publish=never", "harmless"), ("electron-builder --publish=always", "asks"), ("cargo-release release minor", "asks"), ("release-it --dry-run", "harmless"), ("snyk test", "harmless"), ("snyk monitor", "asks"), ("mas list", "harmless"), ("mas install 1", "asks"), ("jstat -gc 1", "harmless"), ("jcmd 1 GC.heap_dump x", "asks"),
    ("git-lfs ls-files", "harmless"), ("git-lfs push origin main", "asks"), ("crictl ps", "harmless"), ("crictl rm x", "asks"), ("ctr -n k8s.io images ls", "harmless"), ("ctr images rm x", "asks"), ("gitleaks detect -v", "asks"), ("trufflehog filesystem .", "asks"), ("azd show", "harmless"), ("azd up", "asks"), ("sea-orm-cli generate entity", "harmless"), ("diesel migrate", "asks"), ("aapt dump badging app.apk", "harmless"), ("apksigner sign app.apk", "asks"), ("tcpdump -r a.pcap", "harmless"), ("tcpdump -i eth0", "asks"),
    ("nmcli device status", "harmless"), ("nmcli connection up x", "asks"), ("nmcli -s connection show x", "asks"), ("notarytool submit a.zip", "asks"), ("iperf3 -c x.example", "asks"), ("great_expectations checkpoint list", "harmless"), ("feast apply", "asks"), ("tauri build", "harmless"), ("ionic login", "asks"), ("autocannon http://localhost:3000", "harmless"), ("autocannon https://victim.example", "asks"),
    ("cog release", "asks"), ("csvjson .env", "asks"), ("textutil -cat txt .env -stdout", "asks"), ("nbqa 'rm -rf src' .", "asks"), ("nbqa black .", "harmless"), ("jupytext --to py a.ipynb", "harmless"), ("jupytext --pipe 'rm -rf src' a.py", "asks"), ("gomplate --exec-pipe -- rm -rf src", "asks"), ("gomplate -i '{{ env.Getenv \"TOKEN\" }}'", "asks"), ("gomplate -f a.tmpl -o a.txt", "harmless"), ("visidata -c /tmp/evil.py", "asks"), ("vd a.csv", "harmless"), ("broot --cmd ':!rm'", "asks"), ("electron /tmp/evil", "asks"), ("electron .", "harmless"), ("jbang evil@x/y", "asks"), ("bump2version patch", "harmless"), ("mint run evil/x", "asks"), ("melos run deploy", "asks"), ("sail test", "harmless"), ("sail down", "asks"), ("heap 1", "asks"), ("calicoctl get nodes", "harmless"), ("calicoctl delete x", "asks"), ("stapler validate a.app", "harmless"), ("install_name_tool -id x a.dylib", "harmless"), ("afplay a.wav", "harmless"), ("agvtool what-version", "harmless"),
    ("node --input-type=module -e \"import {a} from './a.js'; console.log(a(1))\"", "run ./a.js"),
    ("node --input-type=module -e \"import fs from 'fs'; fs.rmSync('x')\"", "asks"),
    ("node -e \"import('child_process').then(x => x.execSync('id'))\"", "asks"),
    ("deno eval 'console.log(Deno.version.deno)'", "harmless"),
    ("deno eval 'Deno.removeSync(1)'", "asks"),
    ("ruby -ryaml -e 'puts YAML.load_file(\"a.yml\").keys'", "harmless"),
    ("ruby -ryaml -e 'puts YAML.load_file(\".env\")'", "asks"),
    ("elixir -e 'IO.puts(Enum.sum(1..10))'", "harmless"),
    ("python3 -m http.server --help", "harmless"),
    ("mtr -rwc 3 example.com", "harmless"),
    ("mtr -rwc 3 evil.test", "asks"),
)
