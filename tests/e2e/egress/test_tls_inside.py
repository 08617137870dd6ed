"""Real curl and Python in the real sandbox against a real TLS host: methods and paths hold inside TLS."""

from __future__ import annotations

import ssl

from tests.e2e.egress.conftest import Script
from tests.support.upstream import HOST, TlsWorld

AT = f"https://{HOST}:PORT"
CODE = "-o /dev/null -w '%{http_code}\\n'"
GRANTED = {"GET": f"{HOST}:PORT/repos/**"}


def test_curl_believes_the_run_and_reaches_what_is_granted_alone(inside: Script, world: TlsWorld) -> None:
    out, err, _ = inside(
        world,
        f"curl -sS {AT}/repos/a; echo; curl -sS {CODE} {AT}/admin; curl -sS {CODE} -X DELETE {AT}/repos/a;"
        f"curl -sS {CODE} --path-as-is {AT}/repos/../admin; curl -sS {CODE} -H 'Host: evil.test' {AT}/repos/a;"
        f"curl -sS {CODE} --http2 {AT}/repos/b",
        GRANTED,
    )
    assert out.split() == ["answer", "from", "upstream", "403", "403", "400", "421", "200"], err
    assert [(method, path) for method, path, _, _ in world.got] == [("GET", "/repos/a"), ("GET", "/repos/b")]


def test_python_believes_it_too_and_nobody_inside_can_change_what_is_believed(inside: Script, world: TlsWorld) -> None:
    fetch = f"import urllib.request as u; print(u.urlopen('{AT}/repos/a').status)"
    out, err, _ = inside(
        world,
        f'/usr/bin/python3 -c "{fetch}"; echo x >> $SSL_CERT_FILE; rm -f $SSL_CERT_FILE; ls /etc/wicketgate',
        GRANTED,
    )
    assert out.split() == ["200", "authority.pem", "roots.pem"], err
    assert "PRIVATE" not in out + err


def test_a_host_that_is_not_verified_outside_gets_nothing(inside: Script, world: TlsWorld) -> None:
    world.trust = ssl.create_default_context()
    out, _, _ = inside(world, f"curl -sSk {CODE} {AT}/repos/a", GRANTED)
    assert out.split() == ["502"] and world.got == []


def test_a_name_in_tls_other_than_the_connects_is_hung_up_on(inside: Script, world: TlsWorld) -> None:
    out, err, made = inside(
        world, f"curl -sSk --connect-to ::{HOST}:PORT https://other.good.test:PORT/repos/a", GRANTED
    )
    assert out == "" and err and world.got == []
    assert made.audit.of("egress.refused") or made.audit.of("decided")[0]["decision"] == "deny"
