"""How the grant of one tool is named to a person. Knows no task and no change."""

from __future__ import annotations

from wicketgate.policy.argument import Argument
from wicketgate.policy.tool import ToolGrant

LISTS = {"path": "the paths", "host": "the hosts", "recipient": "the recipients", "table": "the tables"} | {
    "enum": "the values",
    "text": "the texts",
}


def tool(name: str, grant: ToolGrant) -> str:
    """Return a granted tool with its constraints, as a person reads it."""
    said = [f"{key} {', '.join(value)}" for key, value in (("on", grant.tables), ("to", grant.to)) if value]
    said += [f"of {grant.source}, {grant.rows} rows a call"] if grant.source else []
    said += [f"declared {value}" for value in (grant.effect, grant.reversibility) if value]
    said += [f"{grant.limit}"] if grant.limit else []
    said += [f"ask {grant.ask}"] if grant.ask else []
    said += [f"{path} {argument(one)}" for path, one in grant.arguments.items()]
    said += ["no other argument"] if grant.closed else []
    said += [f"values {trusted(grant.trusted)} trusted"] if grant.trusted else []
    return f"{name} ({'; '.join(said)})" if said else f"{name}, without constraints"


def argument(one: Argument) -> str:
    """Return what one argument may be, as a person reads it."""
    said = [f"{key} {', '.join(map(spelled, getattr(one, key)))}" for key in LISTS if getattr(one, key)]
    said += [str(one.amount)] if one.amount is not None else []
    said += ["by a JSON Schema"] if one.schema_ is not None else []
    return " and ".join(said) + (", or absent" if one.optional else "")


def spelled(value: object) -> str:
    """Return one value of a list, as the file spells it."""
    return value if isinstance(value, str) else str(value).lower()


def authority(value: str | tuple[str, ...] | None) -> str:
    """Return which arguments carry authority, after `are`."""
    return ", ".join(value) if isinstance(value, tuple) else value or "those its schema suggests"


def trusted(value: bool | tuple[str, ...]) -> str:
    """Return which values of a tool count as trusted, after `values`."""
    return "in " + ", ".join(value) if isinstance(value, tuple) else "of all its results" if value else "of none"


def linked(value: str | tuple[str, ...] | None) -> str:
    """Return which hosts the text of a tool may link to, after `to`."""
    named = "hosts that the operator's words or `network` name"
    if isinstance(value, tuple):
        return f"{', '.join(value)} and {named}"
    return {"any": "any host", "none": named}.get(value or "", "what its effect allows")
