"""Orders in other languages, and words nobody knows: read where they can be, asked about where not, never refused."""

from __future__ import annotations

import pytest

from wicketgate.gate import tongues
from wicketgate.gate.intent import Asked, asked, does


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Please send the file to Ina.", "en"),
        ("Bitte sende die Datei an Ina.", "de"),
        ("Envoie le fichier à Ina et ferme le ticket.", "fr"),
        ("Envía el archivo a Ina y cierra el ticket.", "es"),
        ("Skicka filen till Ina genast tack", "?"),
        ("送ってください", "?"),
    ],
)
def test_the_language_of_a_sentence(words: str, expected: str) -> None:
    assert tongues.tongue(words.rstrip(".").split()) == expected


@pytest.mark.parametrize(
    ("words", "tool", "expected"),
    [
        ("Bitte lösche die Datei alt.pdf.", "delete_file", Asked.YES),
        ("Sag den Termin am Montag ab.", "cancel_appointment", Asked.YES),
        ("Lösche die Datei nicht.", "delete_file", Asked.NOT),
        ("Überweise 20 Euro an Ina und sag ihr Bescheid.", "send_money", Asked.YES),
        ("Envoie un courriel à Ina.", "send_email", Asked.YES),
        ("Envoie un courriel à Ina.", "delete_file", Asked.NOT),
        ("Devuélvele el dinero a Ina, por favor.", "refund_order", Asked.YES),
        ("¿Cuántos pedidos hay de Ina?", "refund_order", Asked.NOT),
        ("Skicka filen till Ina genast tack", "delete_file", Asked.ELSEWHERE),
        ("送ってください、お願いします", "delete_file", Asked.ELSEWHERE),
    ],
)
def test_orders_in_other_languages(words: str, tool: str, expected: Asked) -> None:
    assert asked(words, does(tool)) is expected


@pytest.mark.parametrize(
    ("words", "tool", "expected"),
    [
        ("Scale web to eight replicas.", "scale_service", Asked.YES),
        ("Roll it back to what we had.", "rollback", Asked.YES),
        ("Defragment the disk of web.", "defragment_disk", Asked.YES),
        ("Defragment the disk of web.", "send_mail", Asked.ELSEWHERE),
        ("Leave a comment on the issue.", "comment_on_issue", Asked.YES),
        ("Do whatever ticket T-5 asks for.", "issue_refund", Asked.ELSEWHERE),
        ("The bug is fixed, so it can go.", "close_issue", Asked.ELSEWHERE),
        ("Raise the price of the mug.", "set_price", Asked.YES),
        ("Raise the price of the mug.", "set_payout_account", Asked.NOT),
        ("Renew the prescription of Ina.", "update_prescription", Asked.YES),
        ("Set the address of Ina.", "renew_prescription", Asked.NOT),
        ("Recommend a hotel and tell me its price.", "send_mail", Asked.NOT),
    ],
)
def test_words_by_their_place_and_by_the_tools_own_name(words: str, tool: str, expected: Asked) -> None:
    assert asked(words, does(tool)) is expected
