"""What the names of arguments mean, as data: single lower-case words, by what a value under such a name says."""

from __future__ import annotations

# Who, where, which object, how much: a value like this decides what happens to whom.
_AUTHORITY = """
    account accounts acl actor address addresses admin amount amounts api assignee attendee attendees audience author
    balance bcc beneficiary bic bucket budget callback card cc cell cells channel channels city client clients cluster
    code column columns command commands company contact contacts container country credential credentials creditor
    currency customer customers database db debtor dest destination destinations device directory discount dns document
    documents domain domains email emails employee endpoint entity environment env event events field fields file
    filename files filepath filter folder folders from group groups guest guests handle hash hook host hostname hosts
    hotel iban id identifier identifiers ids image instance invitee invitees invoice ip issue item items job key keys
    label labels link links list location locations login mail mailbox member members merchant name names namespace
    node number object objects operator order org organisation organization owner owners package page participant
    participants passenger passport password path paths patient payee payees payer permission permissions person people
    phone pin place plan pod policy port portal price privilege privileges process product products profile project
    projects property provider qty quantity rate recipient recipients record records ref reference region repo
    repository resource resources restaurant role roles room rooms route routing row rows sandbox scope script seat
    secret sender server service share site sku slug source sources space spreadsheet sql ssn stack store street
    subscription supplier sum swift symbol table tables tag tags target targets team teams tenant thread ticket tickets
    to token topic total transaction transactions transfer tree trip uid upn uri uris url urls user userid username
    users uuid vault vendor version visibility volume wallet warehouse webhook website who worker workspace zip zone
    """
AUTHORITY = frozenset(_AUTHORITY.split())
# Words for people to read. What they can do wrong lies in what they say, not in whom they reach.
_PROSE = """
    about abstract agenda answer article bio blurb body caption comment comments content contents copy description
    descriptions detail details explanation feedback footer greeting headline html instruction instructions intro
    introduction letter markdown memo message messages motivation msg note notes paragraph post prompt
    question questions reason reasons remark remarks reply response review sentence sentences snippet story subject
    subtitle summary text texts thoughts title titles wording
    """
PROSE = frozenset(_PROSE.split())
# What is looked for: it reads, unless the tool changes what it finds.
SEARCH = frozenset({"keyword", "keywords", "q", "query", "queries", "search", "term", "terms"})
_MODE = """
    ascending case color colour descending direction encoding fmt format importance indent kind lang language layout
    locale method mode output pagination priority recurrence severity sort sorting status style theme timezone type tz
    unit units verbosity
    """
MODE = frozenset(_MODE.split())
_COUNT = "chunk count cursor depth first last limit max maximum min minimum n offset pages per size skip take top"
COUNT = frozenset(_COUNT.split())
_TIME = """
    after at before checkin checkout date dates datetime day days deadline due duration end ending ends expires expiry
    finish hour hours interval minute minutes month months reminder since start starting starts time times timestamp
    until week weeks when year years
    """
TIME = frozenset(_TIME.split())
# A tool of one of these moves money, or lets somebody in.
_WEIGHTY = """
    access account admin bank billing buy card charge checkout credential credentials deposit donate grant invite
    invoice key login order password pay payment payments payout payroll permission permissions policy purchase refund
    remit role roles salary sell share sharing subscribe subscription token trade transaction transactions
    transfer transfers user users wallet wire withdraw withdrawal
    """
WEIGHTY = frozenset(_WEIGHTY.split())
# Names whose words each mean something else.
WHOLE_COUNT = frozenset({"page", "per_page", "perpage", "page_number", "max_results", "num_results", "top_k"})
_WHO_OR_WHERE_FORMATS = """
    email idn-email uri uri-reference iri iri-reference url uuid hostname idn-hostname ipv4 ipv6 uri-template
    json-pointer regex
    """
WHO_OR_WHERE_FORMATS = frozenset(_WHO_OR_WHERE_FORMATS.split())
TIME_FORMATS = frozenset({"date", "date-time", "time", "duration"})
