"""What `gradlab grade` puts into the gradebook, while others are still being graded; what a regrade changes waits for --yes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from gradlab.cli import regrade
from gradlab.cli.errors import complain
from gradlab.cli.tables import out
from gradlab.grade import gradebook, ledger
from gradlab.grade.report import Graded
from gradlab.submitted import HandedIn

Key = tuple[str, str]
"""Student and assignment: the notebooks of both are recorded together."""


class Recording:
    """Takes verdicts as they come, and records each submission as soon as all its notebooks are judged."""

    def __init__(self, root: Path, handed_in: Sequence[HandedIn], *, force: bool, yes: bool) -> None:
        """Prepare; nothing is opened yet.

        Args:
            root: The course's folder.
            handed_in: What is graded.
            force: Whether to record what is recorded already.
            yes: Whether what a regrade changes was agreed to.
        """
        self._root = root
        self._force, self._yes = force, yes
        self._book = gradebook.Gradebook(root)
        self._missing = Counter((one.student, one.assignment) for one in handed_in)
        self._waiting: defaultdict[Key, list[Graded]] = defaultdict(list)
        self._changed: list[list[Graded]] = []
        """Submissions that wait for what a regrade changes to be shown."""
        self._changes: list[regrade.Change] = []
        self._count = 0
        self._failed = 0
        self._told = False

    def offer(self, result: Graded) -> None:
        """Take a verdict, new or kept."""
        key = result.report.student, result.report.assignment
        self._count += 1
        self._missing[key] -= 1
        self._waiting[key].append(result)
        if not self._missing[key]:
            self._settle(self._waiting.pop(key))

    def finish(self) -> int:
        """Record what is left; show what a regrade changes, and record it where that was agreed to.

        Returns:
            How many verdicts were not recorded; each was told.
        """
        for results in list(self._waiting.values()):  # a notebook beside them could not be read
            self._settle(results)
        self._waiting.clear()
        if self._changes:
            out.print()
            out.print(regrade.table(self._changes))
        if self._changed and self._yes:
            for results in self._changed:
                self._record(results)
        elif self._changed:
            count = sum(map(len, self._changed))
            self._failed += count
            others = "another verdict" if count == 1 else "other verdicts"
            complain(
                f"{count} of {self._count} submissions, unchanged since they were recorded, get {others} now; "
                "the gradebook keeps what it has of them",
                "look at the table above, then run the same with --yes to record them",
            )
        return self._failed

    def _settle(self, results: Sequence[Graded]) -> None:
        """Record a submission, but for what a regrade changes."""
        due = [
            one
            for one in results
            if one.report.scored and (self._force or not self._place(one).is_recorded(one.report))
        ]
        found = [(one, regrade.changes(self._place(one).recorded(), one)) for one in due]
        self._changes += [change for _, changes in found for change in changes]
        changed = [one for one, changes in found if changes]
        if changed and self._yes:
            self._changed.append(due)
            return
        if changed:
            self._changed.append(changed)
        self._record([one for one, changes in found if not changes])

    def _record(self, results: Sequence[Graded]) -> None:
        if not results:
            return
        problem = self._book.record(results)
        if problem is None:
            for one in results:
                self._place(one).mark_recorded(one)
            return
        self._failed += len(results)
        report = results[0].report
        if isinstance(problem, gradebook.GradebookUnusable):
            # The same for everybody: said once.
            if not self._told:
                complain(f"nothing can be recorded: {problem.what}", problem.fix)
            self._told = True
        else:
            complain(f"{report.student}, {report.assignment}: {problem.what}", problem.fix)

    def _place(self, graded: Graded) -> ledger.Entry:
        report = graded.report
        return ledger.entry(self._root, report.student, report.assignment, report.notebook)
