"""The skills a run was given, read from its frozen view, where nothing inside can rewrite them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from wicketgate.gate.skills import UnreadableSkill, allowed_tools
from wicketgate.run.folder import RunFolder
from wicketgate.workspace.baseline import TREE

LARGEST = 256 << 10
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", re.ASCII)
TITLED = re.compile(r"^name[ \t]*:[ \t]*[\"']?([^\s\"']+)", re.MULTILINE)
FOLDER = Path(".claude")


class Skills:
    """Says what a skill of the view leaves of what the run may do, and keeps which were taken up, for the commit."""

    def __init__(self, folder: RunFolder) -> None:
        self._view, self._kept = folder.view / TREE, folder.path / "skills"

    def take_up(self, skill: str) -> tuple[str, ...] | None:
        """Return what `tools` does, once it is kept that a skill that narrows is active."""
        tools = self.tools(skill)
        if tools is not None and skill not in self.active():
            with open(self._kept, "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(skill.encode("ascii", "backslashreplace").decode() + "\n")
                file.flush()
                os.fsync(file.fileno())
        return tools

    def active(self) -> list[str]:
        """Return the skills of the run that narrow it, in the order they were taken up."""
        return self._kept.read_text().splitlines() if self._kept.exists() else []

    def tools(self, skill: str) -> tuple[str, ...] | None:
        """Return the tools the skill leaves; none where its file cannot be read, None where it narrows nothing."""
        found: tuple[str, ...] | None = None
        for path in self._files(skill.strip().lstrip("/").rpartition(":")[2]):
            try:
                tools = self._read(path)
            except (OSError, ValueError):  # a UnicodeDecodeError and an UnreadableSkill are both of these
                return ()
            if tools is not None:  # two files of one name: what both leave
                found = tools if found is None else tuple(tool for tool in found if tool in tools)
        return found

    def _files(self, name: str) -> Iterator[Path]:
        folder = self._view / FOLDER
        if NAME.fullmatch(name):
            yield from (
                one for one in (folder / "skills" / name / "SKILL.md", folder / "commands" / f"{name}.md") if _is(one)
            )
        for path in sorted(folder.glob("skills/*/SKILL.md")):
            if path.parent.name != name and TITLED.findall(_beginning(path))[:1] == [name]:
                yield path

    def _read(self, path: Path) -> tuple[str, ...] | None:
        if not path.resolve(strict=True).is_relative_to(self._view.resolve()):
            raise UnreadableSkill("its file leads out of the view")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UnreadableSkill("its file is too long")
        return allowed_tools(content.decode())


def _is(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(4096).decode(errors="replace")
    except OSError:
        return ""
