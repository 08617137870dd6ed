"""Places on a disk, by their path as text: what holds secrets, what anybody may read, scratch, what a build makes again."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

import fnmatch
import re

SECRET = re.compile(
    r"""(?:^|/)(?:
        \.env(?:\.(?!example$|sample$|template$|dist$|test$|defaults?$)[^/]*)? | \.envrc | [^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)
      | id_(?:rsa|dsa|ecdsa|ed25519)(?!\.pub)[^/]* | \.ssh(?:/(?!known_hosts|[^/]*\.pub$).*)? | \.gnupg(?:/.*)? | \.aws(?:/.*)? | \.azure(?:/.*)? | \.kube(?:/.*)?
      | \.docker/config\.json | \.config/gcloud(?:/.*)? | \.config/gh(?:/.*)? | \.netrc | _netrc | \.pgpass | \.my\.cnf | \.npmrc | \.pypirc
      | \.git-credentials | \.htpasswd | credentials(?:\.(?:json|ya?ml|toml|csv|xml|db))? | secrets?\.(?:json|ya?ml|toml|txt|env) | \.?secrets?/[^/]*\.(?:json|ya?ml|env|toml|txt|enc|ini|conf|cfg)
      | run/secrets/.* | service[-_]?account[^/]*\.json | shadow-? | gshadow-? | sudoers(?:\.d/.*)? | master\.key | \.vault-token | \.terraformrc | terraform\.tfstate[^/]*
      | [^/]*_history | \.password-store(?:/.*)? | keychains?(?:/.*)? | login\ data | cookies(?:\.sqlite)? | key[34]\.db | logins\.json
      | [^/]*private[-_]?key[^/]* | passwords?\.(?:txt|csv|json|ya?ml|xlsx?|md|kdbx?) | \.secrets? | \.vault[-_]?pass(?:word)? | \.dockercfg | [^/]*firebase-adminsdk[^/]*\.json
      | kubeconfig(?:\.ya?ml)? | local\.settings\.json | credentials\.yml\.enc | wp-config\.php | wallet\.dat | \.cargo/credentials[^/]* | \.claude/\.credentials\.json | \.claude\.json | environ | tokens?\.(?:json|txt) | \.?api[-_]?keys?(?:\.[a-z]+)?
    )$""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
SAMPLES = (".env", ".env.local", "id_rsa", "id_ed25519", "server.pem", "private.key", ".netrc", ".npmrc", "shadow", "credentials", ".git-credentials", ".ssh",
           ".aws", ".pgpass", ".bash_history", "secrets.yaml")  # fmt: skip
OPEN = re.compile(
    r"/(?:usr(?:/.*)?|bin|sbin|lib(?:64)?(?:/.*)?|opt/homebrew(?:/.*)?|Library/Developer(?:/.*)?|Applications(?:/[^/]*)?|System/Library(?:/.*)?"
    r"|etc/(?:os-release|lsb-release|debian_version|alpine-release|redhat-release|issue|hostname|hosts|resolv\.conf|timezone|localtime|shells"
    r"|services|protocols|mime\.types|locale\.\w+|nsswitch\.conf|fstab|mtab|ld\.so\.conf(?:\.d/.*)?)"
    r"|proc/(?:cpuinfo|meminfo|version|loadavg|uptime|stat|mounts|filesystems|partitions|diskstats|net/(?:dev|tcp|route)|sys/.*|(?:self|\d+)/(?:status|cgroup|mountinfo|limits|maps))"
    r"|sys/(?:class|devices|fs/cgroup|block|kernel/mm)(?:/.*)?|dev/(?:null|zero|stdin|stdout|stderr|tty|u?random|fd/\d+|shm))"
)
SCRATCH = re.compile(r"(?:/private)?/(?:var/)?tmp/[^/].*|/dev/shm/[^/].*")
MADE = re.compile(
    r"(?:^|/)(?:build|dist|out|target|node_modules|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.cache|\.parcel-cache|\.turbo|\.next|\.nuxt"
    r"|\.svelte-kit|\.output|\.vite|\.angular|\.gradle|\.eggs|[^/]*\.egg-info|coverage|htmlcov|\.nyc_output|\.coverage[^/]*|coverage\.xml|\.hypothesis|_build|\.?venv|bin/Debug|obj|tmp|temp|\.tmp"
    r"|\.terraform|\.serverless|\.aws-sam|cmake-build-[^/]*|\.sass-cache|storybook-static|\.docusaurus|test-results|playwright-report|blob-report|_site|cdk\.out|\.dart_tool|\.expo|elm-stuff|zig-out|\.?zig-cache|\.stack-work|dist-newstyle|\.wrangler|\.ipynb_checkpoints|\.jekyll-cache|DerivedData|Pods"
    r"|\.DS_Store|Thumbs\.db|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|[^/]*\.(?:pyc|pyo|o|obj|class|log|tmp|temp|swp|swo|bak|orig|rej|gcda|gcno|tsbuildinfo|coverage|profraw|out|pid|cache))(?:/.*)?$",
)


def secret(path: str) -> bool:
    """Return whether a path, or what its pattern may match, holds credentials."""
    if SECRET.search(path):
        return True
    last = path.rstrip("/").rpartition("/")[2]
    if not set("*?[") & set(last) or not last.strip("*?"):
        return False
    return (any(fnmatch.fnmatchcase(sample, last) for sample in SAMPLES) and not last.startswith("*.")) or last in (
        "*.pem",
        "*.key",
        ".*",
        ".??*",
    )


def readable(path: str) -> bool:
    """Return whether anybody may read what lies there: programs, their documentation, facts of the machine."""
    return OPEN.fullmatch(path.rstrip("/") or "/") is not None and ".." not in path and not secret(path)


def scratch(path: str) -> bool:
    """Return whether a path lies in a folder for throw-away files."""
    return SCRATCH.fullmatch(path) is not None and ".." not in path.split("/")


def made(path: str) -> bool:
    """Return whether a build, a test or an installation makes again what lies at a relative path."""
    return MADE.search(path.rstrip("/").removesuffix("/*").removesuffix("/**")) is not None and ".." not in path.split(
        "/"
    )
