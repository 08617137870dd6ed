"""A secret's binding: what it says in words, when it counts as changed, and what widens it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from wicketgate.errors import ConfigError
from wicketgate.policy import Policy, Secret
from wicketgate.policy.binding import binding, binding_digest, bound_names
from wicketgate.policy.change import Direction
from wicketgate.policy.explain import explain
from wicketgate.policy.widen import widened

HEAD = """version: 1
model: {url: "https://api.anthropic.com"}
tasks:
  triage: {network: [{TUNNEL: api.github.com}], tools: {mail.send: {}, db.query: {source: crm, tables: [t]}}}
sources: {crm: {kind: sqlite, path: crm.db}}
secrets:
  TOKEN: """
FULL = (
    "{to: api.github.com, methods: [GET, POST], paths: [/repos/acme/**], "
    'header: "Authorization: token {}", until: 2027-01-31}'
)


def policy(secret: str) -> Policy:
    return Policy.of(f"{HEAD}{secret}\n", Path("/workspace/wicketgate.yaml"))


def secret(text: str) -> Secret:
    return policy(text).document.secrets["TOKEN"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            FULL,
            "goes to api.github.com only, GET and POST below /repos/acme/, as header Authorization; until 2027-01-31",
        ),
        ("{to: api.github.com}", "goes to api.github.com only, with any granted method at any granted path, as header"),
        ('{to: "a.test:8443", as: query, name: key}', "goes to a.test:8443 only"),
        ('{to: "a.test:8443", as: query, name: key}', "as query parameter key"),
        ("{to: a.test, as: basic, user: ci}", "as the password of ci in header Authorization"),
        ("{to: a.test, as: path}", "as one segment of the path"),
        ("{to: a.test, as: field, name: token}", "as field token of a JSON or form body"),
        (
            "{to: a.test, as: sigv4, region: eu-1, service: s3}",
            "as the key that signs for s3 in eu-1, itself never sent",
        ),
        (
            '{to: a.test, as: oauth2-client, token_url: "https://b.test/t", scope: read}',
            "as the client secret that fetches tokens at https://b.test/t for read",
        ),
        ('{to: a.test, from: "vault:kv/ci#token"}', "; kept in vault:kv/ci#token"),
        ("{to: a.test, from: env}", "; kept in the environment of whoever starts a run"),
        ("{for: mail.send}", "is used by mail.send only"),
        ("{for: crm}", "is used by crm only"),
    ],
)
def test_a_binding_is_said_in_plain_words(text: str, words: str) -> None:
    assert words in binding(secret(text))


def test_explain_says_the_binding_of_each_task() -> None:
    assert "the secret TOKEN goes to api.github.com only, GET and POST below" in explain(policy(FULL).profile("triage"))


def test_the_keys_mean_what_the_broker_needs() -> None:
    found = secret(FULL)
    assert (found.how, found.place) == ("header", ("api.github.com", 443))
    assert found.ends == datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
    assert secret("{to: API.GitHub.com}").place == ("api.github.com", 443)
    assert secret('{to: "[::1]:8443"}').place == ("::1", 8443)
    assert secret("{to: a.test}").how == "bearer"
    assert secret('{to: a.test, from: "vault:kv/ci#token"}').origin == ("vault", "kv/ci#token")
    assert secret("{to: a.test}").origin == ("age", "")
    assert secret("{for: mail.send}").place is None


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("{to: a.test}", "{to: b.test}", Direction.WIDER),
        ("{to: a.test, methods: [GET]}", "{to: a.test}", Direction.WIDER),
        ("{to: a.test, methods: [GET]}", "{to: a.test, methods: [GET, POST]}", Direction.WIDER),
        ("{to: a.test}", "{to: a.test, methods: [GET]}", Direction.NARROWER),
        ("{to: a.test, paths: [/a/**]}", "{to: a.test, paths: [/**]}", Direction.WIDER),
        ("{to: a.test}", "{to: a.test, as: query, name: k}", Direction.WIDER),
        ("{to: a.test, until: 2027-01-31}", "{to: a.test}", Direction.WIDER),
        ("{to: a.test, until: 2027-01-31}", "{to: a.test, until: 2027-02-01}", Direction.WIDER),
        ("{to: a.test}", "{to: a.test, until: 2027-02-01}", Direction.NARROWER),
        ("{to: a.test}", "{to: a.test, from: env}", Direction.WIDER),
    ],
)
def test_a_moved_binding_is_said_and_counts_as_another(old: str, new: str, direction: Direction) -> None:
    before, after = policy(old).document, policy(new).document
    assert {change.direction for change in widened(before, after)} >= {direction}
    assert binding_digest(before, "TOKEN") != binding_digest(after, "TOKEN")


def test_what_means_the_same_is_the_same_binding() -> None:
    assert binding_digest(policy("{to: a.test}").document, "TOKEN") == binding_digest(
        policy("{to: a.test, from: age} # as before").document, "TOKEN"
    )


def test_what_a_binding_leads_to_is_part_of_it() -> None:
    """A source that moved, or the model's address, takes the value elsewhere though the entry reads the same."""
    for text, where, other in (
        ("{for: crm}", "path: crm.db", "path: /tmp/crm.db"),
        ("{for: db.query}", "path: crm.db", "path: /tmp/crm.db"),
    ):
        before = policy(text)
        after = Policy.of(before.text.replace(where, other), before.path)
        assert binding_digest(before.document, "TOKEN") != binding_digest(after.document, "TOKEN")
    before = policy("{to: a.test}")
    after = Policy.of(before.text.replace("https://api.anthropic.com", "https://evil.test"), before.path)
    assert binding_digest(before.document, "ANTHROPIC_API_KEY")
    assert binding_digest(before.document, "ANTHROPIC_API_KEY") != binding_digest(after.document, "ANTHROPIC_API_KEY")
    assert binding_digest(before.document, "TOKEN") == binding_digest(after.document, "TOKEN")


def test_a_name_that_nothing_binds_has_no_digest() -> None:
    assert binding_digest(policy("{to: a.test}").document, "OTHER") == ""
    assert bound_names(policy("{to: a.test}").document) == ("TOKEN", "ANTHROPIC_API_KEY")


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(ConfigError, match=r"wicketgate\.yaml:7: secrets\.TOKEN\.to: expected one host"):
        policy('{to: "*.a.test"}')


SSH_HOST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
SSH = f"""version: 1
tasks:
  deploy: {{ssh: {{git.acme.test: {{key: KEY, users: [git], host_keys: ["{SSH_HOST}"]}}}}}}
secrets: {{KEY: {{for: ssh}}}}
"""


def ssh_policy(old: str = "", new: str = "") -> Policy:
    assert old in SSH
    return Policy.of(SSH.replace(old, new, 1), Path("/workspace/wicketgate.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("git.acme.test", "evil.test", True),
        ("git.acme.test", "'git.acme.test:2222'", True),
        ("users: [git]", "users: [git, root]", True),
        ("HR4f", "HR4e", True),
        ("deploy:", "other:", True),
        ("{for: ssh}", "{for: ssh, until: 2027-01-31}", True),
        ("users: [git]", "users: [git], limit: 3 per hour", False),
        ("users: [git]", "users: [git], ask: never", False),
    ],
)
def test_where_a_key_signs_is_part_of_its_binding(old: str, new: str, moved: bool) -> None:
    before, after = (binding_digest(each.document, "KEY") for each in (ssh_policy(), ssh_policy(old, new)))
    assert (before != after) is moved


def test_what_a_task_may_do_by_ssh_is_shown() -> None:
    shown = explain(ssh_policy().profile("deploy"))
    assert "logs in to git.acme.test:22 as git with KEY: a person is asked each time (wicketgate.yaml:3)" in shown
    assert "after a login nothing is seen or asked, a git push to any ref neither" in shown
    assert "Unix sockets (AF_UNIX) can be opened in its sandbox" in shown
    assert "logging in to git.acme.test:22 by ssh" in shown.partition("a person is asked before")[2]
    assert "the secret KEY signs SSH logins only" in shown
    assert "no Unix socket (AF_UNIX) can be opened" in explain(policy(FULL).profile("triage"))
