"""The policy: one file that says what each task may do, as frozen values."""

from wicketgate.policy.load import load
from wicketgate.policy.model import Document, Files, Limits, Model, Secret, Source, Task, ToolGrant
from wicketgate.policy.network import NetworkRule
from wicketgate.policy.policy import Policy, Profile

__all__ = [
    "Document",
    "Files",
    "Limits",
    "Model",
    "NetworkRule",
    "Policy",
    "Profile",
    "Secret",
    "Source",
    "Task",
    "ToolGrant",
    "load",
]
