"""The final answer of a run whose task says what it must look like: kept here, outside, and judged when it has ended.

Takes the warden's ends of the run's output and error; gives the client one value that fits the schema, or why there is
none. No byte of what the run wrote goes anywhere else: it is counted against the task's limit, and its beginning is
kept in the record, cleaned.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any

from wicketgate.audit.record import PREVIEW, RunRecord
from wicketgate.errors import ConfigError
from wicketgate.output.schema import LARGEST, AnswerSchema, Misfit
from wicketgate.policy import Profile
from wicketgate.policy.named_files import lines
from wicketgate.run.order import Order

CHUNK = 64 << 10
KEPT_ERRORS = 64 << 10
PATIENCE = 10.0
"""Seconds in which the output of a run that is dead must have come to its end."""
FORMAT = "--output-format"


def check_answerable(profile: Profile, argv: Sequence[str], *, is_tty: bool) -> None:
    """Return if an answer can be held to the task's schema; ConfigError with the remedy otherwise."""
    if profile.task.output is None:
        return
    where = profile.rule("output", "schema")
    if is_tty:
        problem = f"the answer must fit {profile.task.output.schema_} ({where}), so nothing it says reaches a terminal"
        raise ConfigError(problem, 'run it with its input from elsewhere: claude -p "…" </dev/null')
    if _format(argv) not in ("", "text", "json"):
        raise ConfigError(f"an answer that must fit a schema ({where}) is not a stream", f"{FORMAT} json, or text")


def answer_schema(profile: Profile) -> AnswerSchema:
    """Return what the task's answer must fit; ConfigError if the task says nothing of it."""
    if profile.task.output is None:
        problem = f"the task {profile.name} says nothing of its answer ({profile.rule()})"
        raise ConfigError(problem, "add `output: {schema: FILE}` to the task")
    path = profile.task.output.schema_
    return AnswerSchema(profile.schema, path, lines(profile.schema, path))


def _format(argv: Sequence[str]) -> str:
    """Return what the operator's command line says of the output; the last word counts, as for Claude Code."""
    found = ""
    for index, word in enumerate(argv):
        if word == FORMAT:
            found = argv[index + 1] if index + 1 < len(argv) else "?"
        elif word.startswith(f"{FORMAT}="):
            found = word.partition("=")[2]
    return found


class HeldOutput:
    """What one run writes, held back."""

    def __init__(self, order: Order, ends: tuple[int, ...], end: Callable[[str], None]) -> None:
        self._order, self._end = order, end
        self._left = int(order.profile.task.limits.output)
        self._kept = {number: bytearray() for number in ends}
        self._sizes = dict.fromkeys(ends, 0)
        self._out, self._errors = ends
        self._open = set(ends)
        self._drained = asyncio.Event()
        for number in ends:
            os.set_blocking(number, False)
            asyncio.get_running_loop().add_reader(number, self._read, number)

    @classmethod
    def of(cls, order: Order, ends: tuple[int, ...], end: Callable[[str], None]) -> HeldOutput | None:
        """Return what holds back what is said at `ends`; None if there are none, so that nothing is held back."""
        return cls(order, ends, end) if ends else None

    async def judge(self, record: RunRecord, code: int, reason: str) -> dict[str, Any]:
        """Return what the client is told once every process of the run is dead, when the record has it."""
        try:
            await asyncio.wait_for(self._drained.wait(), PATIENCE)
            if reason:
                raise Misfit(f"the run was ended: {reason}")
            if code != 0:
                raise Misfit("the command failed")
            answer = await asyncio.to_thread(self._judged)
        except Misfit as misfit:
            return await self._noted(record, code, str(misfit))
        except TimeoutError:
            return await self._noted(record, code, "its output did not end")
        except Exception as error:  # INVARIANT: whatever goes wrong in judging, nothing is handed on
            return await self._noted(record, code, f"it could not be judged ({type(error).__name__})")
        finally:
            self.close()
        return await self._noted(record, code, "", answer)

    def close(self) -> None:
        """Take nothing more, and let whoever still writes see it."""
        for number in list(self._open):
            self._shut(number)

    def _judged(self) -> str:
        enveloped = self._order.kind == "claude" and _format(self._order.argv) == "json"
        return answer_schema(self._order.profile).answer(
            bytes(self._kept[self._out]), self._order.clean(), enveloped=enveloped
        )

    async def _noted(self, record: RunRecord, code: int, withheld: str, answer: str = "") -> dict[str, Any]:
        clean = self._order.clean()
        wrote, errors = (clean(bytes(self._kept[one]).decode(errors="replace")) for one in (self._out, self._errors))
        body: dict[str, Any] = {"size": self._sizes[self._out], "errors_size": self._sizes[self._errors], "exit": code}
        body |= {"withheld": withheld} if withheld else {"digest": hashlib.sha256(answer.encode()).hexdigest()}
        await record.note("run.answer", {**body, "wrote": wrote[:PREVIEW], "errors": errors[:PREVIEW]}).durable()
        # INVARIANT: what the agent named or chose (paths, sizes, its own exit code) is in none of this.
        told: dict[str, Any] = {"exit": 1 if withheld else 0, "reason": "", "changes": [], "statuses": {}}
        return told | ({"withheld": withheld} if withheld else {"answer": answer})

    def _read(self, number: int) -> None:
        try:
            data = os.read(number, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._shut(number)
            return
        self._left -= len(data)
        self._sizes[number] += len(data)
        most = LARGEST + 1 if number == self._out else KEPT_ERRORS
        self._kept[number] += data[: max(0, most - len(self._kept[number]))]
        if self._left < 0:
            self._end("output cap")
            self.close()

    def _shut(self, number: int) -> None:
        asyncio.get_running_loop().remove_reader(number)
        os.close(number)
        self._open.discard(number)
        if not self._open:
            self._drained.set()


async def final_answer(
    withheld: HeldOutput | None, record: RunRecord | None, code: int | None, reason: str
) -> dict[str, Any]:
    """Return what the client is told in place of what a dead run wrote; nothing where nothing was held back."""
    if withheld is None:
        return {}
    if record is None or code is None:
        withheld.close()
        return {"exit": 1, "withheld": "the run broke off"}
    return await withheld.judge(record, code, reason)
