"""Hands one mail to a submission server (RFC 6409) with a lent password or token; the piece a mail tool is to stand on.

Takes a server, a mail composed and decided already, and what is lent for it. TLS from the first byte or by STARTTLS,
verified, before anything is said of who we are. All recipients or none. No tool offers it yet; it decides nothing.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wicketgate.errors import Refused, RequestError
from wicketgate.secrets.broker.lent_value import Lent

SECONDS = 30.0
"""How long the server may be silent."""
NAME = "localhost"
"""What we call ourselves: this machine's own name is nobody's business."""
MOST, LARGEST = 100, 25 << 20
"""Recipients, and bytes, of one mail."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
END_OF_LINE = re.compile(rb"\r\n|\r|\n")
DONE, MORE, GO_ON, AUTHENTICATED = 250, 334, 354, 235


class Undecided(RequestError):
    """The connection broke after the mail was handed over: it may have been sent, or not."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    user: str
    tls: Literal["starttls", "implicit"] = "starttls"
    proof: Literal["password", "token"] = "password"
    """`token`: an OAuth 2 access token, by XOAUTH2."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, composed: what it says of itself inside is not read here."""

    sender: str
    recipients: tuple[str, ...]
    text: bytes
    """Header and body; line ends of any kind."""


async def submit(server: Server, mail: Mail, lent: Lent, trust: ssl.SSLContext | None = None) -> None:
    """Hand in `mail`; Refused if the server does not take it, Undecided if nobody can know. Errors quote nothing."""
    check(mail)
    with lent:
        await asyncio.to_thread(_submit, server, mail, lent, trust or ssl.create_default_context())


def check(mail: Mail) -> None:
    """Refuse a mail whose envelope could say more than addresses, or that is too large."""
    if not 0 < len(mail.recipients) <= MOST or len(mail.text) > LARGEST:
        raise RequestError(f"expected 1 to {MOST} recipients and at most {LARGEST} bytes")
    for address in (mail.sender, *mail.recipients):
        # A line break would be a command of its own, a space a parameter, `>` the end of the address.
        if not ADDRESS.fullmatch(address):
            raise RequestError("expected plain addresses such as ada@acme.com")


def _submit(server: Server, mail: Mail, lent: Lent, trust: ssl.SSLContext) -> None:
    try:
        smtp = _connected(server, trust)
        try:
            _proven(smtp, server, lent)
            _handed_in(smtp, mail)
        finally:
            _leave(smtp)
    except ssl.SSLCertVerificationError as error:
        raise RequestError(f"the mail server's certificate is not trusted ({error.verify_message})") from None
    except smtplib.SMTPResponseException as error:
        raise Refused(f"the mail server refused to go on ({int(error.smtp_code)})") from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Its words may hold our address, the user, or what it was sent.
        raise RequestError(f"the mail server cannot be used ({type(error).__name__})") from None


def _connected(server: Server, trust: ssl.SSLContext) -> smtplib.SMTP:
    """Return a connection inside verified TLS, its extensions known."""
    if server.tls == "implicit":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, NAME, timeout=SECONDS, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, NAME, timeout=SECONDS)
    try:
        _expect(smtp.ehlo(), DONE, "does not speak ESMTP")
        if server.tls == "starttls":
            # INVARIANT: without it nothing further is said, whatever the server offers: it may have been struck out.
            if not smtp.has_extn("starttls"):
                raise Refused("the mail server offers no TLS", "use implicit TLS, or another server")
            smtp.starttls(context=trust)
            _expect(smtp.ehlo(), DONE, "does not speak ESMTP")
        return smtp
    except BaseException:
        smtp.close()
        raise


def _proven(smtp: smtplib.SMTP, server: Server, lent: Lent) -> None:
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    wanted = ("PLAIN", "LOGIN") if server.proof == "password" else ("XOAUTH2",)
    how = next((mechanism for mechanism in wanted if mechanism in offered), None)
    if how is None:
        raise Refused(f"the mail server takes no {' or '.join(wanted)}")
    LOGINS[how](smtp, server.user, lent)


def _plain(smtp: smtplib.SMTP, user: str, lent: Lent) -> None:
    _expect(smtp.docmd("AUTH", f"PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{lent.reveal()}')}"), AUTHENTICATED, LOGIN)


def _login(smtp: smtplib.SMTP, user: str, lent: Lent) -> None:
    _expect(smtp.docmd("AUTH", f"LOGIN {_coded(user)}"), MORE, LOGIN)
    _expect(smtp.docmd(_coded(lent.reveal())), AUTHENTICATED, LOGIN)


def _token(smtp: smtplib.SMTP, user: str, lent: Lent) -> None:
    said = smtp.docmd("AUTH", f"XOAUTH2 {_coded(f'user={user}{chr(1)}auth=Bearer {lent.reveal()}{chr(1)}{chr(1)}')}")
    if said[0] == MORE:  # why it fails, in the clear; an empty line asks for the failure itself
        said = smtp.docmd("")
    _expect(said, AUTHENTICATED, LOGIN)


LOGIN = "refused the login"
LOGINS: dict[str, Callable[[smtplib.SMTP, str, Lent], None]] = {"PLAIN": _plain, "LOGIN": _login, "XOAUTH2": _token}


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _handed_in(smtp: smtplib.SMTP, mail: Mail) -> None:
    options = [f"size={len(mail.text)}"] if smtp.has_extn("size") else []
    _expect(smtp.mail(mail.sender, options), DONE, "refused the sender")
    for recipient in mail.recipients:
        _expect(smtp.rcpt(recipient), DONE, "refused a recipient")
    _expect(smtp.docmd("DATA"), GO_ON, "refused the mail")
    try:
        smtp.send(stuffed(mail.text))
        said = smtp.getreply()
    except (OSError, smtplib.SMTPException):
        raise Undecided("the mail server ended the connection; the mail may have been sent") from None
    _expect(said, DONE, "refused the mail")


def stuffed(text: bytes) -> bytes:
    """Return a mail as it is sent: lines that end in CRLF and nothing else, a dot before each that begins with one.

    A bare CR or LF is a line end too: to some servers `LF . LF` ends a mail, and what follows would be another one.
    """
    lines = END_OF_LINE.sub(b"\r\n", text).removesuffix(b"\r\n").split(b"\r\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


def _leave(smtp: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        smtp.docmd("QUIT")  # what it says to that changes nothing
    smtp.close()


def _expect(said: tuple[int, bytes], code: int, otherwise: str) -> None:
    if said[0] != code:
        raise Refused(f"the mail server {otherwise} ({int(said[0])})")
