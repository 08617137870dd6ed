"""Where requests come from: Claude Code's hooks, its settings and command line, and the Python API.

In the sandbox, `hook_endpoint.py` hears Claude Code's hooks and `managed_settings.py` writes the settings that make
it ask. `hook_only/` is the same without a sandbox. `python_api.py` is `Session`, `agent_sdk.py` its hooks for the
Agent SDK.
"""
