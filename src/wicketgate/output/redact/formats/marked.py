# ruff: noqa: E501
"""Tokens of vendors nobody listed: a prefix that means secret, before what is drawn."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

WORDS = r"(?:secret|token|apikey|api_key|private|production|prod|live)[_-]"
BRIEF = r"[_-](?:sk|pat|key|tok|api|priv|svc|oat|admin|v[0-9]|[ap]t)[_-]"
BEFORE = r"[0-9A-Za-z]{1,20}(?:[_-][0-9A-Za-z]{1,16}){0,2}"
TAIL = r"[0-9A-Za-z_-]{20,200}={0,2}"

# fmt: off
MARKED = (
    Format("marked-token", rf"(?:{BEFORE}[_-])?{WORDS}{TAIL}", ("xnd_production_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6", "acme-secret-live-kT4vw9ZqLmRk2PqZ7mXw4Lb9", "signkey-prod-1f626a39f34e1848a4cb103b13eb059fe9e63742010b6aaf416851661399ae9e"), ("pk_live_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6", "secret_key_of_the_longest_name_in_the_whole_file", "public_token_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6", "access-token-expiration-date-of-2026-03-14"), "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/", check="marked", sign=WORDS + r"[0-9A-Za-z_-]{20}"),
    Format("briefly-marked-token", rf"(?:^|[^0-9A-Za-z_+/-])([a-z][0-9a-z]{{1,12}}(?:[_-][0-9a-z]{{1,8}})?{BRIEF}[0-9A-Za-z]{{24,200}})", ("nyk_v0_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1s", "acme_pat_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6"), ("phc_v1_kT4vw9ZqLmRk2PqZ7mXw4Lb9Tn3VyJc6Hd1s", "m2qGV213-v6-w80LHIOGmF1-m-DuvXxrF4fohaH_", "the_key_AbstractSingletonProxyFactoryBeanDefinition", "cache-key-9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"), "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/", check="marked", sign=BRIEF + r"[0-9A-Za-z]{24}"),
)
