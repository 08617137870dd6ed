# ruff: noqa: E501
"""Secrets told by how people and small files write them: beside an account, piped to a command, under a file's name."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

ACCOUNT = (
    r"(?i:\b(?:cred(?:ential)?s?|log-?in|user(?:name)?[ \t]?/[ \t]?pass(?:word|wd)?))\b(?:[ \t](?:are|is)|(?:[ \t]for[ \t][\w.-]{1,30})?[ \t]{0,2}(?:[:=]|[-=]>))[ \t]{1,4}"
    r"[\"'`]?[\w.@+-]{2,60}[\"'`]?(?:[ \t]{1,2}[/|:][ \t]{1,2}|[/:])[\"'`]?([^\s\"'`|/]{8,64})"
)
ADMIN = r"[`|][ \t]?(?i:admin|administrator|root|sa|postgres|superuser|sysadmin)[ \t]?[`|][ \t]{0,3}(?:[/|:][ \t]{0,3})?`?([^\s`|]{8,64})"
PIPED = (
    r"\b(?:echo|printf)(?:[ \t]{1,3}-[neE]{1,3})?(?:[ \t]{1,3}[\"']?%s(?:\\n)?[\"']?)?[ \t]{1,4}[\"']?([^\s\"'|]{6,200})[\"']?[ \t]{0,4}\|[ \t]{0,4}"
    r"(?:sudo[ \t]{1,4}(?:-\w{1,3}[ \t]{1,3}){0,3}-\w{0,2}S\b|(?:sudo[ \t]{1,4})?(?:(?:docker|podman)[ \t]{1,4}secret[ \t]{1,4}create|(?:gh|wrangler|flyctl|fly|gcloud)[ \t]{1,4}secrets?[ \t]"
    r"|passwd[ \t]{1,4}[^\n|]{0,40}--stdin|kinit\b|cryptsetup[ \t]|[a-z][^\n|;&\"']{1,100}?[ \t]--?(?:password|passphrase|secret|token|with-token)(?:-?(?:stdin|fd))?\b))"
)
SHOWN = (
    r"(?:\b(?:cat|less|more|head|tail|type)[ \t][^\n]{0,80}?|==>[ \t][^\n]{0,80}?|\+\+\+[ \t]b/[^\n]{0,100}?)"
    r"(?:key|token|secret|passwd|password|credentials?)(?:\.(?:txt|key|dat))?[\"']?(?:[ \t]<==)?\n(?:@@[^\n]{1,60}\n)?[+ ]?([0-9A-Za-z+/=_.-]{20,200})"
)
GIVEN = (
    r"(?i:(?:token|api[ _-]?key|access[ _-]?key|secret)[ \t](?:for|of|to)[ \t][\w. -]{1,40}|(?:this|new|following)[ \t](?:api[ \t])?(?:key|token|secret))"
    r"[ \t]{0,2}[:=][ \t]{1,2}[\"'`]?([0-9A-Za-z+/=_.-]{20,200})"
)

# fmt: off
SPOKEN = (
    Format("account-password", ACCOUNT, ("The credentials are bob / kT4vw9ZqLm", "db creds: crm:kT4vw9ZqLm", "login: bob / kT4vw9ZqLm"), ("The credentials are user / password", "Login is required / optional", "login: https://acme.test/Kt4vw9", "creds: bob / ${PASS}aaaa"), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="told", bounded=False),
    Format("admin-password", ADMIN, ("`admin` / `kT4vw9ZqLm`", "| root | kT4vw9ZqLm |"), ("| admin | required |", "`admin` / `password`", "| root | /root/a |"), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="told", bounded=False),
    Format("piped-password", PIPED, ("echo 'kT4vw9ZqLm' | sudo -S reboot", "printf '%s' kT4vw9ZqLm | docker secret create db -", "echo kT4vw9ZqLm | docker login -u bob --password-stdin"), ("echo $PASS | sudo -S reboot", "echo kT4vw9ZqLm | sort", "echo done | tee -a log", "echo gh" + "p_kT4vw9ZqLm | docker login -u bob --password-stdin"), "https://docs.docker.com/reference/cli/docker/secret/create/", check="piped", entropy=1.5, bounded=False),
    Format("shown-key", SHOWN, ("$ cat config/master.key\n9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d", "+++ b/config/master.key\n@@ -0,0 +1 @@\n+9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"), ("$ cat config/master.key\nNo such file or directory", "$ cat key.pub\n9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"), "https://guides.rubyonrails.org/security.html#custom-credentials", check="unclaimed", bounded=False),
    Format("given-token", GIVEN, ("token for prod: kT4vw9ZqLmRk2PqZ7mXw4Lb9", "Please use this key: kT4vw9ZqLmRk2PqZ7mXw4Lb9"), ("token for prod: see-the-runbook-of-the-team", "hash of commit: 9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="unclaimed", bounded=False),
    Format("inline-password", r"<auth-user-pass>\s{0,8}[^\s<>]{1,80}\s{1,8}([^\s<>]{4,100})", ("<auth-user-pass>\nbob\nkT4vw9ZqLm\n</auth-user-pass>",), ("<auth-user-pass>\nbob\npassword\n</auth-user-pass>",), "https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/", check="password", entropy=1.5, bounded=False),
    Format("dial-in-password", r"(?:^|\n)[ \t]{0,4}[\"']?[\w.@\\-]{1,60}[\"']?[ \t]{1,8}(?:\*|pptpd|l2tpd)[ \t]{1,8}[\"']?([^\s\"'*]{8,64})[\"']?[ \t]{1,8}(?:\*|[0-9.]{7,15})[ \t]{0,4}\r?\n", ("bob * kT4vw9ZqLm *\n",), ("x * kT4vw9ZqLm * y\n", "bob * password *\n"), "https://man7.org/linux/man-pages/man8/pppd.8.html", check="told", bounded=False),
    Format("pooler-password", r"(?:^|\n)\"[\w.@-]{1,60}\"[ \t]{1,4}\"([^\"\s\\]{8,140})\"", ('"crm" "kT4vw9ZqLm"',), ('"crm" "password"', '"crm", "kT4vw9ZqLm"'), "https://www.pgbouncer.org/config.html#authentication-file-format", check="told", bounded=False),
    Format("relay-password", r"\[[\w.-]{3,100}\]:[0-9]{2,5}[ \t]{1,8}[^\s:\[\]]{1,80}:([^\s:]{8,100})", ("[smtp.acme.test]:587 bob@acme.test:kT4vw9ZqLm",), ("[smtp.acme.test]:587 bob@acme.test:password", "[2001:db8::1]:443 open:now"), "https://www.postfix.org/SASL_README.html", check="told", bounded=False),
    Format("wireless-password", r"(?i:\b(?:psk|wi-?fi(?:[ \t](?:password|key|code))?))\b[^\n=:\"'.,(){}]{0,30}[ \t]{0,2}[=:][ \t]{1,2}[\"'`]?([^\s\"'`&<>|]{8,64})", ("psk for the guest wifi = kT4vw9ZqLm", "wifi: kT4vw9ZqLm"), ("wifi: connected", "psk: ${PSK}aaaa"), "https://w1.fi/cgit/hostap/plain/wpa_supplicant/wpa_supplicant.conf", check="told", bounded=False),
    Format("login-token", r"\b(?:vault|npm|nomad|consul)[ \t]{1,4}login[ \t]{1,4}(?:-[\w-]{1,20}[ \t]{1,3}){0,2}([0-9A-Za-z._/+=-]{20,200})", ("vault login kT4vw9ZqLmRk2PqZ7mXw4Lb9",), ("vault login -method=userpass username=bob", "vault login my-very-own-auth-method-name"), "https://developer.hashicorp.com/vault/docs/commands/login", check="unclaimed", bounded=False),
    Format("token-by-host", r"(?i:token|oauth|bearer|secret|password)s?\\?\"[ \t]{0,4}:[ \t]{0,4}\{\s{0,24}\\?\"[\w.-]{1,60}\.[a-z]{2,12}\\?\"[ \t]{0,4}:[ \t]{0,4}\\?\"([^\s\"\\]{16,200})", ('{"gitlab-token": {"git.acme.test": "kT4vw9ZqLmRk2PqZ7mXw"}}',), ('{"gitlab-token": {"git.acme.test": "${TOKEN_OF_THE_HOST}"}}', '{"token": {"file.name": "someVeryLongIdentifier"}}'), "https://getcomposer.org/doc/articles/authentication-for-private-packages.md", check="told", bounded=False),
    Format("commented-token", r"[\"'` =(]([0-9A-Za-z+/=_.-]{20,200})[\"'`]?[)\]};,]{0,3}[ \t]{1,4}(?://|#)[ \t]{0,3}(?i:(?:\w{1,20}[ _-]){0,2}(?:api[ _-]?key|access[ _-]?key|secret|token)\b)", ('client := acme.New("kT4vw9ZqLmRk2PqZ7mXw4Lb9") // api key', "value: kT4vw9ZqLmRk2PqZ7mXw4Lb9  # API_SECRET"), ('client := acme.New("someVeryLongIdentifierName") // api key', "value: kT4vw9ZqLmRk2PqZ7mXw4Lb9  # the id"), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="unclaimed", bounded=False, sign=r"[\"'`)\]};,0-9A-Za-z=_-][ \t]{1,4}(?://|#)[ \t]{0,3}(?i:(?:\w{1,20}[ _-]){0,2}(?:api[ _-]?key|access[ _-]?key|secret|token)\b)"),
)
