"""Tokens of code hosts, package registries and build services."""

from __future__ import annotations

from wicketgate.output.redact.formats.keyed import keyed
from wicketgate.output.redact.formats.shape import Format

GITHUB = "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"

CODE = (
    Format(
        name="github-token",
        pattern=r"ghp_[0-9A-Za-z]{36}|gh[ousr]_(?:[0-9A-Za-z]{36}|[0-9A-Za-z]{76}|[0-9A-Za-z]{90,251})",
        examples=(
            "token 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 in a sentence",
            '{"log": "remote:\\nghs_FJ6kPU9541PZwIpm3EXYNHnBq6GDyx21l8sz"}',
        ),
        near_misses=("ghp_FJ6kPU9541PZwIpm3EXYNHnBq6GDyx2", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        source=GITHUB,
    ),
    Format(
        name="github-fine-grained-token",
        pattern=r"github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}",
        examples=("github_pat_11ABCDEFG0abcdefGHIJ12_1rfpGpHCAJIetkzssuN5scLgOWFBFU0qyY4wFJ6kPU9541PZwIpm3EXQw7Z",),
        near_misses=("github_pat_11ABCDEFG0abcdefGHIJ12-1rfpGpHCAJIetkzssuN5scLgOWFBFU0qyY4wFJ6kPU9541PZwIpm3EXYNH",),
        source=GITHUB,
    ),
    Format(
        name="gitlab-token",
        pattern=r"glpat-[0-9A-Za-z_-]{20}",
        examples=("GITLAB=glpat-8sXyJk3Lq9Zt5vWb2NpR",),
        near_misses=("glpat-8sXyJk3Lq9", "glpat-example"),
        source="https://docs.gitlab.com/user/profile/personal_access_tokens/",
    ),
    Format(
        name="npm-token",
        pattern=r"npm_[0-9A-Za-z]{36}",
        examples=("//registry.npmjs.org/:_authToken=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",),
        near_misses=("npm_config_registry_with_a_long_name_of_words", "npm_1rfpGpHCAJIetkzssuN5scLgOWFBF"),
        source="https://docs.npmjs.com/about-access-tokens",
    ),
    Format(
        name="buildkite-token",
        pattern=keyed("buildkite", "[0-9a-f]{40}", alone=False),
        examples=("BUILDKITE_API_TOKEN=3f786850e387550fdab836ed7e6dc881de23001b",),
        near_misses=("commit 3f786850e387550fdab836ed7e6dc881de23001b", "BUILDKITE_COMMIT_COUNT=40"),
        source="https://buildkite.com/docs/apis/managing-api-tokens",
    ),
)
