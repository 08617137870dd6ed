"""Words that names are made of, by what they say of a value: data only, in lower case."""

from __future__ import annotations

PASSWORDS = (
    *("password", "passwd", "pwd", "pass", "passphrase", "passcode", "passwort", "kennwort", "motdepasse", "passe"),
    *("contrasena", "senha", "wachtwoord", "parola", "haslo", "heslo", "losenord", "salasana", "sifre", "parol"),
)
FOREIGN = tuple(
    word.encode()
    for word in (
        "contraseña",
        "hasło",
        "lösenord",
        "şifre",
        "пароль",
        "Пароль",
        "ПАРОЛЬ",
        "contraseÑa",
        "hasŁo",
        "密码",
        "密碼",
        "パスワード",
    )
)
"""Words for a password that are not written in ASCII."""
TOKENS = ("secret", "secrets", "token", "apikey", "secretkey", "accesskey", "credential", "credentials", "auth")
EXACTLY = frozenset({"authorization", "bearer", "pat", "jwt", "creds", "authkey", "appkey", "authtoken", "licensekey"})
KEYS = frozenset(
    {"access", "account", "activation", "admin", "aes", "api", "app", "application", "auth", "bot", "cipher", "client"}
    | {"consumer", "decrypt", "decryption", "deploy", "dev", "developer", "encrypt", "encryption", "function"}
    | {"functions", "host", "hmac", "ingest", "ingestion", "instrumentation", "integration", "jwt", "license", "live"}
    | {"master", "personal", "private", "project", "read", "rest", "root", "sdk", "secret", "security", "server"}
    | {
        "service",
        "session",
        "shared",
        "sign",
        "signing",
        "storage",
        "subscription",
        "token",
        "user",
        "validation",
        "merchant",
        "salt",
        "webhook",
        "write",
    }
)
ABOUT = frozenset(
    {"address", "alg", "algorithm", "alias", "arn", "at", "audience", "bits", "checksum", "class", "code", "count"}
    | {
        "created",
        "curve",
        "date",
        "digest",
        "dir",
        "duration",
        "enabled",
        "endpoint",
        "env",
        "error",
        "event",
        "expiration",
    }
    | {
        "expires",
        "expiry",
        "factory",
        "field",
        "file",
        "filename",
        "fingerprint",
        "format",
        "handler",
        "hash",
        "hashed",
    }
    | {
        "header",
        "hint",
        "host",
        "id",
        "identifier",
        "ids",
        "index",
        "info",
        "input",
        "interval",
        "issuer",
        "iv",
        "kid",
        "kind",
    }
    | {
        "label",
        "len",
        "length",
        "level",
        "lifetime",
        "limit",
        "link",
        "list",
        "map",
        "max",
        "md5",
        "message",
        "method",
        "min",
    }
    | {"mode", "model", "name", "names", "number", "page", "param", "path", "pattern", "placeholder", "policy"}
    | {
        "position",
        "prefix",
        "provider",
        "ref",
        "reference",
        "regex",
        "region",
        "rule",
        "salt",
        "schedule",
        "scope",
        "seconds",
        "scopes",
    }
    | {
        "service",
        "sha",
        "sha256",
        "size",
        "slug",
        "source",
        "state",
        "status",
        "store",
        "suffix",
        "text",
        "time",
        "timeout",
    }
    | {"txt", "log", "pdf", "png", "jpg", "zip", "gz", "tgz", "csv", "html", "md", "exe"}
    | {"timestamp", "title", "ttl", "type", "types", "uri", "url", "uuid", "vault", "version", "window"}
)
NEVER = frozenset(
    {
        "antiforgery",
        "author",
        "authors",
        "authority",
        "bos",
        "buypass",
        "bypass",
        "cache",
        "cancellation",
        "change",
        "checksum",
        "compass",
    }
    | {"continuation", "continue", "contract", "csrf", "cursor", "digest", "dummy", "eos", "etag", "example", "fake"}
    | {"foreign", "hash", "idempotency", "incremental", "keyboard", "keyword", "keywords", "mask", "mock", "next"}
    | {"nextpage", "nonce", "nft", "page", "pagination", "partition", "passed", "passes", "passing", "prev", "previous"}
    | {
        "primary",
        "site",
        "sitekey",
        "pub",
        "pubkey",
        "public",
        "publickey",
        "publishable",
        "request",
        "resume",
        "routing",
        "row",
        "sample",
        "sort",
        "surrogate",
        "sync",
    }
    | {"tokenize", "tokenizer", "tokens", "unk", "verification", "xsrf"}
)
KEYED = frozenset({"key", "keys"})
RUN_ON = tuple(KEYS)
"""How `masterkey` begins, written as one word."""
UNREAL = frozenset({"dummy", "example", "fake", "mock", "pub", "public", "publishable", "sample"})
"""What no secret is called."""
