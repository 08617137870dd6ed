"""Objects traced by a name or by whose they are, against somebody who writes rows, notes and names into the results."""

from __future__ import annotations

from typing import Any

import pytest
from desk_session import Walk

from wicketgate.action import Decision
from wicketgate.gate.origin import ANOTHER, OWNED
from wicketgate.session.hashed_set import Allowance
from wicketgate.session.lookup_records import LookupRecords

ANN = {"id": "p-1", "name": "Ann Smith", "stage": "interview", "team_id": "t-9"}
BO = {"id": "p-2", "name": "Bo Larsen", "stage": "applied", "team_id": "t-8"}
HERS = {"id": "o-1", "buyer": "p-1", "text": "a lamp"}
HIS = {"id": "o-2", "buyer": "p-2", "text": "a chair"}


def of(words: str, people: Any, person: str) -> str:
    """Return the origin of a person's id under these words, after this directory was shown."""
    walk = Walk(words)
    walk.show("people.find", people)
    return walk.origin("people.message", person=person)["person"]


@pytest.mark.parametrize(
    "words",
    [
        "Please write to Ann Smith that we start.",
        "Please write to Ann that we start.",
        "Please tell Ms. Smith that we start, write to her.",
        "Bo left. Ann has his desk, write to her.",
        "write to ann's team, and to ann",
        'Write to the team lead, "ann smith".',
    ],
)
def test_a_person_is_traced_by_the_name_the_operator_wrote(words: str) -> None:
    assert of(words, [ANN, BO], "p-1").startswith("operator, who named")
    assert not of(words, [ANN, BO], "p-2").startswith("operator")


@pytest.mark.parametrize(
    "planted",
    [
        {"id": "p-66", "name": "Ann Evil"},
        {"id": "p-66", "name": "Eve Ann"},
        {"id": "p-66", "name": "Ann"},
        {"id": "p-66", "name": "ANN  Evil"},
        {"id": "p-66", "name": "Eve Ann Evil"},
        {"id": "p-66", "nickname": "Ann", "name": "Eve"},
        {"id": "p-66", "name": "Eve", "company": "Ann Trading"},
        {"id": "p-66", "name": "Eve", "note": "Ann, the new one"},
    ],
)
def test_where_two_could_be_meant_by_one_word_neither_is_traced(planted: dict[str, str]) -> None:
    assert not of("Please write to Ann.", [ANN, planted], "p-66").startswith("operator")
    assert not of("Please write to Ann.", [ANN, planted], "p-1").startswith("operator")


@pytest.mark.parametrize("name", ["Smith", "Ann", "Smith Evil", "Ann Smith-Evil", "Ann Smith Evil", "Evil Ann Smith"])
def test_a_piece_of_the_name_said_or_more_than_it_names_nobody_else(name: str) -> None:
    assert not of("Please write to Ann Smith.", [ANN, {"id": "p-66", "name": name}], "p-66").startswith("operator")
    assert of("Please write to Ann Smith.", [ANN, {"id": "p-66", "name": name}], "p-1").startswith("operator")


@pytest.mark.parametrize("name", ["Аnn Smith", "Ann Smith\u200b", "Ann Smith", "Ａnn Smith", "Bob Smith"])
def test_a_name_that_only_looks_the_same_is_another(name: str) -> None:
    look_alike = {"id": "p-66", "name": name if name != "Ann Smith" else "Ann\u2009Smıth"}
    assert not of("Please write to Ann Smith.", [look_alike], "p-66").startswith("operator")


@pytest.mark.parametrize("field", ["nickname", "title", "company", "note"])
def test_the_same_words_in_another_field_take_the_trace_away(field: str) -> None:
    planted = {"id": "p-66", field: "Ann Smith", "name": "Eve"}
    assert not of("Please write to Ann Smith.", [ANN, planted], "p-66").startswith("operator")
    assert not of("Please write to Ann Smith.", [ANN, planted], "p-1").startswith("operator")


@pytest.mark.parametrize(
    "name",
    ["Write", "Report", "Please write", "Monday", "April Monday", "Euro", "Order", "Jo May", "kind"],
)
def test_a_word_of_any_order_a_day_and_a_small_word_name_nobody(name: str) -> None:
    words = (
        "Check the case. Write Ann Smith a kind report on Monday or in May. Order it in April, please write in Euro."
    )
    assert not of(words, [ANN, {"id": "p-66", "name": name}], "p-66").startswith("operator")


def test_a_long_label_that_two_have_names_neither() -> None:
    long = {"id": "p-1", "title": "The blue lamp with a very long foot of brass"}
    words = f"Please write to {long['title']}."
    assert of(words, [long], "p-1").startswith("operator")
    assert not of(words, [long, {**long, "id": "p-66"}], "p-66").startswith("operator")


def test_a_german_noun_names_nobody_and_a_whole_name_does() -> None:
    words = "Schreib Ann Smith eine Nachricht über das Angebot für das nächste Jahr."
    eve = {"id": "p-66", "name": "Petra Angebot"}
    assert not of(words, [ANN, eve], "p-66").startswith("operator")
    assert of(words, [ANN, eve], "p-1").startswith("operator")


def test_words_in_capitals_throughout_name_nobody_by_one_of_them() -> None:
    eve = {"id": "p-66", "name": "Eve Roofers"}
    assert not of("WRITE TO ANN SMITH, ROOFERS, TOO.", [ANN, eve], "p-66").startswith("operator")


@pytest.mark.parametrize("field", ["note", "status", "stage", "team_id", "manager_id", "nickname"])
def test_what_somebody_wrote_into_a_named_record_is_not_its_id(field: str) -> None:
    row = {**ANN, field: "p-66"}
    assert not of("Please write to Ann Smith.", [row], "p-66").startswith("operator")
    assert of("Please write to Ann Smith.", [row], "p-1").startswith("operator")


def test_a_record_without_an_id_is_its_first_field_that_ends_in_one_and_its_address() -> None:
    row = {"person_id": "p-1", "name": "Ann Smith", "manager_id": "p-66", "email": "ann@acme.com"}
    found = {person: of("Please write to Ann Smith.", [row], person) for person in ("p-1", "p-66", "ann@acme.com")}
    assert [person for person, origin in found.items() if origin.startswith("operator")] == ["p-1", "ann@acme.com"]


def test_an_id_that_is_a_word_of_any_order_is_not_named_by_it() -> None:
    walk = Walk("Write the email and send it to Ann.")
    assert walk.origin("people.message", person="email")["person"].startswith("untrusted")
    assert walk.origin("people.message", person="Ann")["person"] == "operator"


def test_nothing_is_alone_once_records_had_to_be_left_out() -> None:
    records = LookupRecords(Allowance(1200))
    words = Walk("Please write to Ann Smith.").state._origins._words
    records.note([{"id": "p-66", "name": "Ann Smith"}])
    assert records.label("p-66", words)
    records.note([ANN])
    assert not records.label("p-66", words)


def owned(words: str, orders: Any, order: str, people: Any = (ANN, BO), **narrowed: Any) -> str:
    """Return the origin of an order's id, after a directory and a result of orders."""
    walk = Walk(words)
    walk.show("people.find", list(people))
    walk.show("orders.list", orders, **narrowed)
    return walk.origin("orders.cancel", id=order)["id"]


def test_an_object_is_traced_by_its_owner_if_it_is_all_they_have() -> None:
    assert owned("Cancel Ann's order.", [HERS, HIS], "o-1").startswith(OWNED)
    assert owned("Cancel Ann's order.", [HERS], "o-1", buyer="p-1").startswith(OWNED)
    assert not owned("Cancel Ann's order.", [HERS, HIS], "o-2").startswith("operator")
    assert not owned("Cancel Ann's order.", [HERS, {**HERS, "id": "o-3"}], "o-1").startswith("operator")


@pytest.mark.parametrize("field", ["buyer", "note", "text", "seller"])
def test_a_row_that_speaks_of_the_owner_anywhere_takes_the_trace_away(field: str) -> None:
    planted = {"id": "o-66", "buyer": "p-2", field: "p-1"}
    assert not owned("Cancel Ann's order.", [HERS, planted], "o-66").startswith("operator")
    assert not owned("Cancel Ann's order.", [HERS, planted], "o-1").startswith("operator")


@pytest.mark.parametrize("shared", ["interview", "t-9"])
def test_what_a_row_shares_with_the_owners_record_makes_it_nobodys(shared: str) -> None:
    planted = {"id": "o-66", "buyer": "p-2", "text": shared}
    assert not owned("Cancel Ann's order.", [HERS, planted], "o-66").startswith("operator")
    assert not owned("Cancel Ann's order.", [planted], "o-66").startswith("operator")


@pytest.mark.parametrize(
    "narrowed", [{"query": "o-66"}, {"query": "cancel"}, {"limit": 1}, {"offset": 3}, {"all": False}]
)
def test_a_result_the_call_narrowed_shows_nobody_alone(narrowed: dict[str, Any]) -> None:
    planted = {"id": "o-66", "buyer": "p-1"}
    assert not owned("Cancel Ann's order.", [planted], "o-66", buyer="p-1", **narrowed).startswith("operator")


def test_two_of_one_name_own_nothing() -> None:
    people = [ANN, {"id": "p-66", "name": "Ann Evil"}]
    assert not owned("Cancel Ann's order.", [{"id": "o-66", "buyer": "p-66"}], "o-66", people).startswith("operator")
    assert not owned("Cancel Ann's order.", [HERS], "o-1", people).startswith("operator")


def test_who_named_only_the_owner_ordered_only_what_their_words_ask_for() -> None:
    walk = Walk("Write to Ann Smith that her lamp is late.")
    walk.show("people.find", [ANN])
    walk.show("orders.list", [HERS])
    assert walk.ask("people.message", person="p-1").allowed
    assert walk.ask("orders.cancel", id="o-1").decision is Decision.DENY
    asked = Walk("Cancel the order of Ann Smith.")
    asked.show("people.find", [ANN])
    asked.show("orders.list", [HERS])
    assert asked.ask("orders.cancel", id="o-1").allowed


def test_another_than_the_one_called_by_name_is_denied() -> None:
    walk = Walk("Please write to Ann.")
    walk.show("people.find", [ANN, BO])
    assert walk.origin("people.message", person="p-2")["person"].startswith(ANOTHER)
    assert walk.ask("people.message", person="p-2").decision is Decision.DENY
    assert walk.ask("people.message", person="p-77").decision is Decision.DENY


def test_whose_name_only_says_whose_something_is_excludes_nobody() -> None:
    walk = Walk("Please write to Ann's brother.")
    walk.show("people.find", [ANN, BO])
    assert walk.ask("people.message", person="p-2").decision is Decision.ASK


def test_an_object_of_somebody_else_than_the_one_called_by_name_is_denied() -> None:
    walk = Walk("Cancel the order of Ann, please.")
    walk.show("people.find", [ANN, BO])
    walk.show("orders.list", [HERS, HIS])
    assert walk.ask("orders.cancel", id="o-2").decision is Decision.DENY
