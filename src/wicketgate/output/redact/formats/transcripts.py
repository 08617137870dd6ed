# ruff: noqa: E501
"""Passwords in what was typed or sent in a session: of mail, files, databases, devices, and argument lists of programs."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

# fmt: off
TRANSCRIPTS = (
    Format("session-password", r"\bUSER[ \t]{1,2}[\w.@\\+-]{1,64}\r?\n(?:[^\n]{0,120}\n){0,2}[^\n]{0,24}?\bPASS[ \t]{1,2}([^\s\"'<>]{6,100})", ("USER bob\n331 go on\nPASS kT4vw9ZqLm\n230 ok", "USER bob\r\n+OK\r\nPASS kT4vw9ZqLm\r\n"), ("USER bob\nPASS password\n", "PASS src/login2.test.js", "USER 1000\nRUN make"), "https://www.rfc-editor.org/rfc/rfc959#section-4.1.1", check="said", entropy=1.5, bounded=False),
    Format("mail-login-password", r"(?:^|[\n \t:>])[A-Za-z]{0,4}[0-9]{1,6}[ \t]LOGIN[ \t]{1,2}\"?[\w.@+-]{1,64}\"?[ \t]{1,2}\"?([^\s\"]{6,100})", ("a1 LOGIN bob kT4vw9ZqLm\r\n", 'A001 LOGIN "bob@acme.test" "kT4vw9ZqLm"'), ("a1 LOGIN bob password", "a1 NO LOGIN failed for bob", "4711 LOGIN success user2session"), "https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3", check="said", entropy=1.5, bounded=False, sign=r"[0-9][ \t]LOGIN[ \t]{1,2}\"?[\w.@+-]{1,64}\"?[ \t]{1,2}\"?[^\s\"]{6}"),
    Format("sasl-credentials", r"\bAUTH(?:ENTICATE)?[ \t]{1,2}(?:PLAIN|XOAUTH2|OAUTHBEARER)[ \t\r\n]{1,3}(?:(?:334|\+)[ \t]?\r?\n)?([0-9A-Za-z+/]{12,800}={0,2})", ("AUTH PLAIN AGJvYgBrVDR2dzlacUxt", "AUTH PLAIN Ym9iOmtUNHZ3OVpxTG0="), ("AUTH PLAIN LOGIN CRAM-MD5", "AUTH PLAIN authentication"), "https://www.rfc-editor.org/rfc/rfc4616", check="sasl", bounded=False),
    Format("connect-statement-password", r"(?i:\bconn(?:ect)?)[ \t]{1,4}[\w$#]{1,30}/[\"']?([^\s@\"'/]{4,60})[\"']?@", ("SQL> CONNECT crm/kT4vw9ZqLm@db", "conn crm/kT4vw9ZqLm@//db:1521/x"), ("connect crm/password@db", "connect a/b@c"), "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqpug/CONNECT.html", check="password", entropy=1.5, bounded=False),
    Format("peer-secret", r"(?::[ \t]{1,4}(?:EAP|XAUTH|NTLM)[ \t]{1,4}\"|\b(?:pre-shared-secret|plain-?text-password(?:-value)?|auth-password|priv-password)[ \t]{1,4}[\"']?)([^\s\"'\\]{8,128})", ('bob : EAP "kT4vw9ZqLm"', "authentication pre-shared-secret kT4vw9ZqLm", "plaintext-password 'kT4vw9ZqLm'"), ('bob : EAP "password"', "plaintext-password required"), "https://docs.strongswan.org/docs/latest/config/IKEv2.html", check="password", entropy=1.5, bounded=False),
    Format("argument-list-password", r"[\"'](?:/usr/bin/)?mysql(?:dump|admin|import)?[\"'](?:[ \t,]{1,4}(?:a[0-9]{1,2}=)?[\"'][^\"'\n]{0,80}[\"']){0,8}?[ \t,]{1,4}(?:a[0-9]{1,2}=)?[\"']-p([^\s\"'\\]{6,100})[\"']", ('["mysql", "-uroot", "-pkT4vw9ZqLm", "crm"]', 'a0="mysql" a1="-uroot" a2="-pkT4vw9ZqLm"'), ('["mysql", "-uroot", "-ppassword"]', '["mysql", "-uroot", "-p$PASS"]', '["tar", "-pkT4vw9ZqLm"]'), "https://dev.mysql.com/doc/refman/8.4/en/connecting.html", check="password", entropy=1.5, bounded=False),
)
