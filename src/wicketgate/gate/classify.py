"""From a request, verbatim, to an action: effect, targets, reversibility, origins. Total: anything gets one.

Arguments of a known tool that lack its shape give an unreadable action without targets, which is always denied.
Knows what the policy calls things (gateway tools, declared effects), not what it allows.
"""

from __future__ import annotations

from wicketgate.action import Action, Effect, Request, Reversibility
from wicketgate.gate import paths, url
from wicketgate.gate.origin import origins, outer, said
from wicketgate.gate.reading import read
from wicketgate.gate.rules import Rules, compiled
from wicketgate.gate.tools import GENERIC, KNOWN, Malformed, Tool
from wicketgate.policy import Profile


def classify(request: Request, profile: Profile) -> Action:
    """Return what `request` means under `profile`; never raises."""
    try:
        rules = compiled(profile)
        name, tool = named(request.tool, rules)
        targets, reversibility, external, readable = read(request, name, tool, rules)
        granted = rules.tools.get(name)
        effect = granted.effect if granted is not None and tool is GENERIC else tool.effect
        words = said(profile.task.prompt)
        if tool is GENERIC:
            lookup = granted.grant.lookup if granted is not None else ()
            traced = origins(request.arguments, words, rules.literals, lookup)
        else:
            traced = outer(request.arguments, words, rules.literals)
        return Action(request, effect, targets, reversibility, external, readable, traced)
    except Exception:  # hostile input can raise anything; unreadable without targets is denied
        return Action(request, Effect.UNKNOWN, (), Reversibility.R5, external=True, readable=False)


def named(asked: str, rules: Rules) -> tuple[str, Tool]:
    """Return the tool's own name and what is known of it."""
    name = rules.ours.get(asked, asked)
    return name, KNOWN.get(name, GENERIC)


def why_unreadable(request: Request, profile: Profile) -> str:
    """Return what was wrong with a request that could not be classified."""
    try:
        rules = compiled(profile)
        read(request, *named(request.tool, rules), rules)
    except (Malformed, paths.PathRefused, url.UrlRefused) as error:
        return str(error)
    except Exception:
        return "the request cannot be understood"
    return "the request cannot be read in full"
