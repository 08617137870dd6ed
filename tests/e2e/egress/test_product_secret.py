"""The product as its user runs it: a secret from the vault is a placeholder inside, beside the run's own authority."""

from __future__ import annotations

from tests.e2e.conftest import POLICY, Product

VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
RULES = """\
    network: [{GET: "api.acme.test/repos/**"}]
secrets:
  GITHUB_TOKEN: {to: api.acme.test}
  ELSEWHERE: {to: other.acme.test}
"""


def test_a_run_has_placeholders_for_what_its_network_can_use_and_no_value(product: Product) -> None:
    product.policy(POLICY + RULES)
    for name in ("GITHUB_TOKEN", "ELSEWHERE"):
        done = product.run("secret", "add", name, stdin=VALUE + name)
        assert done.returncode == 0, done.stderr
    done = product.inside(
        "env; openssl x509 -noout -ext nameConstraints -in $NODE_EXTRA_CA_CERTS;"
        "curl -sS -o /dev/null -w '%{http_code}\\n' -H \"Authorization: Bearer $GITHUB_TOKEN\" https://api.acme.test/admin"
    )
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert lines["GITHUB_TOKEN"].startswith("wgp_GITHUB_TOKEN_") and "ELSEWHERE" not in lines, done.stderr
    assert "DNS:api.acme.test" in done.stdout and done.stdout.splitlines()[-1] == "403"
    assert VALUE not in done.stdout + done.stderr
