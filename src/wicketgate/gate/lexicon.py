"""Words by the kind of deed they order, and by the kind of thing they are about. General English, data only.

`gate.intent` reads orders with them. A verb of `PLAIN` means its deed by itself; one of `VAGUE` only if what it is
done to does not say otherwise: "add a page" orders no appointment.
"""

from __future__ import annotations

PLAIN: dict[str, str] = {
    "message": """
        apologise apologize congratulate contact dm e-mail email forward greet inform mail message notify ping remind
        reply resend respond text thank warn
    """,
    "share": "authorise authorize collaborate grant share",
    "invite": "enrol enroll include invite onboard",
    "remove": """
        cancel clear deactivate delete discard drop erase kick prune purge remove revoke terminate trash uninstall
        unsubscribe wipe
    """,
    "pay": "donate pay purchase remit settle transfer wire",
    "refund": "compensate refund reimburse repay",
    "plan": "arrange organise organize schedule",
    "change": "adjust alter amend change configure correct edit modify replace revise update",
    "move": "postpone reschedule",
    "level": "bump decrease downgrade increase lower raise upgrade",
    "renew": "extend prolong renew",
    "reset": "reset rotate",
    "rename": "rename",
    "switch": "disable enable hide mute pause resume switch unhide unmute",
    "create": "append compile create draft duplicate generate insert save store",
    "reserve": "book hire order rent reserve",
    "publish": "announce comment post publish submit tweet upload",
    "visit": "browse crawl download fetch visit",
    "run": "execute install invoke launch reboot restart run trigger",
    "deploy": "deploy redeploy rollback",
    "approve": "accept approve confirm decline reject sign vote",
    "close": "close reopen resolve",
    "assign": "assign delegate escalate reassign",
    "merge": "merge",
    "export": "export",
    "scale": "scale",
}
VAGUE: dict[str, str] = {
    "message": "answer ask confirm let pass post relay say send share tell write",
    "share": "add give invite send",
    "invite": "add ask put send setup",
    "remove": "archive axe bin clean decommission ditch eliminate exclude hide kill nuke retire scrap zap",
    "refund": "credit give return send",
    "pay": "buy charge deposit give schedule send set setup split tip",
    "plan": "add block book create enter insert invite note plan put record register save set setup write",
    "change": """
        convert enter fix map mark move point put record redirect register remap repoint reroute route set shift write
    """,
    "move": "adjust change move push set shift update",
    "level": "adjust change set update",
    "renew": "change set update",
    "reset": "change replace set update",
    "rename": "change set update",
    "switch": "activate arm change disarm lock set toggle unlock update",
    "create": "add build commission copy file log make note open prepare produce put record setup write",
    "reserve": "arrange commission get secure",
    "publish": "add create inform let notify push put release say share tell write",
    "visit": "access check find follow get look open read retrieve see summarise summarize view",
    "run": "build deploy kill start stop",
    "deploy": "launch push release ship",
    "approve": "rate review",
    "close": "finish fix",
    "assign": "commission give",
    "export": "download send",
}
NOUNS: dict[str, str] = {
    "message": "message reply email e-mail notification reminder note",
    "invite": "invitation invite",
    "pay": "donation payment purchase transaction transfer",
    "refund": "refund reimbursement",
    "plan": "appointment event meeting reminder",
    "reserve": "booking order reservation",
    "remove": "cancellation deletion removal",
    "renew": "extension renewal",
    "change": "adjustment change update",
    "publish": "comment post",
    "share": "access permission permissions",
    "export": "export",
    "deploy": "deployment release",
    "assign": "assignment",
}
PHRASES: dict[tuple[str, str], str] = {
    ("call", "off"): "cancel",
    ("drop", "line"): "message",
    ("fill", "in"): "enter",
    ("get", "back"): "reply",
    ("get", "rid"): "remove",
    ("give", "back"): "refund",
    ("hand", "over"): "assign",
    ("hand", "to"): "assign",
    ("let", "know"): "inform",
    ("pay", "back"): "refund",
    ("push", "back"): "postpone",
    ("put", "off"): "postpone",
    ("reach", "out"): "contact",
    ("roll", "back"): "rollback",
    ("roll", "out"): "deploy",
    ("send", "back"): "refund",
    ("set", "up"): "setup",
    ("take", "down"): "remove",
    ("take", "off"): "remove",
    ("take", "out"): "remove",
    ("turn", "off"): "disable",
    ("turn", "on"): "enable",
    ("write", "back"): "reply",
}
"""Verbs that mean something else with a word close behind them."""
"""What "make", "do" or "I need" stands before where the deed is a noun: "make a payment"."""
OPPOSITES = (
    ("accept approve confirm", "decline deny reject"),
    ("close resolve", "reopen"),
    ("increase raise upgrade", "decrease downgrade lower"),
    ("enable resume unhide unmute", "disable hide mute pause"),
    ("lock arm", "unlock disarm"),
    ("add create install invite", "cancel delete drop erase remove revoke trash uninstall wipe"),
)
"""Verbs that undo each other."""
TELLING = """
    analyse analyze calculate choose compare consider count decide describe ensure explain figure filter help know list
    mention pick provide rank recommend remember select show sort suggest sum think translate
"""
"""Orders that a tool does nothing for: they are about the answer."""
LIGHT = "do drop file get give initiate issue leave make need perform place request submit want"
HOMOGRAPHS = """
    access answer approve book block cancel charge check comment contact deposit document draft email e-mail forward
    fund get invite label mail mark message note order plan post purchase refund release rent reply report request
    review run schedule set share start text transfer update upload visit vote wire
"""
"""Verbs that are nouns too: after "and" or a comma they are an order only if what follows is something to do it to."""
TO_THE_OPERATOR = "answer ask give inform let notify remind show tell thank write"
"""With "me" or "us" behind, these ask for an answer, not for a deed."""
KIND_DEEDS: dict[str, str] = {
    "money": "pay",
    "event": "plan",
    "message": "message",
    "access": "share",
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
    action actions asks assignment assignments chore chores direction directions errand errands guideline guidelines
    instruction instructions item items list request requests says step steps task tasks to-do to-dos todo todos
    checklist guide inbox manual playbook procedure protocol queue recipe runbook what whatever
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
    a all an another any both each every everyone her him his it its me my our that the their them there these this
    those to two us you your
"""
BY_EFFECT: dict[str, str] = {
    "send": "message share publish invite pay",
    "delete": "remove",
    "network": "visit publish",
    "execute": "run",
    "write": "create change",
}
"""Deeds of a tool of which nothing else is known, by its declared effect."""
NO_VERBS = """
    afternoon afterwards day dear either evening every first gave good great hello here hey how kept last left made
    maybe morning next okay once paid said second sent since some sure thanks that there this today told tomorrow
    tonight took went what whatever when where which while who whom whose why wrote yesterday
"""
"""Words that may begin a sentence and are no verb."""
AFTER_NAMES = """
    and are asked asks be can could did does for had has have in is lives moved must needs of on or said says sent
    should to told wants was were will with would wrote
"""
"""What follows a name that begins a sentence; never an order."""
SUBJECTS = "did do does he i it not she that they to we what who will would you"
"""Before a verb with "him" or "them" behind it: somebody tells what is done."""
GENERAL = "a add all an and by for from get id in list make new of on or set the to with"
"""Words of a tool's name that say nothing of what it is about."""
ASIDE = "as duplicate duplicates from like of see than"
"""Before an id that is spoken of, and not itself what something is done to."""
