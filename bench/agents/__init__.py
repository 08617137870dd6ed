"""Suites of our own in domains AgentDojo does not have, replayed like it: counted before anything was tuned on them.

    python -m bench.agents [--suite support] [--set second] [--why] [--quick]

Needs no model and no network; it does need `agentdojo` for the replay's parts (`pip install 'wicketgate[bench]'`).
"""
