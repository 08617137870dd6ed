"""The labelled commands are what the bench takes them for: enough, well-formed, each once, some families kept aside."""

from collections import Counter

from bench.commands.corpus import AGAIN, CLASSES, FRESH, HABITS, HELD_OUT, OPEN, WIDE, cases


def test_every_line_is_a_case_and_there_are_enough() -> None:
    found = cases(OPEN) + cases(HELD_OUT)
    assert len(found) >= 1500
    assert all(case.why for case in found)
    assert min(Counter(case.label for case in found)[label] for label in CLASSES) >= 200


def test_no_command_is_there_twice() -> None:
    # A blank before a command is a spelling of its own, so nothing is folded here.
    counted = Counter(case.command for case in cases(OPEN) + cases(HELD_OUT))
    assert [command for command, times in counted.items() if times > 1] == []


def test_whole_families_are_kept_aside() -> None:
    aside, shown = cases(HELD_OUT), cases(OPEN)
    assert not {case.family for case in aside} & {case.family for case in shown}
    assert len(aside) >= len(shown + aside) // 6


def test_the_later_sets_are_labelled_and_repeat_neither_the_open_families_nor_each_other() -> None:
    later = cases(FRESH) + cases(AGAIN) + cases(WIDE) + cases(HABITS)
    counted = Counter(case.command for case in cases(OPEN) + later)
    assert all(case.why for case in later)
    assert min(Counter(case.label for case in later)[label] for label in ("dangerous", "harmless")) >= 500
    assert [command for command, times in counted.items() if times > 1] == []
