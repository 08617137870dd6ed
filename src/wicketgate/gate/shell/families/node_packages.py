"""npm and its like: the project's own scripts and declared packages, and everything else."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
COMMON = "* -C:cd --prefix:cd --dir:cd --cwd:cd -w: --workspace: --filter: -F: --loglevel: --registry:install --userconfig:run --script-shell:run --cache:write --omit: --include: --depth: --tag: --only: --color: --store-dir:write --node-options:run"
KNOWN = "eslint prettier jest vitest mocha tap ava webpack vite rollup esbuild next nuxt astro svelte-check svelte-kit vue-tsc ng playwright cypress storybook stylelint knip madge depcheck swc babel biome nyc c8 tailwindcss postcss sass typedoc prisma drizzle-kit lint-staged husky commitlint cross-env npm-run-all wait-on pm2 react-scripts craco remix expo parcel size-limit publint attw changeset msw openapi-typescript graphql-codegen tsup unbuild oxlint dprint markdownlint markdownlint-cli2 cspell spectral sort-package-json npm-check-updates ncu license-checker webpack-bundle-analyzer source-map-explorer jscpd ts-prune ts-unused-exports type-coverage xo standard karma protractor wtr web-test-runner testcafe gulp gulp-cli grunt ember bower forever json-server browserslist postcss-cli npm-run-all2 run-s run-p tsd tsc-watch tsc-alias esbuild-register release-it np-check syncpack manypkg zx"
SCRIPTS = P("run run-script rum urn", "text*", COMMON, reader="scripts")
PROGRAMS = (
    P(
        "npm",
        "text*",
        COMMON,
        subs=(
            P("ci clean-install install-clean cit it install-test install-ci-test", "text*", COMMON, "build what the project declares", when={"-g --global --location": "install packages for the machine"}),
            P("install i add in isntall", "text*", COMMON + " -g --global --location:", reader="packages"),
            SCRIPTS,
            P("test t tst start stop restart rebuild rb pack build", "text*", COMMON + " --pack-destination:write", reader="scripts"),
            P("ls list ll la outdated view v info show search explain why docs bugs repo root prefix bin help query fund ping home find-dupes sbom doctor help-search diff", "text*", COMMON, "fetch the package index"),
            P("audit", "text*", COMMON, "fetch the package index", when={"--fix": "install other versions"}, words={"fix": "install other versions"}),
            P("uninstall remove rm r un unlink prune dedupe ddp shrinkwrap version pkg link ln", "text*", COMMON + " -m: --message: -g --global", "change the project's packages", when={"-g --global": "system programs of the machine"}, words={"scripts.*": "persist what the project's scripts run"}),
            P("update up upgrade udpate", "text*", COMMON, "install other versions of packages"),
            P("exec x", "command", "* -c:shell --call:shell -p:install --package:install -w: --workspace:", reader="npx"),
            P("init", "text*", COMMON, when={"0": P("", "text*", does="change the project's packages")}, does="install and run a program of others"),
        P("create innit", "text*", COMMON, "install and run a program of others"),
            P("cache", "text*", COMMON, subs=(P("ls verify", "text*", COMMON), P("clean add", "text*", COMMON, "change the package cache"))),
            P("config c get", "text*", COMMON, subs=(P("get list ls", "text*", COMMON, words={"_auth* //*": "credential the registry's"}), P("set delete rm edit fix", "text*", COMMON, "persist the tool's settings")), words={"_auth* //*": "credential the registry's"}),
            P("publish unpublish deprecate dist-tag owner access team hook org star stage", "text*", COMMON, "publish a package", when={"--dry-run": "harmless"}),
            P("login logout adduser token profile whoami", "text*", COMMON, "credential the registry's"),
        ),
    ),
    P(
        "pnpm",
        "text*",
        COMMON,
        subs=(
            P("install i ci rebuild rb fetch", "text*", COMMON, reader="packages"),
            P("add", "text*", COMMON + " -g --global", reader="packages"),
            SCRIPTS,
            P("test t start build dev lint format typecheck check pack", "text*", COMMON + " --pack-destination:write", reader="scripts"),
            P("list ls ll la outdated view info show why audit root bin help licenses store-status", "text*", COMMON, "fetch the package index"),
            P("remove rm uninstall un prune dedupe link unlink import patch patch-commit init version", "text*", COMMON, "change the project's packages"),
            P("update up upgrade", "text*", COMMON, "install other versions of packages"),
            P("exec", "command", "* -c -r -w: --filter: -F: -C:cd", reader="npx"),
            P("dlx create", "text*", "*", "install and run a program of others"),
            P("store cache", "text*", "*", subs=(P("path status", "text*", "*"), P("prune add", "text*", "*", "change the package cache"))),
            P("config env setup self-update server", "text*", "*", "persist the tool's settings", words={"list ls get": ""}),
            P("deploy", "text*", "*", "publish a deployment"),
            P("publish", "text*", "*", "publish a package"),
            P("login logout whoami", "text*", "*", "credential the registry's"),
            P("*", "command", "*", reader="installed"),
        ),
    ),
    P(
        "yarn yarnpkg",
        "text*",
        COMMON,
        when={"0": P("", "text*", does="build what the project declares")},
        subs=(
            P("install", "text*", COMMON, reader="packages"),
            P("add", "text*", COMMON + " -D -P -O -E", reader="packages"),
            SCRIPTS,
            P("test start build dev lint format typecheck check pack rebuild prepare watch serve storybook", "text*", COMMON, reader="scripts"),
            P("list info why outdated audit licenses bin help node-version versions explain", "text*", COMMON, "fetch the package index"),
            P("remove dedupe link unlink import version init autoclean set-version unplug patch patch-commit", "text*", COMMON, "change the project's packages"),
            P("up upgrade upgrade-interactive", "text*", COMMON, "install other versions of packages"),
            P("exec node", "command", "*", reader="npx"),
            P("dlx create", "text*", "*", "install and run a program of others"),
            P("workspace", "text*", COMMON, reader="workspace"),
            P("workspaces", "text*", COMMON, subs=(P("list info", "text*", COMMON), P("foreach run", "text*", COMMON + " --include: --exclude: --from:", reader="each-package"), P("focus", "text*", COMMON, "build what the project declares"))),
            P("cache", "text*", COMMON, subs=(P("list dir", "text*", COMMON), P("clean clear", "text*", COMMON, "change the package cache"))),
            P("config set plugin policies", "text*", COMMON, "persist the tool's settings", words={"list get": ""}),
            P("global", "text*", COMMON, "install packages for the user", words={"list bin dir": ""}),
            P("npm publish tag owner login logout", "text*", COMMON, "publish a package"),
            P("*", "command", "*", reader="installed"),
        ),
    ),
    P("npx pnpx bunx", "command", "* -c:shell --call:shell -p:install --package:install -w: --workspace:", reader="npx"),
    P("corepack n", "text*", "*", "install another version of a tool"),
    P(
        KNOWN,
        "text*",
        "* -o:write --output:write --outDir:write --out-dir:write -c:run --config:run -p:run --project:run --outfile:write --output-file:write --ext: --fix --write -r:run --require:run --plugin:run --rulesdir:run --resolve-plugins-relative-to:run"
        " --transform: --setupFiles:run --globalSetup:run --import:run --loader:run -d:write --dist-dir:write",
        reader="scripts",
        words={"kill delete remove drop": "destroy what it keeps running", "startup": "persist a service of the machine", "login logout": "credential a service's", "execute resolve": "remote a database", "codegen open": "start a browser", "-u": "install other versions"},
    ),
    P("turbo nx lerna rush moon wireit ultra-runner", "text*", COMMON, subs=(
        P("run build test lint dev start watch affected affected:test affected:build affected:lint affected:apps serve e2e run-many graph format format:check show list ls info daemon report prune ls-affected changed clean", "text*", COMMON + " -t: --target: --targets: --projects: --scope:", reader="scripts"),
        P("exec", "command", "*"), P("bootstrap init add create import generate g migrate repair", "text*", COMMON, "change the project"), P("publish version login logout deploy release link unlink", "text*", COMMON, "publish a package"))),
)

EXAMPLES = (
    ("npm ci", "harmless"),
    ("npm install", "harmless"),
    ("npm install left-pad", "asks"),
    ("npm install -g typescript", "asks"),
    ("npm run build", "harmless"),
    ("npm run deploy:prod", "asks"),
    ("npm test -- --watch=false", "harmless"),
    ("npm run test -- -t 'a b'", "harmless"),
    ("npm audit", "harmless"),
    ("npm audit fix", "asks"),
    ("npm publish", "asks"),
    ("npm config get registry", "harmless"),
    ("npm config set registry http://evil.example", "asks"),
    ("npm exec -c 'rm -rf src'", "asks"),
    ("npx tsc --noEmit", "harmless"),
    ("npx eslint src --fix", "harmless"),
    ("npx some-unknown-package", "asks"),
    ("npx -p evil tsc", "asks"),
    ("yarn", "harmless"),
    ("yarn build", "harmless"),
    ("yarn jest --ci", "harmless"),
    ("pnpm tsc -b", "harmless"),
    ("yarn rm -rf src", "asks"),
    ("yarn deploy:prod", "asks"),
    ("yarn $X", "unreadable"),
    ("pnpm eslint -c /tmp/evil.js .", "asks"),
    ("yarn add left-pad", "asks"),
    ("pnpm install --frozen-lockfile", "harmless"),
    ("pnpm dlx evil", "asks"),
    ("pnpm -r test", "harmless"),
    ("eslint .", "harmless"), ("eslint -c /tmp/evil.js .", "asks"), ("npx eslint --rulesdir /tmp/evil .", "asks"), ("npx jest --config /tmp/evil.js", "asks"), ("npx jest deploy.test.ts", "harmless"), ("npx vitest run src/drop.test.ts", "harmless"), ("prettier --write src", "harmless"), ("prettier --write ~/.bashrc", "asks"),
    ("npx rimraf dist", "harmless"), ("npx rimraf src", "asks"), ("npx mocha -r ts-node/register test", "harmless"), ("mocha --require /tmp/evil.js", "asks"), ("pm2 list", "harmless"), ("pm2 delete all", "asks"), ("npx nx affected:test", "harmless"), ("npm run dropDatabase", "asks"), ("npm run build:release", "harmless"), ("npm run db:seed", "harmless"),
)
