# ruff: noqa: E501
"""Passwords and keys that are arguments of a command or of a call, and have no name there."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

COMMANDS = (
    r"(?:\bmongo(?:sh|dump|restore|export|import)?[ \t][^\n|;&]{0,200}?[ \t](?:-p|--password)[ \t=]{1,4}"
    r"|\b(?:http|https|xh|xhs)[ \t][^\n|;&]{0,120}?(?:--auth|-a)[ \t=]{1,4}[\"']?[^\s:\"']{1,64}:"
    r"|[ \t]-(?:src|dest)(?:store|key)pass[ \t]{1,4}"
    r"|\bgh[ \t]{1,4}secret[ \t]{1,4}set[ \t][^\n|;&]{0,120}?(?:--body|-b)[ \t=]{1,4}"
    r"|\bnet[ \t]{1,4}user[ \t]{1,4}[\w.$\\-]{1,40}[ \t]{1,4}"
    r"|\bACL[ \t]{1,4}SETUSER[ \t][^\n]{0,80}?>|\buser[ \t]{1,4}[\w.-]{1,40}[ \t]{1,4}on[ \t][^\n]{0,40}?>"
    r"|\brabbitmqctl[ \t][^\n]{0,60}?(?:add_user|change_password|authenticate_user)[ \t]{1,4}[\w.@-]{1,60}[ \t]{1,4}"
    r"|(?:^|\n)[ \t]{0,8}(?:bindpw|rootpw|olcRootPW:|userPassword:)[ \t]{1,4}"
    r"|\b(?:cqlsh|impala-shell|xfreerdp|rdesktop|psexec(?:64)?|evil-winrm|influx)[ \t][^\n|;&]{0,160}?[ \t](?:-p[ \t]{1,4}|/p:|-password[ \t]{1,4})"
    r"|\bnmcli[ \t][^\n|;&]{0,120}?[ \t]password[ \t]{1,4}|\biwctl[ \t][^\n|;&]{0,80}?--passphrase[ \t=]{1,4}"
    r"|\bschtasks[ \t][^\n|;&]{0,200}?/rp[ \t]{1,4})[\"']?([^\s\"'$%<>/-][^\s\"'<>]{6,100})"
)
SIGN_IN = r"(?:WithEmailAndPassword|WithPassword|\.authenticate|\.signIn)\([ \t]{0,4}(?:[a-z]\w{0,20},[ \t]{0,4})?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,4}[\"']([^\s\"'\\]{6,100})[\"']"
STORE = r"(?:\.load\([^,()\"'\n]{1,60}(?:\([^()\n]{0,60}\))?,|PBEKeySpec\(|PasswordProtection\(|\.setKeyEntry\([^,()\n]{1,40},[^,()\n]{1,40},)[ \t]{0,4}\"([^\s\"'\\]{6,100})\""
SIGNING = r"(?:SymmetricSecurityKey|HMACSHA(?:1|256|384|512)|hmacShaKeyFor|setSigningKey|createSecretKey|createSecretKeySpec|SecretKeySpec)\([^\n\"';]{0,60}?[\"']([^\s\"'\\]{12,200})[\"']"

# fmt: off
ARGUMENTS = (
    Format("argument-password", COMMANDS, ('mongosh "mongodb://m1" -u bob -p kT4vw9ZqLm', "http --auth bob:kT4vw9ZqLm GET https://acme.test/", "net user bob kT4vw9ZqLm /add", "rabbitmqctl add_user bob kT4vw9ZqLm", "bindpw kT4vw9ZqLm",), ("mongosh -u bob -p $PASS", "net user bob /delete", "rabbitmqctl add_user bob password", "http --auth bob:password GET https://acme.test/",), "https://www.mongodb.com/docs/mongodb-shell/reference/options/", check="piped", entropy=1.5, bounded=False),
    Format("sign-in-password", SIGN_IN, ("signInWithEmailAndPassword('bob@acme.test', 'kT4vw9ZqLm')", 'signInWithEmailAndPassword(auth, "bob@acme.test", "kT4vw9ZqLm")',), ("signInWithEmailAndPassword(email, password)", "signInWithEmailAndPassword('bob@acme.test', 'password')",), "https://firebase.google.com/docs/auth/web/password-auth", check="password", entropy=1.5, bounded=False),
    Format("key-store-password", STORE, ('ks.load(in, "kT4vw9ZqLm".toCharArray());', 'new PBEKeySpec("kT4vw9ZqLm".toCharArray())',), ('yaml.load(stream, "utf-8")', 'ks.load(in, "changeit".toCharArray());',), "https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/security/KeyStore.html", check="told", entropy=1.5, bounded=False),
    Format("signing-key-call", SIGNING, ('new SymmetricSecurityKey(Encoding.UTF8.GetBytes("kT4vw9ZqLmRk2PqZ7mXw"))',), ('new SymmetricSecurityKey(Encoding.UTF8.GetBytes(config["Jwt:Key"]))', "new HMACSHA256(key)",), "https://learn.microsoft.com/en-us/dotnet/api/microsoft.identitymodel.tokens.symmetricsecuritykey", check="told", bounded=False),
)
