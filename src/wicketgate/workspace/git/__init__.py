"""The repository inside the view: rebuilt from a person's own, without what is hidden, by git run outside."""

from wicketgate.workspace.git.rebuild import rebuild

__all__ = ["rebuild"]
