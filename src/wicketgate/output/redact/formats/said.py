# ruff: noqa: E501
"""Passwords told in a sentence or at a prompt, in many languages, and phrases of words that are secrets."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format


def spelled(*words: str) -> str:
    """Return a pattern for words beyond ASCII: each of their bytes is escaped."""
    return "|".join("".join(f"\\x{byte:02x}" if byte > 0x7F else chr(byte) for byte in word.encode()) for word in words)


LATIN = (
    r"(?i:pass(?:word|wd|code|phrase|wort)|\b(?:pwd?|pass)\b|senha|mot[ _]de[ _]passe|kennwort|wachtwoord|parola|haslo|heslo|losenord|salasana"
    r"|sifre|adgangskode|passord|jelszo|kata[ ]sandi|contrasena)|"
) + spelled("contraseña", "Contraseña", "hasło", "Hasło", "lösenord", "Lösenord", "şifre", "Şifre", "jelszó", "Jelszó")
OTHER = spelled(
    *(
        "пароль",
        "Пароль",
        "密码",
        "密碼",
        "口令",
        "パスワード",
        "비밀번호",
        "암호",
        "mật khẩu",
        "Mật khẩu",
        "סיסמה",
        "كلمة المرور",
    ),
    *("รหัสผ่าน", "κωδικός", "पासवर्ड"),
)
"""Words that no code is written in: a sign may follow at once."""
WORDS = r"[^\n.;?!(){}=:<>]"
IS = rf"[ \t](?:is|ist|es|est|era|jest|er|je|este|{spelled('é', 'è', 'är', 'là', 'это')})[ \t:]{{1,4}}"
SIGN = r"[ \t]{0,2}(?:(?:[:=]|[-=]>)[ \t]{1,4}|\xef\xbc\x9a[ \t]{0,4}|[ \t](?:-|\xe2\x80[\x93\x94])[ \t])"
VALUE = r"[\"'`]{0,2}([^\s\"'`,;<>\x80-\xff]{8,64})"
TOLD = rf"(?:(?:{LATIN})(?:[ \t](?:{WORDS}{{0,60}}?'[^'\n]{{1,80}}'|{WORDS}{{1,60}}?){SIGN}|(?:[ \t]{WORDS}{{0,60}}?)?{IS})|(?:{OTHER}){WORDS}{{0,60}}?(?:{SIGN}|{IS}|[ \t]?(?:{spelled('是', '为', '為', 'は')})[ \t]{{0,3}})){VALUE}"

# fmt: off
SAID = (
    Format("said-password", TOLD, ("Das Passwort auf dem Server ist kT4vw9ZqLm, bitte", "пароль от базы: kT4vw9ZqLm", "密码是kT4vw9ZqLm", "비밀번호: kT4vw9ZqLm", "[sudo] password for bob: kT4vw9ZqLm", "Generated password for user 'bob': kT4vw9ZqLm",), ("password for the user: required", "The password for bob is wrong", "password authentication failed for: ${USER}aaaa", "密码是必填的", "Password for user bob:",), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="said", bounded=False),
    Format("to-be-set-password", r"(?:_PASS(?:WORD)?|_PWD|_SECRET|_TOKEN|(?i:\b(?:password|passwort|passphrase)))\b[ \t](?:to|as|auf)[ \t]{1,3}[\"'`]?([^\s\"'`,;<>\x80-\xff]{8,64})", ("set DB_PASS to kT4vw9ZqLm and restart", "change the password to kT4vw9ZqLm",), ("reset the password to something else", "bind DB_PASS to environment",), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="said", bounded=False),
    Format("beside-user-password", r"(?i:\b(?:user|username|login|usr|u)[ \t:=]{1,3}[\"']?[\w.@+-]{2,40}[\"']?[ \t,;/|]{1,3}(?:and[ \t])?(?:pw|pass|password|pwd|p)[ \t:=]{1,3})[\"'`]?([^\s\"'`,;<>\x80-\xff]{8,64})", ("user bob pw kT4vw9ZqLm", "u: root p: kT4vw9ZqLm",), ("user bob password required", "user bob pw ${PASS}aaaa",), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="said", bounded=False, sign=r"(?i:\b(?:pw|pass|pwd|password)[ \t:=]{1,3}[\"']?[^\s\"'`]{8})|[ \t,;/|][pP][:=][ \t][^\s\"'`]{8}"),
    Format("network-password", r"(?i:wi-?fi|wlan|ssid|hotspot)[^\n]{0,60}?[ \t,/|;](?i:key|pass(?:word|wd|phrase|code)?|code|pwd?|psk|schl)[ \t]{0,2}[:=][ \t]{1,3}[\"'`]?([^\s\"'`<>]{8,64})", ("Wi-Fi: Office-5G / Key: kT4vw9ZqLm",), ("Wi-Fi: Office / Key: required", "wlan0: Encryption key: off",), "https://w1.fi/cgit/hostap/plain/wpa_supplicant/wpa_supplicant.conf", check="said", bounded=False),
    Format("initial-password", r"(?i:following[ \t]password|initial[ \t](?:admin[ \t]|root[ \t])?password|temporary[ \t]password|generated[ \t]password)[^\n:]{0,60}:\s{1,8}[\"'`]?([^\s\"'`<>]{8,80})", ("Use the following password to go on:\n\n9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d", "A temporary password is generated for root@localhost: t?E7I=!%QA=&+!",), ("The temporary password is sent by mail: see-your-inbox", "following password rules:\n- required",), "https://www.jenkins.io/doc/book/installing/linux/", check="initial", bounded=False),
    Format("recovery-phrase", r"(?i:mnemonic|seed[ _-]?(?:phrase|words?)|recovery[ _-]?(?:phrase|words?|seed)|backup[ _-]phrase|secret[ _-]phrase)[^\n:=]{0,40}[:=]\s{0,8}\\?[\"'`]?((?:[a-z]{3,8}[ ]){11,23}[a-z]{3,8})", ('MNEMONIC="walnut abuse zone want act absorb acid ability uncle absent access across"', "recovery phrase: year youth across want tunnel achieve velvet abandon table zone venture abuse",), ("mnemonic: the short name that each instruction has and the assembler reads as such", "seed phrase: twelve words",), "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki", check="mnemonic", entropy=0),
    Format("app-password", r"(?i:app(?:lication)?[ _-]pass(?:word|wort)?)[^\n:=]{0,30}[:=][ \t]{0,3}[\"'`]?([a-z]{4}(?:[ ][a-z]{4}){3})", ("app password for mail: czjw jprr clgk miki",), ("app password: this goes into your mail", "app password: czjw jprr",), "https://support.google.com/accounts/answer/185833", check="scrambled"),
)
