"""The rows of `danger.py`, as data: a rule's id, why a person is asked, and the names it stands for.

A word that ends in `/` is a folder at any depth, with everything below it; a word with `*` is a glob over a file's own
name; any other word is a file's own name, at any depth. All are compared with folded (lower-case) names.
"""

TABLE: tuple[tuple[str, str, str], ...] = (
    (
        "git-setting",
        "git reads it, and may start programs or fetch from where it says",
        # HEAD: with refs/ and objects/ beside it, git takes any folder for a repository, and obeys its `config`.
        ".gitmodules .gitattributes .gitconfig .lfsconfig head",
    ),
    (
        "git-hooks",
        "git or a hook runner starts it",
        """.githooks/ githooks/ .husky/ .lefthook/ lefthook*.yml lefthook*.yaml .lefthook*.yml .lefthook*.yaml
        .pre-commit-config.yaml .pre-commit-config.yml .pre-commit-hooks.yaml .overcommit.yml .lintstagedrc*
        lint-staged.config.* .commitlintrc* commitlint.config.* .huskyrc*""",
    ),
    (
        "workflow",
        "a build server runs it, often with secrets",
        """.github/ .gitlab/ .gitlab-ci*.yml .gitlab-ci*.yaml .circleci/ .travis.yml .drone.yml .drone.yaml
        .woodpecker/ .woodpecker*.yml .woodpecker*.yaml azure-pipelines*.yml azure-pipelines*.yaml .azure-pipelines/
        bitbucket-pipelines.yml jenkinsfile* .jenkins/ .buildkite/ .teamcity/ appveyor.yml .appveyor.yml
        cloudbuild*.yaml cloudbuild*.yml buildspec*.yml buildspec*.yaml .semaphore/ .cirrus.yml .cirrus.star .gitea/
        .forgejo/ .tekton/ .build.yml .builds/ codemagic.yaml wercker.yml .ci/ .dagger/ earthfile dependabot.y*ml
        renovate.json* .renovaterc* .mergify.yml codeowners""",
    ),
    (
        "agent-setting",
        "an agent obeys it, or starts programs named in it",
        """.claude/ .claude.json .claude-plugin/ claude.md claude.local.md claude.*.md agents.md agents.override.md
        agent.md gemini.md .gemini/ .mcp.json mcp.json .mcp/ .cursor/ .cursorrules .cursorignore .codex/ codex.md
        .codeium/ .windsurf/ .windsurfrules .clinerules* .clinerules/ .cline/ .roo/ .roorules* .roomodes .kilocode/
        .aider* .continue/ .copilot/ copilot-instructions.md *.instructions.md *.prompt.md *.chatmode.md .junie/
        .goosehints .goose/ .opencode/ opencode.json opencode.jsonc .amp/ .zed/ .trae/ .kiro/ .augment/
        .augment-guidelines .qwen/ qwen.md .agents/ .agent/ skill.md .rules warp.md .warp/ crush.json .crush.json
        crush.md .tabnine/ .amazonq/ .openhands/ .serena/ conventions.md""",
    ),
    (
        "editor-setting",
        "an editor starts tasks or tools named in it",
        """.vscode/ *.code-workspace .idea/ *.iml *.ipr *.iws .fleet/ .vs/ .nova/ *.sublime-project *.sublime-build
        *.sublime-settings .devcontainer/ .devcontainer.json devcontainer.json .gitpod.yml .gitpod.dockerfile
        .replit .vimrc .exrc .nvimrc .nvim.lua _vimrc _exrc .gvimrc .lvimrc .vim/ .nvim/ .dir-locals*.el .emacs
        .emacs.d/ .projectile .helix/ .kakrc .lapce/ .theia/ .settings/ .project .classpath .cproject *.xcodeproj/
        *.xcworkspace/ *.xcconfig *.sln *.slnx devfile.yaml .devfile.yaml .ycm_extra_conf.py .clangd .ccls
        compile_commands.json""",
    ),
    (
        "shell-start",
        "a shell or a login reads it when it starts or enters the folder",
        """.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin
        .zlogout .kshrc .cshrc .tcshrc .login .logout .inputrc .envrc .direnv/ config.fish .config/ .local/
        .tmux.conf .screenrc .xprofile .xinitrc .xsession .xsessionrc .pam_environment .ssh/ .gnupg/ .autoenv*
        .tool-versions .mise.toml mise.toml mise.*.toml .mise/ .rtx.toml .asdfrc .sdkmanrc *.nix flake.lock
        devenv.yaml devbox.json *profile.ps1 .lesskey .lessfilter .wgetrc .curlrc .netrc authorized_keys""",
    ),
    (
        "package-script",
        "a package manager runs scripts in it, or fetches the programs it names",
        """package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.json*
        deno.lock pnpm-workspace.yaml .pnpmfile.* pnpmfile.* lerna.json nx.json turbo.json rush.json node_modules/
        .npmrc .yarnrc .yarnrc.yml .yarn/ .pnp.* bunfig.toml composer.json composer.lock gemfile gemfile.lock
        gems.rb *.gemspec .bundle/ .gemrc cpanfile makefile.pl build.pl mix.exs mix.lock rebar.config stack.yaml
        *.cabal cabal.project* dune dune-project *.opam pubspec.yaml pubspec.lock podfile podfile.lock *.podspec
        cartfile package.swift package.resolved project.clj deps.edn bb.edn *.rockspec dub.json dub.sdl shard.yml
        *.nimble vcpkg.json conanfile.* renv.lock .rprofile .renviron vendor/ third_party/""",
    ),
    (
        "python-start",
        "python, pip or a test runner runs or obeys it by itself",
        """setup.py setup.cfg pyproject.toml requirements*.txt requirements*.in constraints*.txt pipfile pipfile.lock
        poetry.lock poetry.toml uv.lock uv.toml pdm.lock pdm.toml pylock*.toml hatch.toml hatch_build.py tox.ini
        tox.toml noxfile.py tasks.py fabfile.py dodo.py pavement.py conftest.py pytest.ini .pytest.ini pytest.toml
        *.pth sitecustomize.py usercustomize.py pyvenv.cfg pip.conf pip.ini .pypirc .pylintrc pylintrc .coveragerc
        mypy.ini .mypy.ini .flake8 ruff.toml .pdbrc* .pythonrc* manage.py .venv/ venv/ site-packages/ dist-packages/
        *.egg-info/ *.dist-info/ __pycache__/ *.pyc *.pyo *.egg-link .ipython/ ipython_config.py jupyter_*config.*
        *.ipynb conf.py environment.yml environment.yaml gunicorn.conf.py wsgi.py asgi.py snakefile *.smk""",
    ),
    (
        "build-recipe",
        "a build runs it",
        """makefile gnumakefile bsdmakefile makefile.* *.mk *.mak justfile .justfile *.just rakefile rakefile.rb *.rake
        thorfile guardfile capfile taskfile*.yml taskfile*.yaml magefile.go build.rs cargo.toml cargo.lock .cargo/
        rust-toolchain rust-toolchain.toml build.zig build.zig.zon *.gradle *.gradle.kts gradle.properties gradlew
        gradlew.bat gradle/ buildsrc/ pom.xml .mvn/ mvnw mvnw.cmd build.xml ivy.xml *.sbt build.sc build.mill
        cmakelists.txt *.cmake cmakepresets.json cmakeuserpresets.json configure configure.ac configure.in *.m4 *.am
        autogen.sh bootstrap sconstruct sconscript wscript waf build.ninja meson.build meson.options
        meson_options.txt build build.bazel workspace workspace.bazel module.bazel *.bzl .bazelrc pants.toml buck
        .buckconfig go.mod go.sum go.work .goreleaser* procfile* *.spec pkgbuild xmake.lua premake5.lua
        directory.build.* directory.packages.props nuget.config global.json *.targets *.props *.csproj *.fsproj
        *.vbproj *.vcxproj*""",
    ),
    (
        "script",
        "a shell runs it",
        "*.sh *.bash *.zsh *.ksh *.csh *.fish *.ps1 *.psm1 *.psd1 *.bat *.cmd *.vbs *.command *.awk *.applescript",
    ),
    (
        "tool-setting",
        "a tool loads it as code, or starts programs named in it",
        """*.config.js *.config.cjs *.config.mjs *.config.ts *.config.cts *.config.mts .eslintrc* .prettierrc*
        .babelrc* .swcrc .mocharc* .nycrc* .stylelintrc* .postcssrc* .releaserc* .parcelrc gulpfile.* gruntfile.*
        webpack.*.js rollup.*.js tsconfig*.json jsconfig.json .storybook/ .ncurc* nodemon.json angular.json .vercel/
        vercel.json netlify.toml .netlify/ wrangler.* firebase.json .rspec .rubocop.yml .credo.exs .iex.exs
        .formatter.exs .ghci .ocamlinit .scalafmt.conf .scalafix.conf .gdbinit .lldbinit .gdbearlyinit .valgrindrc
        .perldb .irbrc .pryrc .byebugrc .psqlrc .sqliterc .my.cnf .mongorc.js mkdocs.yml .readthedocs.y*ml""",
    ),
    (
        "container",
        "a container is built or started from it",
        """dockerfile* *.dockerfile containerfile* docker-compose*.yml docker-compose*.yaml compose*.yml compose*.yaml
        docker-bake.* .docker/ .dockerignore vagrantfile skaffold.yaml tiltfile *.container *.kube singularity
        apptainer.def app.yaml fly.toml render.yaml railway.* heroku.yml""",
    ),
    (
        "infrastructure",
        "it changes machines or accounts when it is applied",
        """*.tf *.tfvars *.tf.json *.tofu *.hcl .terraform/ pulumi*.yaml ansible.cfg playbook*.yml chart.yaml
        helmfile.yaml kustomization.yaml serverless.y*ml template.yaml samconfig.toml cdk.json *.bicep *.nomad
        .ebextensions/ crontab cron.d/ *.cron *.service *.timer *.socket *.desktop *.plist .htaccess .htpasswd
        web.config .user.ini php.ini""",
    ),
    (
        "environment",
        "a program takes its settings or keys from it",
        ".env .env.* *.env .flaskenv .secrets* secrets.y*ml *.pem *.key id_rsa id_ed25519 known_hosts",
    ),
    (
        "program",
        "a program loads or starts it as it is",
        """*.so *.so.* *.dylib *.dll *.a *.o *.jar *.war *.class *.whl *.egg *.gem *.node *.wasm *.exe *.msi *.deb
        *.rpm *.apk *.appimage *.pkg *.dmg ld.so.preload *.docm *.xlsm *.pptm *.dotm *.xlam *.xll *.lnk *.url *.hta
        *.scf *.reg *.jnlp *.chm *.wsf""",
    ),
)
