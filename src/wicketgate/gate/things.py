"""Nouns by the kind of thing they name. General English, data only; `gate.intent` tells orders apart with them."""

from __future__ import annotations

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
    "branch": "branch commit",
    "issue": "bug case issue ticket",
    "pull": "merge pr pull",
    "release": "build deployment pipeline release tag version",
    "repo": "codebase repo repository",
    "product": "cart item order orders parcel product shipment",
    "price": "cost dollar euro price prices pricing tariff",
    "stock": "inventory quantity shelf stock",
    "discount": "coupon discount promo voucher",
    "medicine": "dose drug medication medicine pill prescription",
    "record": "chart entry entries history record",
    "customer": "client contact customer lead patient",
    "review": "feedback rating review testimonial",
    "account": "account bank iban payout",
    "access": "access collaborator permission permissions privilege rights role",
    "setting": "configuration preference setting settings",
    "job": "job opening posting vacancy",
    "candidate": "applicant application candidate",
}
SINGLED = """
    access account branch candidate channel customer discount event file flight issue job lodging medicine message money
    price product profile pull record release repo review secret setting stock table vehicle web
"""
"""Kinds of thing that a vague verb is tied to: what is done to one of them is not done to another."""
ABOUT: dict[str, str] = {
    "invite": "channel event person",
    "message": "message person",
    "pay": "money",
    "plan": "event",
    "publish": "job message review web",
    "share": "access file person record",
}
"""Kinds of thing that deeds are done to, for tools named by a vague verb: `set_price` plans nothing."""
