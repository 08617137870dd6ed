"""Formats of secrets nobody told us about, by group, joined: data only, written from the vendors' documentation."""

from __future__ import annotations

from wicketgate.output.redact.formats.arguments import ARGUMENTS
from wicketgate.output.redact.formats.builds import BUILDS
from wicketgate.output.redact.formats.clouds import CLOUDS
from wicketgate.output.redact.formats.code import CODE
from wicketgate.output.redact.formats.data import DATA
from wicketgate.output.redact.formats.further import FURTHER
from wicketgate.output.redact.formats.hosts import HOSTS
from wicketgate.output.redact.formats.marked import MARKED
from wicketgate.output.redact.formats.models import MODELS
from wicketgate.output.redact.formats.money import MONEY
from wicketgate.output.redact.formats.newer import NEWER
from wicketgate.output.redact.formats.places import PLACES
from wicketgate.output.redact.formats.said import SAID
from wicketgate.output.redact.formats.shape import Format
from wicketgate.output.redact.formats.spoken import SPOKEN
from wicketgate.output.redact.formats.structure import STRUCTURE
from wicketgate.output.redact.formats.talk import TALK
from wicketgate.output.redact.formats.transcripts import TRANSCRIPTS
from wicketgate.output.redact.formats.watch import WATCH
from wicketgate.output.redact.formats.work import WORK

FORMATS: tuple[Format, ...] = (
    *(*CODE, *HOSTS, *BUILDS, *CLOUDS, *DATA, *MODELS),
    *(*MONEY, *TALK, *WATCH, *WORK, *FURTHER, *STRUCTURE, *PLACES, *SPOKEN, *MARKED),
    *(*NEWER, *ARGUMENTS, *SAID, *TRANSCRIPTS),
)
"""Every format; names are unique."""
