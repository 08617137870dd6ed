"""Words by the kind of deed they order, and by the kind of thing they are about. General English, data only.

`gate.intent` reads orders with them. A verb of `PLAIN` means its deed by itself; one of `VAGUE` only if what it is
done to does not say otherwise: "add a page" orders no appointment.
"""

from __future__ import annotations

PLAIN: dict[str, str] = {
    "message": """
        contact dm e-mail email forward greet inform mail message notify ping remind reply resend respond text thank
    """,
    "share": "collaborate grant share",
    "invite": "enrol enroll include invite onboard",
    "remove": "cancel clear delete discard drop erase kick purge remove revoke trash uninstall unsubscribe wipe",
    "pay": "donate pay purchase refund reimburse remit repay settle transfer wire",
    "plan": "arrange organise organize schedule",
    "change": """
        adjust alter amend change configure correct decrease disable edit enable extend increase lower modify
        postpone raise rename renew replace reschedule reset revise rotate switch update
    """,
    "create": "append compile create draft duplicate generate insert save store",
    "reserve": "book hire order rent reserve",
    "publish": "announce comment deploy post publish release submit tweet upload",
    "visit": "browse crawl download fetch visit",
    "run": "deploy execute install invoke launch reboot restart run trigger",
    "approve": "accept approve assign close confirm decline escalate merge reject resolve sign vote",
}
VAGUE: dict[str, str] = {
    "message": "answer ask let pass post relay send share tell write",
    "share": "add give invite send",
    "invite": "add ask put send",
    "remove": "archive clean close exclude",
    "pay": "buy charge deposit give schedule send set split tip",
    "plan": "add block book create enter insert invite note plan put record register save set write",
    "change": "convert fix mark move register set shift",
    "create": "add build copy make note prepare produce put record summarise summarize write",
    "reserve": "arrange get secure",
    "publish": "add create push put write",
    "visit": "access check find follow get look open read retrieve see summarise summarize view",
    "run": "build kill start stop",
    "approve": "rate review",
}
NOUNS: dict[str, str] = {
    "message": "message reply email e-mail notification reminder note",
    "invite": "invitation invite",
    "pay": "donation payment purchase refund reimbursement transaction transfer",
    "plan": "appointment event meeting reminder",
    "reserve": "booking order reservation",
    "remove": "cancellation deletion removal",
    "change": "adjustment change update",
    "publish": "comment post",
}
"""What "make", "do" or "I need" stands before where the deed is a noun: "make a payment"."""
LIGHT = "do get initiate issue make need perform place request submit want"
HOMOGRAPHS = """
    access answer approve book block cancel charge check comment contact deposit document draft email e-mail forward
    fund get invite label mail mark message note order plan post purchase refund release rent reply report request
    review run schedule set share start text transfer update upload visit vote wire
"""
"""Verbs that are nouns too: after "and" or a comma they are an order only if what follows is something to do it to."""
TO_THE_OPERATOR = "answer ask give inform let notify remind show tell thank write"
"""With "me" or "us" behind, these ask for an answer, not for a deed."""
THINGS: dict[str, str] = {
    "message": "chat dm e-mail email inbox invitation letter mail message newsletter note reply sms",
    "event": """
        agenda appointment breakfast brunch calendar call check-up checkup conference dinner event interview lunch
        meeting party reminder session sync workshop
    """,
    "file": "attachment csv doc docs document drive file folder pdf spreadsheet",
    "money": """
        allowance amount bill cash cost deposit difference dollar euro fee fees funds invoice money mortgage order
        orders payment pound refund rent salary subscription sum transaction transfer
    """,
    "person": """
        attendee attendees colleague employee guest member participant participants people person team user users
    """,
    "secret": "credential credentials key login passphrase password pin token",
    "profile": "address city details information name phone profile settings street",
    "web": "article blog homepage link page site url web webpage website www",
    "lodging": "accommodation airbnb apartment hostel hotel room",
    "table": "restaurant table",
    "vehicle": "bike car rental taxi van vehicle",
    "flight": "flight plane seat ticket train",
    "channel": "channel group room thread workspace",
    "code": "branch build commit issue merge pipeline pull release repo repository ticket",
    "product": "cart item order product shipment",
}
SINGLED = "channel code event file flight lodging message money product profile secret table vehicle web"
"""Kinds of thing that a vague verb is tied to: what is done to one of them is not done to another."""
KIND_DEEDS: dict[str, str] = {
    "money": "pay",
    "event": "plan",
    "message": "message",
}
"""What making, sending, adding or setting such a thing amounts to."""
MAKING = "add create insert make new place put register schedule send set submit write"
DELEGATING = """
    accomplish address attend carry complete do execute finish follow fulfil fulfill handle implement obey perform
    process tackle take work
"""
POINTING = "find get look read see"
"""After "you can" or "you will": what is needed stands elsewhere, in a text."""
DELEGATED = """
    action actions assignment assignments chore chores direction directions errand errands guideline guidelines
    instruction instructions item items list request requests says step steps task tasks to-do to-dos todo todos
"""
"""With one of `DELEGATING`: what is to be done stands elsewhere, in a text."""
ALL = "all both each entire every everybody everyone everything whole"
WISHES = "ask forget have is like love need remember sure want wish you"
"""What stands before "to" where an order follows: "I want to", "I'd like you to", "make sure to"."""
AT_HAND = "below following these"
"""Before one of `DELEGATED`: they stand in the words themselves."""
STARTERS = """
    additionally afterwards ahead also and but finally first help just kindly let's lets next now or otherwise
    please secondly so then you
"""
MODALS = "can could may might must shall should will would"
NEGATIONS = "avoid cannot can't don't don’t instead never no nor not without"
BEFORE_OBJECTS = """
    a all an another any both each every everyone her him his it its me my our that the their them these this those
    to two us you your
"""
BY_EFFECT: dict[str, str] = {
    "send": "message share publish invite pay",
    "delete": "remove",
    "network": "visit publish",
    "execute": "run",
    "write": "create change",
}
"""Deeds of a tool of which nothing else is known, by its declared effect."""
