"""Compares the cases named on standard input: each on the real functions, here, and through a student's process.

Writes one line of JSON for each: the values that differ, and what they are. A process of its own, so that what the cases
do to jax's configuration stays here.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
from remote_cases_nursery import Nursery  # noqa: E402

from gradlab.grade.variables import xla_flags  # noqa: E402

os.environ.setdefault("XLA_FLAGS", xla_flags())
os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.simplefilter("ignore")

from remote_cases import PRELUDE, Case, all_cases  # noqa: E402
from remote_evaluation import described, local, same, values  # noqa: E402

from gradlab.grade.remote import Namespace  # noqa: E402


def remote(case: Case, nursery: Nursery) -> list[Any]:
    """Evaluate a case through a student's process."""
    student = nursery.student()
    try:
        given: dict[str, Any] = {}
        exec(PRELUDE, given)
        for cell_id, source in (("prelude", PRELUDE), ("task", case.student)):
            output = student.run(cell_id, source)
            assert output.error is None, output.error
        scope = Namespace(student, given, case.test)
        scope.fetch()
        return list(map(described, values(case.test, scope)))
    finally:
        nursery.bury(student)


def compare(case: Case, nursery: Nursery) -> dict[str, Any]:
    """Evaluate a case both ways; return how many values there are and which differ."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        here, there = local(case), remote(case, nursery)
    here += [("missing",)] * (len(there) - len(here))
    there += [("missing",)] * (len(here) - len(there))
    different = {
        str(i): [str(a)[:500], str(b)[:500]]
        for i, (a, b) in enumerate(zip(here, there, strict=True))
        if not same(a, b)
    }
    return {"name": case.name, "values": len(here), "different": different}


def main() -> None:
    """Serve names until standard input ends."""
    cases = {case.name: case for case in all_cases()}
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what cases print from compiled code is no answer
    with Nursery() as nursery:
        for line in sys.stdin:
            try:
                answer = compare(cases[line.strip()], nursery)
            except Exception as error:
                answer = {"name": line.strip(), "broken": f"{type(error).__name__}: {error}"}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
