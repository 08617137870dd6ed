"""The workspace bench of the unit tests, for tests that raise real overlays, kill real processes and race them."""

from tests.unit.workspace.conftest import Bench, bench

__all__ = ["Bench", "bench"]
