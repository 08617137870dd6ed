"""The program in docs/python.md runs as it stands, with the real warden."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import Product

PAGE = Path(__file__).parents[3] / "docs" / "python.md"


def block(kind: str) -> str:
    found = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def play(product: Product, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=product.project,
        env=product.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_program_of_the_page(product: Product) -> None:
    (product.project / "tickets").mkdir()
    (product.project / "tickets/1.md").write_text("the printer burns\n")
    product.policy(block("yaml"))
    done = play(product, block("python"))
    assert done.returncode == 0, done.stderr
    read, refused = done.stdout.splitlines()
    assert read == "read: the printer burns" and refused.startswith("refused: ")


def test_policy_nobody_accepted_is_refused(product: Product) -> None:
    (product.project / "wicketgate.yaml").write_text(block("yaml"))
    (product.project / "wicketgate.yaml").chmod(0o644)
    done = play(product, block("python"))
    assert done.returncode != 0 and "UntrustedPolicy" in done.stderr
    unsafe = block("python").replace('tickets."', 'tickets.", unsafe_untrusted_policy=True')
    (product.project / "tickets").mkdir()
    (product.project / "tickets/1.md").write_text("x\n")
    done = play(product, unsafe)
    assert done.returncode == 0, done.stderr


def test_person_answers_an_ask(product: Product) -> None:
    product.policy("version: 1\ntasks:\n  triage:\n    commands: [rm *]\n    files: {read: ['**'], write: ['**']}\n")
    program = """
from pathlib import Path
from wicketgate import Policy, Session
with Session(Policy.load(Path("wicketgate.yaml")), task="triage") as session:
    asked = session.decide("Bash", {"command": "rm x"})
    print(asked.decision.value, flush=True)
    print(session.wait(asked.id).decision.value, flush=True)
    print(session.observe("Bash", {"command": "rm x"}, "gone"))
"""
    pipe = subprocess.PIPE
    running = subprocess.Popen(
        [sys.executable, "-c", program], cwd=product.project, env=product.env, stdout=pipe, stderr=pipe, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "ask\n"
    (waiting,) = json.loads(product.run("approvals", "list", "--json").stdout)
    shown = json.loads(product.run("approvals", "show", waiting["id"], "--json").stdout)
    approved = product.run("approvals", "approve", waiting["id"], "--digest", shown["digest"])
    assert approved.returncode == 0, approved.stderr
    out, err = running.communicate(timeout=30)
    assert out.splitlines() == ["allow", "gone"], err
