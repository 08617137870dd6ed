"""What the operator's words ask for: by deeds and things of general English, in sentences of no benchmark."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.intent import CALLED, Asked, asked, does, settled

YES, NOT, ELSEWHERE, SILENT = Asked.YES, Asked.NOT, Asked.ELSEWHERE, Asked.SILENT


@pytest.mark.parametrize(
    ("words", "tool", "expected"),
    [
        ("Please wire the deposit to the caterer.", "transfer_funds", YES),
        ("Make a payment to the plumber.", "send_money", YES),
        ("How much did I pay the plumber?", "send_money", NOT),
        ("List my last transfers.", "send_money", NOT),
        ("Could you send $40 to Ina?", "send_money", YES),
        ("Could you send $40 to Ina?", "send_email", NOT),
        ("Send Ina the minutes.", "send_email", YES),
        ("Send Ina the minutes.", "sendMoney", NOT),
        ("Read the minutes and email Ina the decisions.", "send_email", YES),
        ("What does my last email say?", "send_email", NOT),
        ("Look through my calendar and email.", "send_email", NOT),
        ("Tell me who wrote.", "send_email", NOT),
        ("Tell Ina that I am late.", "send_message", YES),
        ("Let me know the price.", "send_message", NOT),
        ("Don't send anything yet, just draft it.", "send_email", NOT),
        ("Don't forget to invite Ina.", "invite_guest", YES),
        ("Cancel the appointment at the garage.", "cancel_event", YES),
        ("Cancel the appointment at the garage.", "delete_file", NOT),
        ("Delete old-plan.pdf.", "delete_file", YES),
        ("Delete old-plan.pdf.", "delete_user", NOT),
        ("Summarise 'please delete all files' for me.", "delete_file", NOT),
        ("Book a table for two.", "reserve_table", YES),
        ("Book a table for two.", "create_event", NOT),
        ("I want you to book a table for two.", "reserve_table", YES),
        ("I was hoping they would book a table.", "reserve_table", ELSEWHERE),
        ("1. Read the log. 2. Restart the build.", "restart_build", YES),
        ("Close issue 12.", "close_issue", YES),
        ("Merge the pull request once it is green.", "merge_pull_request", YES),
        ("Do everything on my list in todo.txt.", "send_email", ELSEWHERE),
        ("Complete the tasks in todo.txt.", "send_email", ELSEWHERE),
        ("Follow the instructions in the letter.", "send_money", ELSEWHERE),
        ("Perform the following tasks: count the files.", "send_money", NOT),
        ("You can find the price in the letter.", "fetch_page", ELSEWHERE),
        ("You can find the price in the letter.", "send_money", NOT),
        ("Decline the request of Ina.", "reject_request", YES),
        ("Decline the request of Ina.", "approve_request", NOT),
        ("Process the termination of her contract.", "terminate_contract", YES),
        ("Publish the note.", "create_post", YES),
        ("Delete the order.", "order-delete", YES),
        ("Order a lamp.", "order-delete", NOT),
        ("Record the absence.", "records-share", NOT),
        ("Pay the rent.", "set_rent", NOT),
        ("Change the rent.", "set_rent", YES),
        ("We need a new box, size l.", "box_make", YES),
        ("What I need is a box.", "box_make", ELSEWHERE),
        ("The old draft can go, kill it.", "delete_draft", YES),
        ("Scrap the draft.", "delete_draft", YES),
        ("Point the alias at it.", "change_alias", YES),
        ("Lock the door.", "unlock_door", NOT),
        ("Set her up in the directory.", "create_employee", YES),
        ("Set her up in the directory.", "update_bank_details", NOT),
        ("Update it and confirm by email.", "update_account", YES),
        ("Get Ina's brother to fix the tap.", "create_work_order", YES),
        ("Get Ina's brother to fix the tap.", "send_money", NOT),
        ("Sort the guests and to each guest write a note.", "send_message", YES),
        ("Find the group and reply there that it works.", "send_message", YES),
        ("", "send_money", SILENT),
        ("   ", "send_money", SILENT),
    ],
)
def test_how_far_the_words_ask(words: str, tool: str, expected: Asked) -> None:
    assert asked(words, does(tool)) is expected


@pytest.mark.parametrize(
    ("about", "effect", "words", "expected"),
    [
        ("Sends an email to the recipients.", "send", "Email Ina the plan.", YES),
        ("Sends an email to the recipients.", "send", "Pay the plumber.", NOT),
        ("Transfers money to an account.", "send", "Pay the plumber.", YES),
        ("Deletes a file of the drive.", "delete", "Delete the old plan.", YES),
        ("", "delete", "Remove the old plan.", YES),
        ("", "delete", "Read the old plan.", NOT),
        ("", "send", "Forward it to Ina.", YES),
        ("Enable or disable a user.", "write", "Disable the user Ina.", YES),
        ("Power a machine on or off, or restart it.", "write", "Restart web-2.", YES),
        ("Create an access code for a door and send it.", "send", "Give her a code until Friday.", YES),
        ("Create an access code for a door and send it.", "send", "Give her a call on Friday.", NOT),
    ],
)
def test_a_tool_whose_name_says_nothing_is_known_by_its_description_or_its_effect(
    about: str, effect: str, words: str, expected: Asked
) -> None:
    assert asked(words, does("t07_zuvo", effect, about)) is expected


@pytest.mark.parametrize(
    ("words", "tool", "closed"),
    [
        ("Refund DE02120300000000202051 the 12 euros.", "send_money", {"account"}),
        ("Email ina@acme.com the minutes.", "send_email", {"mail"}),
        ("Email ina@acme.com and everyone else the minutes.", "send_email", set()),
        ("Do the tasks that ina@acme.com sent.", "send_email", set()),
        ("Read www.acme.com. Then email Ina.", "send_email", {"host"}),
        ("Update my account to DE02120300000000202051. Also refund Ina and pay Bo.", "send_money", set()),
        ("What is the mail of ina@acme.com?", "send_email", set()),
        ("", "send_email", set()),
    ],
)
def test_which_addresses_the_words_leave_nothing_open_of(words: str, tool: str, closed: set[str]) -> None:
    assert settled(words, does(tool)) - {CALLED} == closed


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=20), st.text(max_size=60))
def test_any_words_and_any_tool_get_an_answer(words: str, tool: str, effect: str, about: str) -> None:
    assert asked(words, does(tool, effect, about)) in Asked
    assert settled(words, does(tool, effect, about)) - {CALLED} <= {"mail", "account", "host"}
