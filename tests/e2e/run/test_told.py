"""What a person is told around a run: what is missing before it, what was denied and what can be done after it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

from tests.e2e.conftest import POLICY, Product

REST = """\
    network: [{GET: "api.acme.test/**"}]
    tools:
      db.query: {source: crm, tables: [customers]}
  idle: {commands: any}
sources:
  crm: {kind: sqlite, path: crm.db}
secrets:
  API_TOKEN: {to: api.acme.test}
"""
TYPO = REST.replace("{to: api.acme.test}", "{to: api.acme.tset}")


def test_what_the_policy_names_and_is_not_there_is_told_before_the_run(product: Product) -> None:
    product.policy(POLICY + REST)
    told = product.inside("echo ran")
    assert (told.returncode, told.stdout) == (0, "ran\n")
    assert "API_TOKEN is not in the vault" in told.stderr
    assert "wicketgate secret add API_TOKEN" in told.stderr
    assert "crm.db is not there" in told.stderr
    assert "mend `path` (wicketgate.yaml:12)" in told.stderr
    assert product.run("exec", "idle", "--", "true").stderr == "", "another task needs none of it"

    (product.project / "crm.db").touch()
    assert product.run("secret", "add", "API_TOKEN", stdin="a value of some length\n").returncode == 0
    assert product.inside("true").stderr == ""
    assert product.run("secret", "revoke", "API_TOKEN").returncode == 0
    assert "API_TOKEN was revoked; the run goes without\n  wicketgate secret rotate" in product.inside("true").stderr


def test_a_secret_for_a_host_no_task_may_reach_is_told(product: Product) -> None:
    (product.project / "crm.db").touch()
    product.policy(POLICY + TYPO)
    assert "API_TOKEN is never used: no task may reach api.acme.tset" in product.inside("true").stderr


def test_how_much_was_denied_is_told_after_the_run(product: Product) -> None:
    product.policy(POLICY.replace("    limits:", '    network: [{GET: "http://api.acme.test/docs/**"}]\n    limits:'))
    asked = "import urllib.request as u\ntry: u.urlopen('http://api.acme.test/else')\nexcept u.HTTPError: pass"
    once = product.run("exec", "work", "--", "python3", "-c", asked)
    run = product.last_run()
    assert once.stderr == f"wicketgate: 1 request was denied: wicketgate audit tail --run {run}\n"
    twice = product.run("exec", "work", "--", "python3", "-c", f"{asked}\n{asked}")
    assert "2 requests were denied" in twice.stderr


def test_that_the_model_gave_no_answer_is_on_record_as_it_happens_and_told_at_the_end(product: Product) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    product.policy(POLICY + f'model: {{url: "http://127.0.0.1:{port}"}}\n')
    running = product.start(
        "run", "work", "--", "claude", "-p", "go", env={"ANTHROPIC_API_KEY": "sk-ant-told-4711-told"}
    )
    for _ in range(200):
        if "model.unanswered" in product.run("audit", "tail", "-n", "50").stdout:
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=60)
    assert "wicketgate: the model's API gave no answer" in told and "can this machine reach it?" in told, told
    assert "the model API cannot be reached" in product.run("audit", "tail", "-n", "50").stdout


def test_a_run_that_is_not_on_record_is_said_to_be_none(product: Product) -> None:
    product.policy()
    done = product.run("audit", "tail", "--run", "nope")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "nothing of run 'nope' is on record\n")


def test_what_cannot_be_committed_says_what_would_change_that(product: Product) -> None:
    product.policy()
    assert product.inside("mkdir drafts; echo theirs > drafts/a; echo x > outside").returncode == 0
    run = product.last_run()
    scratch = product.run("workspace", "commit", run, "outside")
    assert scratch.returncode == 1
    assert "scratch: name it in files.write" in scratch.stdout
    (product.project / "drafts").mkdir()
    (product.project / "drafts" / "a").write_text("ours\n")
    conflict = product.run("workspace", "commit", run, "--all")
    assert conflict.returncode == 1
    assert "conflict: yours is never overwritten" in conflict.stdout
    assert "PATH" not in conflict.stdout
    assert product.inside("mkdir -p drafts; echo new > drafts/b; rm drafts/a").returncode == 0
    (product.project / "drafts" / "a").write_text("changed since\n")
    partly = product.run("workspace", "commit", product.last_run(), "--all")
    assert (partly.returncode, (product.project / "drafts" / "b").read_text()) == (1, "new\n")
    (product.project / "drafts" / "a").unlink()
    assert product.run("workspace", "commit", run, "--all").returncode == 0
    assert (product.project / "drafts" / "a").read_text() == "theirs\n"


def test_a_locale_without_some_letter_shows_the_change_all_the_same(product: Product) -> None:
    product.policy()
    product.inside("mkdir drafts; echo grün > drafts/ü")
    ascii_only = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = [sys.executable, "-m", "wicketgate", "workspace", "diff", product.last_run()]
    shown = subprocess.run(words, env=product.env | ascii_only, capture_output=True, check=False, timeout=60)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert rb"drafts/\xfc" in shown.stdout
