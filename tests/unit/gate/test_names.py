"""Numbers written as words, days in other languages, and which words are names: what is stated, and no part of it."""

from __future__ import annotations

import pytest

from wicketgate.gate.origin import said, telling
from wicketgate.gate.origin.numerals import numerals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("transfer forty-five euros", {"45"}),
        ("order two lamps and three chairs", {"2", "3"}),
        ("send two hundred and fifty dollars", {"250"}),
        ("a salary of sixty thousand", {"60000"}),
        ("one million two hundred thousand", {"1200000"}),
        ("twenty one of them", {"21"}),
        ("this one is the one", set()),
        ("two and a half", set()),
        ("three quarters", {"3"}),
        ("nineteen eighty", set()),
        ("two point five", set()),
        ("2 hundred", set()),
        ("twenty-eleven", set()),
        ("two thousand million", set()),
        ("hundred", set()),
        ("twenty hundred", set()),
        ("often, tenfold, fortyish", set()),
    ],
)
def test_a_number_written_as_words_is_the_whole_of_it(text: str, found: set[str]) -> None:
    assert numerals(text) == found


def test_an_amount_is_traced_to_words_and_no_part_of_them_is() -> None:
    words = said("Transfer two hundred and fifty euros to Rosa.")
    assert words.names(250)
    assert words.names("250.00")
    assert not words.names(2)
    assert not words.names(50)
    assert not words.names(200)
    assert not words.names(-250)


def test_a_number_written_as_a_word_names_no_id() -> None:
    assert not said("Delete two files.").numbers_it(2)


@pytest.mark.parametrize(
    "words",
    [
        "am 13. März um 17 Uhr 30",
        "le 13 mars à 17h30",
        "el 13 de marzo, 17:30",
        "il 13 marzo 17:30",
        "op 13 maart 17:30",
    ],
)
def test_days_and_hours_in_other_languages(words: str) -> None:
    assert said(words).names("2025-03-13T17:30")
    assert not said(words).names("2025-03-14T17:30")
    assert not said(words).names("2025-03-13T18:30")
    assert not said(words).names("2025-05-13T17:30")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Please write to Ann Smith.", {"ann smith"}),
        ("Please write to Ann, and Smith.", {"ann", "smith"}),
        ("Ann Smith has it.", {"ann smith"}),
        ("Ann wants a desk. Bo's is free.", {"ann", "bo"}),
        ("See it. Cancel that.", set()),
        ("Ask Dr. Mori and Mrs. Lee.", {"mori", "lee"}),
        ("Send Mark the Order on Monday in April.", set()),
        ("cancel hannah's order", {"hannah"}),
        ("CANCEL THE THING OF ANN", set()),
        ("Mach Noor ein Angebot für das nächste Jahr.", set()),
    ],
)
def test_which_words_are_names(words: str, found: set[str]) -> None:
    assert {" ".join(sorted(name)) for name in said(words).proper} == found


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("blue lamp", {"blue", "lamp"}),
        ("order", set()),
        ("cancel order", set()),
        ("please cancel the", set()),
        ("team meeting", {"team", "meeting"}),
        ("monday", set()),
        ("the q3 report", {"q3"}),
    ],
)
def test_what_tells_a_label_from_any_other(label: str, found: set[str]) -> None:
    assert telling(label) >= found
    assert bool(telling(label)) is bool(found)
