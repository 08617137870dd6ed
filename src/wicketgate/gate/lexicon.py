"""Words by the kind of effect they ask for. General English, data only; `gate.intent` compares them by their stems."""

from __future__ import annotations

DEEDS: dict[str, str] = {
    "message": """
        announce answer ask communicate contact dm e-mail email forward greet inform mail message notify ping
        relay remind
        reply resend respond send sms tell text thank write
    """,
    "share": "access collaborate give grant permission permit share",
    "invite": "add attendee enrol enroll guest include invitation invite join member onboard participant",
    "remove": """
        archive cancel cancellation clean clear delete deletion discard dismiss drop erase exclude kick purge
        remove revoke
        rid trash uninstall unsubscribe wipe
    """,
    "pay": """
        buy charge compensate deposit donate fund money owe pay payment purchase refund reimburse remit repay
        settle split
        subscribe tip top-up transaction transfer wire withdraw
    """,
    "plan": """
        add agenda appointment arrange book calendar create event invite meeting organise organize plan postpone put
        reminder reschedule schedule set
    """,
    "change": """
        adjust alter amend change configure convert correct decrease disable edit enable extend fix increase
        label lower
        mark modify move postpone raise register rename renew replace reschedule reset revise rotate set shift switch
        update
    """,
    "create": """
        add append build compile copy create document draft fill generate insert make new note prepare produce
        put record
        save store summarise summarize write
    """,
    "reserve": "book booking buy hire order purchase rent reservation reserve stay",
    "publish": "announce comment deploy post publish push release share submit tweet upload",
    "visit": """
        article blog browse check crawl download fetch find get go link look lookup navigate open page read
        retrieve search
        site summarise summarize url view visit web webpage website
    """,
    "run": "build deploy execute install invoke kill launch reboot restart run start stop trigger",
    "approve": "accept approve assign close confirm decline escalate merge rate reject resolve review sign vote",
}
"""Verbs, and nouns that stand for a deed (`payment`, `reminder`)."""
OBJECTS: dict[str, str] = {
    "pay": "money payment transaction",
    "plan": "appointment calendar event meeting reminder",
    "visit": "page url webpage website",
}
"""What a deed in a tool's name is done to, where that says what kind of deed it is: `send_money` is no message."""
BESIDES = "change invite remove"
"""Deeds that stay what they are whatever they are done to."""
DELEGATED = """
    action actions assignment assignments checklist chores errand errands instruction instructions item items request
    requests step steps task tasks to-do to-dos todo todos
"""
DELEGATING = """
    accomplish attend carry complete do execute finish follow fulfil fulfill handle perform process tackle take
    tick work
"""
"""With one of `DELEGATED`: what is to be done stands elsewhere, in a text."""
ALL = "all any anyone both each entire every everybody everyone everything whole"
BY_EFFECT: dict[str, str] = {
    "send": "message share publish invite",
    "delete": "remove",
    "network": "visit publish",
    "execute": "run",
    "write": "create change",
}
"""Deeds of a tool whose name says nothing, by its declared effect."""
