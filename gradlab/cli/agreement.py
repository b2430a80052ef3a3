"""`gradlab prove --platform cuda`: where the verdicts of a GPU are not those of the CPU, test by test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.text import Text

from gradlab.cli.regrade import Change, differences, words
from gradlab.cli.tables import say
from gradlab.grade.report import Graded
from gradlab.notebook import printable


@dataclass(frozen=True)
class Pair:
    """One known submission, graded on the CPU and on a GPU."""

    name: str
    cpu: Graded
    gpu: Graded


def pairs(cpu: Mapping[str, Graded], gpu: Mapping[str, Graded]) -> list[Pair]:
    """Put together what two proofs have found, by the name of the known submission."""
    return [Pair(name, cpu[name], gpu[name]) for name in gpu if name in cpu]


def tell(assignment: str, both: Iterable[Pair]) -> int:
    """Print every test that is judged differently, and return how many submissions have one."""
    count, tests, bad = 0, 0, 0
    for pair in both:
        found = differences(pair.cpu.report, pair.gpu.report)
        count, bad = count + 1, bad + bool(found)
        tests += len(pair.gpu.report.marks())
        for change in found:
            say(Text(f"  DIFFERS {printable(pair.name)}: {change.test}: {_both(change)}"))
            if change.now is not None and change.now.message:
                say(Text(f"{'':10}on the GPU: {printable(change.now.message.splitlines()[0], limit=200)}"))
    verdict = f"{bad} differ" if bad else f"CPU and GPU agree on all {tests} verdicts"
    say(Text(f"{assignment}: {count} known submissions on both: {verdict}\n"))
    return bad


def _both(change: Change) -> str:
    return f"on the CPU {words(change.before)}; on the GPU {words(change.now)}"
