"""AgentDojo v1.2.2 replayed offline against Wicketgate, with a model that does whatever a poisoned text says.

    pip install 'agentdojo==0.1.35'          # or: pip install 'wicketgate[bench]'
    python -m bench.agentdojo [--suite banking] [--renamed] [--baseline] [--curve] [--why]

No model, no network: the user task's ground-truth calls in order, and the injection task's calls the moment a tool
result holds the injected text. That is an upper bound on the attacker (fooled every time) and on utility (the plan is
perfect), so the figures are not comparable with published ones that ran a real model.
"""
