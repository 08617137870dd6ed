"""What a changed policy widens: no field without a rule, no widening without a sentence."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.policy import NetworkRule, Policy
from wicketgate.policy.amounts import Rate
from wicketgate.policy.change import Change, Direction
from wicketgate.policy.known_keys import every_key, keys, part_at
from wicketgate.policy.model import Document, Files, Part, Task
from wicketgate.policy.pattern import PathSet
from wicketgate.policy.widen import RULES, widened

EXAMPLE = (Path(__file__).parents[3] / "docs" / "example.yaml").read_text()
WIDER, NARROWER = Direction.WIDER, Direction.NARROWER
BASE = """version: 1
model: {models: [claude-*]}
tasks:
  triage:
    files: {read: [docs/**], write: [drafts/**], hide: [.env]}
    commands: [ls]
    network: [{GET: http://docs.acme.test/kb/**, bytes: 64 KiB per hour}]
    tools:
      db.query: {source: crm, tables: ["customers(id, name)"], rows: 50}
      mail.send: {to: ["*@acme.com"], ask: always, limit: 5 per hour}
    ssh: {git.acme.test: {key: KEY, users: [git], host_keys: [&HOST]}}
    output: {schema: a.json}
    limits: {calls: 20}
sources:
  crm: {kind: sqlite, path: crm.db}
secrets:
  KEY: {for: ssh}
  TOKEN: {to: docs.acme.test, header: "A: {}"}
"""
HOST, OTHER = (f'"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA{one * 41}="' for one in "AB")
BASE = BASE.replace("&HOST", HOST)
MOVES = [
    ("users: [git]", "users: [git, ci]", WIDER, "triage, ssh git.acme.test may now also log in as ci"),
    ("users: [git]", "ask: never, users: [git]", WIDER, "ssh git.acme.test: ask is now never (was left to the risk)"),
    ("users: [git]", "limit: 9 per hour, users: [git]", NARROWER, "connections: now 9 per hour (was 60 per hour)"),
    ("users: [git]", "bytes: 9 MiB per hour, users: [git]", WIDER, "bytes out: now 9437184 per hour"),
    (HOST, f"{HOST}, {OTHER}", WIDER, "triage, ssh git.acme.test may now also believe the host key ssh-ed25519"),
    (
        "ssh: {git",
        "ssh: {a.test: {key: KEY, users: [x], host_keys: [HOST]}, git".replace("HOST", HOST),
        WIDER,
        "triage may log in to a.test by ssh as x with KEY",
    ),
    ("read: [docs/**]", "read: [docs/**, src/**]", WIDER, "triage may now also read src/**"),
    ("read: [docs/**]", "read: [docs/kb/**]", NARROWER, "triage may no longer read docs/**"),
    ("write: [drafts/**]", 'write: ["**"]', WIDER, "triage may now also commit changes to **"),
    ("hide: [.env]", "hide: [.env.local]", WIDER, "triage no longer hides .env"),
    ("hide: [.env]", "hide: [.env, a]", NARROWER, "triage now hides a"),
    ("hide: [.env]", "public: [docs/**], hide: [.env]", WIDER, "triage counts docs/** as holding nothing private"),
    ("commands: [ls]", "commands: any", WIDER, "triage may now start any program in its sandbox"),
    ("commands: [ls]", "commands: [ls, sh *]", WIDER, "triage may now also start sh *"),
    ("commands: [ls]", "agents: true", WIDER, "triage may now start subagents"),
    ("commands: [ls]", "skills: [deploy]", WIDER, "triage may now also use the skill deploy"),
    ("commands: [ls]", "prompt: Pay.", WIDER, "triage has the operator's words 'Pay.'"),
    ("64 KiB", "1 MiB", WIDER, ":80/kb/**, bytes out: now 1048576 per hour (was 65536 per hour)"),
    ("64 KiB per hour", "64 KiB per day", NARROWER, "bytes out: now 65536 per day (was 65536 per hour)"),
    ("64 KiB per hour", "64 KiB per minute", WIDER, "bytes out: now 65536 per minute (was 65536 per hour)"),
    ("kb/**", "**", WIDER, "triage may request GET http://docs.acme.test:80/**"),
    ("[{GET", "[{TUNNEL: api.github.com}, {GET", WIDER, "triage may reach api.github.com:443 (opaque)"),
    ("[{GET", "[{TUNNEL: a.b, ask: never}, {GET", WIDER, "triage may reach a.b:443 (opaque) without asking"),
    ("customers(id, name)", "customers(id, name, mail)", WIDER, "customers(id, name, mail) (was customers(id, name))"),
    ("customers(id, name)", "customers", WIDER, "triage, db.query reads every column of customers"),
    ("customers(id, name)", "customers(id)", NARROWER, "customers(id) (was customers(id, name))"),
    ('["customers(id, name)"]', '["customers(id, name)", t]', WIDER, "may now also read every column of t"),
    ("rows: 50", "rows: 51", WIDER, "triage, db.query, rows a call: now 51 (was 50)"),
    ('to: ["*@acme.com"], ', "", WIDER, "triage, mail.send may now send to anyone"),
    ("ask: always", "ask: never", WIDER, "triage, mail.send: ask is now never (was always)"),
    ("ask: always, ", "", WIDER, "triage, mail.send: ask is now left to the risk (was always)"),
    (", limit: 5 per hour", "", WIDER, "triage, mail.send, calls: now without a limit (was 5 per hour)"),
    ("ask: always", "reversibility: R3, ask: always", WIDER, "triage, mail.send is declared R3 (was nothing)"),
    ("ask: always", "effect: none, ask: always", WIDER, "declared to have the effect none (was unknown)"),
    ("limit: 5 per hour", "closed: true, arguments: {to: {text: [a]}}", NARROWER, "takes no other argument now"),
    ("limit: 5 per hour", "authority: none", WIDER, "that carry authority are none (were those its schema suggests)"),
    ("limit: 5 per hour", "authority: [to]", WIDER, "that carry authority are to (were those its schema suggests)"),
    ("limit: 5 per hour", "writes: box", WIDER, "is declared to write the store box (was nothing)"),
    ("limit: 5 per hour", "arguments: {n: {amount: <= 5}}", NARROWER, "mail.send, n: now only at most 5"),
    ("limit: 5 per hour", f"definition: sha256:{64 * '0'}", NARROWER, "mail.send is used as defined by sha256:0000"),
    ("    output: {schema: a.json}\n", "", WIDER, "triage may now answer without a schema"),
    ("a.json", "b.json", WIDER, "triage answers by the schema b.json (was a.json)"),
    ("calls: 20", "calls: 21", WIDER, "triage, calls: now 21 (was 20)"),
    ("calls: 20", "minutes: 1, calls: 20", NARROWER, "triage, minutes: now 1"),
    ("path: crm.db", "path: all.db", WIDER, "source crm is the file all.db (was crm.db)"),
    ("path: crm.db", "path: crm.db, public: true", WIDER, "source crm counts as holding nothing private"),
    ("docs.acme.test, header", "evil.acme.test, header", WIDER, "secret TOKEN is sent to evil.acme.test"),
    ("models: [claude-*]", 'models: ["*"]', WIDER, "the model may now also be *"),
    ("models: [claude-*]", "url: https://a.test", WIDER, "the model, and its key with it, is at https://a.test"),
    ("models: [claude-*]", "key: OTHER", WIDER, "the model is used with the key OTHER (was ANTHROPIC_API_KEY)"),
    ("models: [claude-*]", "cost: 5", NARROWER, "the model, US dollars a run: now 5.0 (was without a limit)"),
    ("models: [claude-*]", "in_flight: 9", WIDER, "the model, requests at once: now 9 (was 8)"),
    ("model: {models: [claude-*]}\n", "", NARROWER, "runs may no longer use a model"),
    ("sources:", "  other: {files: {read: [a]}}\nsources:", WIDER, "other may now also read a"),
]


def document(text: str) -> Document:
    return Policy.of(text, Path("/workspace/wicketgate.yaml")).document


@pytest.mark.parametrize(("old", "new", "direction", "sentence"), MOVES)
def test_each_move_is_said(old: str, new: str, direction: Direction, sentence: str) -> None:
    assert BASE.count(old) == 1, "the move must change exactly one place"
    changes = widened(document(BASE), document(BASE.replace(old, new)))
    assert any(found.direction is direction and sentence in found.text for found in changes), changes


@pytest.mark.parametrize(("old", "new", "direction", "sentence"), [row for row in MOVES if row[2] is WIDER])
def test_going_back_on_a_widening_is_said_too(old: str, new: str, direction: Direction, sentence: str) -> None:
    assert widened(document(BASE.replace(old, new)), document(BASE))


GRANT = "version: 1\ntasks: {t: {tools: {find: {effect: read}, pay: GRANT}}}\n"
TOOL_MOVES = [
    ("{authority: [a, b]}", "{authority: [a]}", WIDER, "carry authority are a (were a, b)"),
    ("{authority: [a]}", "{authority: [a, b]}", NARROWER, "carry authority are a, b (were a)"),
    ("{authority: none}", "{authority: [a]}", NARROWER, "carry authority are a (were none)"),
    ("{authority: [a]}", "{}", WIDER, "carry authority are those its schema suggests (were a)"),
    ("{effect: read, reads: s}", "{effect: read, reads: s, trusted: true}", WIDER, "values of all its results count"),
    (
        "{effect: read, reads: s, trusted: [a]}",
        "{effect: read, reads: s, trusted: [a, b]}",
        WIDER,
        "values in a, b count",
    ),
    (
        "{effect: read, reads: s, trusted: [a, b]}",
        "{effect: read, reads: s, trusted: [a]}",
        NARROWER,
        "values in a count",
    ),
    (
        "{effect: read, reads: s, trusted: true}",
        "{effect: read, reads: s, trusted: [a]}",
        NARROWER,
        "values in a count",
    ),
    ("{effect: read, reads: s}", "{effect: read, reads: t}", WIDER, "to read the store t (was s)"),
    ("{lookup: {id: find}}", "{}", NARROWER, "nobody says any more what id denotes"),
    ("{}", "{lookup: {id: find}}", WIDER, "what id denotes is asked of find"),
    (f"{{definition: sha256:{64 * '0'}}}", f"{{definition: sha256:{64 * '1'}}}", WIDER, "as defined by sha256:111"),
    (f"{{definition: sha256:{64 * '0'}}}", "{}", WIDER, "is used as defined by none"),
    ("{closed: true, arguments: {a: {text: [x]}}}", "{arguments: {a: {text: [x]}}}", WIDER, "takes any other argument"),
    (
        "{closed: true, arguments: {a: {text: [x]}}}",
        "{closed: true, arguments: {a: {text: [x]}, b: {text: [y]}}}",
        WIDER,
        "pay may now also be given b",
    ),
    ("{arguments: {a: {text: [x]}}}", "{}", WIDER, "pay, a: now anything (was text x)"),
    ("{arguments: {a: {text: [x]}}}", "{arguments: {a: {text: [x, y]}}}", WIDER, "pay, a may now also be y"),
    ("{arguments: {a: {text: [x]}}}", "{arguments: {a: {host: [x.y]}}}", WIDER, "a: the texts are no longer limited"),
    ("{arguments: {a: {enum: [1]}}}", "{arguments: {a: {enum: ['1']}}}", WIDER, "spelled alike and are other values"),
    ("{arguments: {a: {amount: <= 5}}}", "{arguments: {a: {amount: <= 6}}}", WIDER, "a, most: now 6.0 (was 5.0)"),
    ("{arguments: {a: {amount: <= 5}}}", "{arguments: {a: {amount: <= 4}}}", NARROWER, "a, most: now 4.0 (was 5.0)"),
    ("{arguments: {a: {amount: '>= 5'}}}", "{arguments: {a: {amount: '>= 4'}}}", WIDER, "a, least: now 4 (was 5)"),
    ("{arguments: {a: {amount: '>= 5'}}}", "{arguments: {a: {amount: <= 9}}}", WIDER, "a, least: now without one"),
    (
        "{arguments: {a: {schema: {type: string}}}}",
        "{arguments: {a: {schema: {type: number}}}}",
        WIDER,
        "a fits another JSON Schema",
    ),
    (
        "{arguments: {a: {text: [x]}}}",
        "{arguments: {a: {text: [x], optional: true}}}",
        WIDER,
        "a may now be left out",
    ),
]


@pytest.mark.parametrize(("old", "new", "direction", "sentence"), TOOL_MOVES)
def test_each_move_of_a_tool_is_said(old: str, new: str, direction: Direction, sentence: str) -> None:
    changes = widened(*(document(GRANT.replace("GRANT", grant)) for grant in (old, new)))
    assert any(found.direction is direction and sentence in found.text for found in changes), changes


def parts() -> set[type[Part]]:
    found = {part_at(where) for where in [(), *every_key(), *((*where, "*") for where in every_key())]}
    return {part for part in found if part is not None}


def test_every_field_of_every_part_has_a_rule() -> None:
    assert {(part, field) for part in parts() for field in part.model_fields} == set(RULES)
    assert Document in parts()
    assert len(parts()) == len(Part.__subclasses__())


def test_every_field_of_a_network_entry_and_of_a_rate_is_compared() -> None:
    assert [field.name for field in dataclasses.fields(NetworkRule)] == [
        *("method", "host", "port", "path"),  # together they say where
        *("bytes", "limit", "ask"),  # each compared
        "tls",  # says where, too
    ]
    assert [field.name for field in dataclasses.fields(Rate)] == ["amount", "seconds"]


def test_a_field_without_a_rule_cannot_pass_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, (Task, "agents"))
    with pytest.raises(KeyError):
        widened(document(BASE), document(BASE))


def test_the_same_policy_widens_nothing() -> None:
    assert widened(document(EXAMPLE), document(EXAMPLE)) == ()


def test_everything_of_a_first_policy_is_new() -> None:
    changes = widened(None, document(EXAMPLE))
    assert {found.direction for found in changes} == {WIDER}
    assert "triage may now also read tickets/**" in {found.text for found in changes}


def test_a_task_that_is_gone_narrows() -> None:
    other = document("version: 1\ntasks: {other: {}}\n")
    assert Change(NARROWER, "triage is no task any more") in widened(document(BASE), other)


def test_widenings_come_first() -> None:
    moved = document(BASE.replace("calls: 20", "calls: 19").replace("rows: 50", "rows: 51"))
    assert [found.direction for found in widened(document(BASE), moved)] == [WIDER, NARROWER]


PATTERNS = ["docs/**", "docs/a/**", "docs/a", "docs/*", "**", "*", "**/a", "a/**"]
SOME = st.lists(st.sampled_from(PATTERNS), max_size=3, unique=True).map(tuple)
FILES = ["docs/a", "docs/b", "docs/a/b", "a", "a/b", "x", "x/a", "docs"]


@settings(max_examples=300, deadline=None)
@given(SOME, SOME)
def test_no_file_becomes_readable_without_a_sentence(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    gained = [path for path in FILES if PathSet.of(new).matches(path) and not PathSet.of(old).matches(path)]
    changes = widened(*(Document(version=1, tasks={"t": Task(files=Files(read=read))}) for read in (old, new)))
    assert not gained or any(found.direction is WIDER for found in changes)
    assert changes or set(old) == set(new)


def _other(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1]
    return []


def test_every_number_and_switch_of_the_model_is_noticed() -> None:
    base = document(EXAMPLE)
    for part in (base.model, base.tasks["triage"].limits, base.tasks["triage"], base.sources["crm"]):
        assert part is not None
        for field in keys(type(part)):
            for value in _other(getattr(part, field, None)):
                assert _with(base, part, part.model_copy(update={field: value})), field


def _with(base: Document, old: Part, new: Part) -> tuple[Change, ...]:
    task = base.tasks["triage"]
    places: dict[int, Document] = {
        id(base.model): base.model_copy(update={"model": new}),
        id(task): base.model_copy(update={"tasks": {"triage": new}}),
        id(task.limits): base.model_copy(update={"tasks": {"triage": task.model_copy(update={"limits": new})}}),
        id(base.sources["crm"]): base.model_copy(update={"sources": {"crm": new}}),
    }
    return widened(base, places[id(old)])
