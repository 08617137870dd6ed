"""What the second engine found in the gate: each difference as a case of its own."""

from __future__ import annotations

from gates import ask, policy

from wicketgate.action import Decision


def test_webfetch_of_a_granted_https_address_runs() -> None:
    profile = policy("version: 1\ntasks: {t: {network: [{GET: docs.acme.test/kb/**}]}}\n").profile("t")
    verdict = ask(profile, "WebFetch", {"url": "https://docs.acme.test/kb/x", "prompt": "read it"})
    assert (verdict.decision, verdict.reason) == (Decision.ALLOW, "granted")


def test_what_leads_into_git_is_denied_under_a_name_that_only_asks() -> None:
    profile = policy('version: 1\ntasks: {t: {files: {write: ["**"]}}}\n').profile("t")
    written = {"file_path": "package.json", "content": ""}
    verdict = ask(profile, "Write", written, {"paths": {"package.json": ".git/config"}})
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "builtin")
