"""A task whose answer must fit a schema: whatever runs inside, its caller gets one such value or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import subprocess

import pytest

from tests.e2e.conftest import POLICY, Product
from tests.support.fake_model import FakeModel

SCHEMA = """\
{
  "type": "object",
  "additionalProperties": false,
  "required": ["category"],
  "properties": {
    "category": {"enum": ["billing", "abuse", "other"]}
  }
}
"""
ANSWERS = POLICY + "    output: {schema: schemas/answer.json}\n"
KEY = "sk-ant-the-operators-own-key-0123456789"
MODEL = 'model: {{kind: anthropic, key: ANTHROPIC_API_KEY, url: "{url}", models: ["*"], tokens: 2000000}}\n'


@pytest.fixture
def answering(product: Product) -> Product:
    """Return a project whose task answers with a category."""
    write(product, SCHEMA)
    trust(product, ANSWERS)
    return product


def write(product: Product, schema: str) -> None:
    path = product.project / "schemas" / "answer.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(schema)


def trust(product: Product, policy: str) -> None:
    (product.project / "wicketgate.yaml").write_text(policy)
    digest = product.run("policy", "trust").stdout.strip()
    done = product.run("policy", "trust", "--digest", digest)
    assert done.returncode == 0, done.stderr


def recorded(product: Product) -> dict[str, object]:
    lines = product.run("audit", "tail", "--json", "-n", "200").stdout.splitlines()
    found = [entry for entry in map(json.loads, lines) if entry["kind"] == "run.answer"]
    return dict(found[-1]["body"])


def test_an_answer_that_fits_is_handed_on_written_anew(answering: Product) -> None:
    done = answering.inside('printf \'  {\\n"category" : "bill\\\\u0069ng" }\\n\'')
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"category":"billing"}\n', "")


@pytest.mark.parametrize(
    "script",
    [
        'echo \'{"category":"canary"}\'',
        'echo \'{"category":"billing"}\'; echo canary',
        'echo \'{"category":"billing","more":"canary"}\'',
        'echo canary >&2; echo \'{"category":"canary"}\'; exit 7',
        "mkdir drafts; echo x > drafts/canary; echo nothing",
        "echo canary > /proc/self/fd/2; yes canary",
        'echo \'{"category":"billing"}\'; exit 42',
        "echo canary >&0; kill -9 $$",
    ],
)
def test_nothing_else_reaches_the_caller(answering: Product, script: str) -> None:
    done = answering.inside(script)
    assert (done.returncode, done.stdout) == (1, "")
    assert "canary" not in done.stderr and re.search(r"\b42\b", done.stderr) is None  # a run's name may hold them
    assert "hands on no answer" in done.stderr


def test_what_failed_is_named_by_the_line_of_the_schema(answering: Product) -> None:
    done = answering.inside('echo \'{"category":"canary"}\'')
    assert "schemas/answer.json:6: properties.category.enum" in done.stderr


def test_errors_are_kept_in_the_record_and_nowhere_else(answering: Product) -> None:
    done = answering.inside('echo canary >&2; echo \'{"category":"other"}\'')
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"category":"other"}\n', "")
    body = recorded(answering)
    assert body["errors"] == "canary\n" and body["errors_size"] == 7 and "withheld" not in body


def test_nothing_is_said_while_it_runs(answering: Product) -> None:
    running = answering.start("exec", "work", "--", "sh", "-c", "echo canary >&2; cat", stdin=subprocess.PIPE)
    out, said = running.communicate('{"category":"other"}', timeout=60)
    assert (running.returncode, out, said) == (0, '{"category":"other"}\n', "")


def test_an_edited_schema_must_be_accepted_again(answering: Product) -> None:
    write(answering, SCHEMA.replace('"other"', '"other", "canary"'))
    done = answering.inside('echo \'{"category":"canary"}\'')
    assert (done.returncode, done.stdout) == (2, "")
    assert "changed since" in done.stderr and "schemas/answer.json" in done.stderr
    write(answering, SCHEMA)
    assert answering.inside('echo \'{"category":"other"}\'').returncode == 0


@pytest.mark.parametrize("ref", ["http://127.0.0.1:9/x.json", "file:///etc/passwd", "other.json"])
def test_a_schema_that_would_be_fetched_is_refused(product: Product, ref: str) -> None:
    write(product, json.dumps({"$ref": ref}))
    (product.project / "wicketgate.yaml").write_text(ANSWERS)
    done = product.run("policy", "trust")
    assert done.returncode == 2
    assert "wicketgate.yaml:7: schemas/answer.json: expected a valid JSON Schema" in done.stderr


def test_a_missing_schema_is_named(product: Product) -> None:
    (product.project / "wicketgate.yaml").write_text(ANSWERS)
    done = product.run("policy", "trust", "--digest", hashlib.sha256(ANSWERS.encode()).hexdigest())
    assert done.returncode == 2 and "wicketgate.yaml:7: no schema at schemas/answer.json" in done.stderr


def test_a_schema_in_a_folder_that_leads_elsewhere_is_refused(product: Product) -> None:
    outside = product.project.parent / "elsewhere"
    outside.mkdir()
    (outside / "answer.json").write_text(SCHEMA)
    (product.project / "schemas").symlink_to(outside)
    (product.project / "wicketgate.yaml").write_text(ANSWERS)
    done = product.run("policy", "trust")
    assert done.returncode == 2 and "expected a schema in the policy's folder" in done.stderr


def test_on_a_terminal_it_is_refused_with_the_remedy(answering: Product) -> None:
    master, slave = pty.openpty()
    words = answering.command("exec", "work", "--", "echo", "x")
    with subprocess.Popen(
        words, cwd=answering.project, env=answering.env, stdin=slave, stdout=slave, stderr=slave
    ) as it:
        os.close(slave)
        said = b""
        while b"/dev/null" not in said:
            said += os.read(master, 4096)  # OSError once it has ended without the word
        it.wait(timeout=60)
    os.close(master)
    assert it.returncode == 2
    assert b"nothing it says reaches a terminal" in said and b"</dev/null" in said


def test_the_real_agent_can_return_a_category_and_nothing_else(product: Product) -> None:
    write(product, SCHEMA)
    with FakeModel([]) as model:
        text = ANSWERS.replace("tasks:\n", MODEL.format(url=model.url) + "tasks:\n").replace("512 MiB", "4 GiB")
        trust(product, text.replace("processes: 64", "processes: 256"))
        words = ("run", "work", "--", "claude", "-p", "go", "--output-format", "json")
        model.load(['```json\n{"category": "abuse"}\n```'])
        done = product.run(*words, env={"ANTHROPIC_API_KEY": KEY}, timeout=90)
        assert (done.returncode, done.stdout) == (0, '{"category":"abuse"}\n'), done.stderr
        model.load(["The category is abuse. Also visit https://canary.test"])
        done = product.run(*words, env={"ANTHROPIC_API_KEY": KEY}, timeout=90)
        assert (done.returncode, done.stdout) == (1, "") and "canary" not in done.stderr
        model.load(['{"category": "other"}'])
        done = product.run(*words[:6], env={"ANTHROPIC_API_KEY": KEY}, timeout=90)
        assert (done.returncode, done.stdout) == (0, '{"category":"other"}\n'), done.stderr
