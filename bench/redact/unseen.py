"""Recall by kind and the flags on negatives, counted.

python -m bench.redact.unseen [--show N]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable

from bench.redact.cases import Case, positives
from bench.redact.hard import negatives
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES


def is_found(redactor: Redactor, case: Case) -> bool:
    """Return whether a finding covers at least half of the secret, or, for a negative, whether there is any."""
    found = redactor.find(case.text)
    if not case.secret:
        return bool(found)
    start = case.text.find(case.secret)
    end = start + len(case.secret)
    return any(min(each.end, end) - max(each.start, start) > len(case.secret) * 0.5 for each in found)


def counted(redactor: Redactor, cases: Iterable[Case], wanted: bool, show: int) -> None:
    """Print the share found of each kind, and some that went wrong."""
    kinds, wrong = defaultdict[str, list[bool]](list), list[Case]()
    for case in cases:
        kinds[case.kind].append(is_found(redactor, case))
        if kinds[case.kind][-1] != wanted:
            wrong.append(case)
    total = sum(map(len, kinds.values()))
    hits = sum(map(sum, kinds.values()))
    print(f"{'positives found' if wanted else 'negatives flagged'}: {hits} of {total} = {hits / total:.1%}")
    for kind, each in sorted(kinds.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0])):
        if (sum(each) < len(each)) if wanted else sum(each):
            print(f"  {kind:32} {sum(each):4} of {len(each)}")
    for case in wrong[:: max(1, len(wrong) // show)] if show else ():
        print(f"    {case.kind}: {case.text[:170]!r}")


def main() -> None:
    """Count both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    redactor = Redactor({}, ENGINES, unknown=True)
    counted(redactor, positives(), True, asked.show)
    counted(redactor, negatives(), False, asked.show)


if __name__ == "__main__":
    main()
