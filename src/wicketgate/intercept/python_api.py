"""The Python API: decisions and observations for an agent that runs in the operator's own program, outside any sandbox.

Takes a policy and a task, talks to the warden, gives verdicts. The caller executes; nothing here holds them to it.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from wicketgate.action import Arguments, Decision, Effect, Reversibility, Target, Verdict
from wicketgate.client import Warden
from wicketgate.errors import RequestError, StateError
from wicketgate.noun import noun
from wicketgate.policy import Policy


@noun
class Answer(Verdict):
    """A verdict, and the id under which `Session.wait` knows it."""

    id: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any], name: str = "") -> Answer:
        """Return the verdict the warden sent; StateError when it is none, so that nothing unclear ever allows."""
        try:
            return cls(
                decision=Decision(body["decision"]),
                reason=str(body["reason"]),
                rule=str(body["rule"]),
                effect=Effect(body["effect"]),
                reversibility=Reversibility(body["reversibility"]),
                targets=tuple(Target(str(t["kind"]), str(t["value"]), str(t["access"])) for t in body["targets"]),
                origins={str(name): str(origin) for name, origin in body["origins"].items()},
                remedy=str(body.get("remedy", "")),
                id=name,
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise StateError("the warden's verdict cannot be read", "is it of the same version?") from None


class Session:
    """One agent's decisions under one task; a context manager, usable from several threads.

    `prompt` is the operator's own words: what stands in it counts as said by them, so never put there what the agent,
    a tool or a subagent said. `tools` are the definitions of the agent's tools (`name`, `description`,
    `input_schema`). Opening it raises UntrustedPolicy unless the policy's owner accepted this digest (or
    `unsafe_untrusted_policy=True`, which is put on record), ConfigError for an unknown task or a changed file,
    StateError without a warden.
    """

    def __init__(
        self,
        policy: Policy,
        task: str,
        prompt: str = "",
        *,
        tools: Sequence[Mapping[str, Any]] = (),
        unsafe_untrusted_policy: bool = False,
    ) -> None:
        self._warden = Warden.connect()
        self._lock = threading.Lock()
        self._admitted: dict[str, deque[str]] = {}
        self._asked: dict[str, str] = {}
        try:
            opened = self._warden.call(
                "session.open",
                policy=str(policy.path),
                digest=policy.digest,
                task=task,
                prompt=prompt,
                tools=[dict(tool) for tool in tools],
                untrusted=unsafe_untrusted_policy,
            )
        except BaseException:
            self._warden.close()
            raise
        self.name = str(opened["session"])
        """The session's id in the record."""

    def say(self, words: str) -> None:
        """Add words the operator typed later; a subagent's report or a task notification is none of them."""
        self._ask("session.say", words=words)

    def decide(self, tool: str, arguments: Arguments, cwd: str = ".") -> Answer:
        """Return the verdict on one call, at once; where it is `ask`, a person is being asked and `wait` waits."""
        call = _call(tool, arguments)
        answered = self._ask("session.decide", tool=tool, arguments=dict(arguments), cwd=cwd)
        return self._keep(call, Answer.from_json(answered["verdict"], str(answered.get("id", ""))))

    def wait(self, id: str) -> Answer:
        """Wait for a person's answer to an `ask` and return the verdict that follows; RequestError for any other id."""
        with self._lock:
            call = self._asked.get(id)
        if call is None:
            raise RequestError("nothing was asked under this id", "pass the id of a verdict whose decision is ask")
        # A connection of its own: a person may take hours, and other calls go on meanwhile.
        with Warden.connect(start=False) as warden:
            answered = warden.call("session.wait", session=self.name, id=id)
        with self._lock:
            self._asked.pop(id, None)
        return self._keep(call, Answer.from_json(answered["verdict"], id))

    def observe(self, tool: str, arguments: Arguments, result_text: str, *, failed: bool = False) -> str:
        """Record what an allowed call returned and return it cleaned; RequestError if no such call was allowed.

        Of several equal calls the earliest allowed one is meant.
        """
        with self._lock:
            waiting = self._admitted.get(_call(tool, arguments))
            if not waiting:
                raise RequestError(
                    "no allowed call has this tool and these arguments", "decide first, then observe once"
                )
            name = waiting.popleft()
            if not waiting:
                del self._admitted[_call(tool, arguments)]
        settled = self._ask("session.observe", id=name, text=result_text, failed=failed)
        return str(settled["text"])

    def answer(self, text: str) -> str:
        """Return the agent's final answer written anew as one JSON value that fits the task's `output.schema`.

        Refused if it does not fit: then nothing of `text` may be handed on. ConfigError if the task names no schema.
        """
        return str(self._ask("session.answer", text=text)["answer"])

    def close(self) -> None:
        """Close the session; what was allowed and never observed is recorded as unknown."""
        with self._lock:
            self._warden.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        with self._lock:
            return self._warden.call(method, session=self.name, **params)

    def _keep(self, call: str, answer: Answer) -> Answer:
        with self._lock:
            if answer.allowed:
                self._admitted.setdefault(call, deque()).append(answer.id)
            elif answer.decision is Decision.ASK:
                self._asked[answer.id] = call
        return answer


def _call(tool: str, arguments: Arguments) -> str:
    try:
        return json.dumps([tool, dict(arguments)], sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RequestError(f"expected arguments that are JSON ({error})") from None
