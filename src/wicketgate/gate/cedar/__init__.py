"""A second opinion: a task as Cedar policies, and a call as Cedar requests. Pure; Cedar itself is not needed here.

`export` gives the text, `requests` what to ask of it: one request for each part of a call, the least answer counts.
"""

from wicketgate.gate.cedar.clause import Clause
from wicketgate.gate.cedar.export import Export, clauses, export, rendered
from wicketgate.gate.cedar.request import ACTIONS, requests

__all__ = ["ACTIONS", "Clause", "Export", "clauses", "export", "rendered", "requests"]
