"""Hosts that everybody knows, whose logs nobody else reads. Takes an address or a host; gives whether it is such a one.

What is asked of a host is told to it, so reading from a host of the command's choosing sends something out. Here it sends
nothing to anybody who could have made the agent ask: documentation, registries of packages, standards, names kept for
examples (RFC 2606). No host is listed that forwards to others, that shows its visitors to whoever opens an account there,
or where anybody may put files up for download.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re

HOSTS = frozenset(
    "example.com example.org example.net api.example.com docs.example.com pypi.org registry.npmjs.org www.npmjs.com crates.io index.crates.io static.crates.io docs.rs rubygems.org proxy.golang.org sum.golang.org pkg.go.dev repo1.maven.org repo.maven.apache.org search.maven.org packagist.org"
    " repo.packagist.org hex.pm hexdocs.pm formulae.brew.sh api.nuget.org hackage.haskell.org opam.ocaml.org cran.r-project.org pub.dev jsr.io docs.python.org peps.python.org www.python.org devguide.python.org packaging.python.org nodejs.org docs.npmjs.com go.dev doc.rust-lang.org"
    " www.rust-lang.org rust-lang.org developer.mozilla.org react.dev vuejs.org angular.dev svelte.dev nextjs.org vite.dev www.typescriptlang.org tailwindcss.com docs.djangoproject.com flask.palletsprojects.com fastapi.tiangolo.com docs.pytest.org docs.sqlalchemy.org numpy.org"
    " pandas.pydata.org scikit-learn.org pytorch.org kubernetes.io helm.sh docs.docker.com docs.github.com api.github.com docs.gitlab.com developer.hashicorp.com docs.aws.amazon.com cloud.google.com learn.microsoft.com developer.android.com developer.apple.com www.postgresql.org"
    " dev.mysql.com sqlite.org www.sqlite.org redis.io www.mongodb.com nginx.org httpd.apache.org www.gnu.org www.kernel.org man7.org linux.die.net wiki.archlinux.org www.google.com google.com ifconfig.me icanhazip.com api.ipify.org github.com www.github.com www.debian.org packages.debian.org packages.ubuntu.com endoflife.date json.schemastore.org json-schema.org www.w3.org"
    " www.rfc-editor.org datatracker.ietf.org www.iana.org tc39.es html.spec.whatwg.org caniuse.com jsonplaceholder.typicode.com docs.anthropic.com code.claude.com platform.openai.com en.wikipedia.org de.wikipedia.org fr.wikipedia.org zh.wikipedia.org"
    " spring.io docs.spring.io docs.oracle.com kotlinlang.org docs.swift.org dart.dev api.dart.dev flutter.dev docs.flutter.dev guides.rubyonrails.org www.php.net laravel.com elixir-lang.org www.erlang.org ziglang.org nixos.org search.nixos.org cmake.org bazel.build gradle.org maven.apache.org".split()
)
ZONES = re.compile(
    r"(?:[a-z0-9-]{1,20}\.){0,2}(?:example\.(?:com|org|net)|google\.com|github\.com|gitlab\.com|cloudflare\.com|microsoft\.com|apple\.com|amazon\.com|wikipedia\.org|python\.org|npmjs\.(?:org|com)|pypi\.org|debian\.org|ubuntu\.com|kernel\.org)|1\.1\.1\.1|1\.0\.0\.1|8\.8\.8\.8|8\.8\.4\.4|9\.9\.9\.9"
)
"""Names whose servers answer for nobody else, and resolvers that everybody asks."""
PLAIN = re.compile(r"(?:https?://)?([A-Za-z0-9.-]+)(?::(?:80|443))?(?:[/?][\w./@%+,:;=&?~*!()\[\] -]*)?(?:#[\w./-]*)?")


CODE = re.compile(
    r"\.(?:t?[gx]z|tgz|bz2|zip|whl|gem|crate|jar|war|aar|nupkg|deb|rpm|pkg|dmg|exe|msi|apk|appimage|run|bin|so|dll|sh|bash|ps1|bat|[cm]?[jt]sx?|py|rb|pl|php|lua|go|rs|mk|nix)(?:[?#]|$)"
    r"|/(?:contents|tarball|zipball|archive|releases|downloads?|raw|blob|git|url|redirect\w*)(?:/|[?#]|$)"
    r"|[?&][\w-]+=https?:",
    re.IGNORECASE,
)
"""Addresses of programs and archives: what a registry holds is anybody's code."""


WRITTEN = frozenset({"raw.githubusercontent.com"})
DATA = re.compile(r"^https://[^/]+/[\w./-]+\.(?:md|rst|txt|json|csv|tsv|ya?ml|toml|xml|svg)$")
"""Where anybody puts up files: those that are read, not run."""


def public(address: str) -> bool:
    """Return whether an address of the web is one of these hosts', in full and without a login."""
    found = PLAIN.fullmatch(address)
    if found is None or CODE.search(address):
        return False
    if found[1].lower() in WRITTEN:
        return DATA.search(address) is not None
    return "@" not in address.partition("//")[2].partition("/")[0] and found[1].lower() in HOSTS


def zoned(name: str) -> bool:
    """Return whether looking up this name, or reaching it, tells nobody but those it belongs to."""
    return name.lower() in HOSTS or ZONES.fullmatch(name.lower()) is not None
