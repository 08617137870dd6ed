"""Wicketgate runs agents against real things so that a fooled agent stays harmless.

    from wicketgate import Policy, Session, Verdict

What these names need is loaded when they are first used, so that `import wicketgate` itself costs nothing.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # `typing` would cost every client its import
if TYPE_CHECKING:
    from typing import Any

    from wicketgate.action import Verdict
    from wicketgate.intercept.agent_sdk import sdk_hooks
    from wicketgate.intercept.python_api import Answer, Session
    from wicketgate.policy import Policy

__all__ = ["Answer", "Policy", "Session", "Verdict", "sdk_hooks"]

_HOME = {
    "Answer": "wicketgate.intercept.python_api",
    "Policy": "wicketgate.policy",
    "Session": "wicketgate.intercept.python_api",
    "Verdict": "wicketgate.action",
    "sdk_hooks": "wicketgate.intercept.agent_sdk",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
