"""What runs in Gradescope's container: one submission in, results.json out, by the same judge and sandbox as everywhere.

    python -I -m gradlab.export.container rehearse|grade /autograder

Where the sandbox cannot be built there is no mark: results.json says so, and stdout, which instructors see, says why. Nothing
runs unconfined. `autograder` imports this room for its settings.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from gradlab.export import gradescope
from gradlab.export.verdicts import Verdict
from gradlab.grade import pool, whole_file
from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import Settings
from gradlab.notebook import MAX_MEGABYTES, Notebook, printable

CONFIGURATION = "autograder.json"
REHEARSAL = "rehearsal"
FILES_SHOWN = 10
FOLDERS_DEEP = 3
"""How deep a notebook may lie in what was handed in: people zip folders in folders."""


class Configuration(msgspec.Struct, frozen=True):
    """What the zip was made for."""

    assignment: str
    notebook: str
    """The notebook's name without its suffix."""
    hidden: str
    """When students see the hidden tests, in Gradescope's words."""


class Autograder:
    """The folder /autograder."""

    def __init__(self, root: Path) -> None:
        """Read what the zip brought.

        Args:
            root: /autograder, or another folder laid out like it.

        Raises:
            OSError: Something is missing.
            NotebookError: The instructor's notebook cannot be read.
        """
        source = root / "source"
        self.root = root
        self.configuration = msgspec.json.decode((source / CONFIGURATION).read_bytes(), type=Configuration)
        self._path = source / "assignment" / f"{self.configuration.notebook}.ipynb"
        self._source = Notebook.read(self._path)

    def rehearse(self) -> bool:
        """Grade the instructor's own solution, which fills the cache of compiled programs for all who come.

        Returns:
            Whether it got full marks, or could not be graded: a container in which the image is built may be allowed less
            than those in which it runs.
        """
        report = self._graded(REHEARSAL, self._path.read_bytes()).report
        if report.grader_error:
            print(f"rehearsal: no submission can be graded in this container: {report.grader_error}")
            return True
        print(f"rehearsal: the solution gets {report.earned:g} of {report.points:g} points")
        for test in sorted(report.lost()):
            print(f"  lost {printable(test)}")
        return not report.lost()

    def grade(self) -> bytes:
        """Grade what was handed in.

        Returns:
            results.json.
        """
        handed_in = self._handed_in()
        if isinstance(handed_in, str):
            print(f"nothing to grade: {printable(handed_in, limit=1000)}")
            return gradescope.refused(handed_in)
        graded = self._graded(self._student(), handed_in)
        report = graded.report
        if report.grader_error:
            print(f"not graded, no mark given: {printable(report.grader_error, limit=2000)}")
        else:
            print(f"{report.earned:g} of {report.points:g} points; report {report.digest}")
        return gradescope.results([Verdict(report, graded.timing)], self.configuration.hidden)

    def _graded(self, student: str, data: bytes) -> Graded:
        names = self.configuration
        submission = Submission(
            student=student, assignment=names.assignment, notebook=names.notebook, data=data
        )
        cache = self.root / "cache"
        cache.mkdir(exist_ok=True)
        jobs = [pool.Job(self._source, submission)]
        ((_, graded),) = pool.run(jobs, slots=1, settings=Settings(cache=cache))
        return graded

    def _handed_in(self) -> bytes | str:
        """Return the notebook that was handed in, or why there is none, for the student."""
        wanted = f"{self.configuration.notebook}.ipynb"
        found = _notebooks(self.root / "submission")
        fits = [path for path in found if path.name == wanted] or found
        if not fits:
            return f"There is no notebook in what you handed in. Hand in {wanted}."
        if len(fits) > 1:
            names = ", ".join(printable(path.name) for path in fits[:FILES_SHOWN])
            return f"There are {len(fits)} notebooks in what you handed in ({names}). Hand in {wanted} alone."
        try:
            # Neither links nor pipes: what they lead to is not what was handed in.
            with open(os.open(fits[0], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                return file.read((MAX_MEGABYTES << 20) + 1)
        except OSError:
            return f"{printable(fits[0].name)} cannot be read. Hand in {wanted} itself, not a link to it."

    def _student(self) -> str:
        try:
            users = msgspec.json.decode((self.root / "submission_metadata.json").read_bytes())["users"]
            return printable(str(users[0].get("email") or users[0]["id"]))
        except (OSError, msgspec.MsgspecError, LookupError, TypeError, AttributeError):
            return "student"


def _notebooks(folder: Path) -> list[Path]:
    """Find the notebooks in a folder, those that lie highest; links to folders are not followed."""
    found: list[Path] = []
    for where, folders, files in os.walk(folder):
        place = Path(where)
        if len(place.relative_to(folder).parts) >= FOLDERS_DEEP:
            folders.clear()
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        found += [place / name for name in files if name.endswith(".ipynb") and not name.startswith(".")]
    top = min((len(path.parts) for path in found), default=0)
    return sorted(path for path in found if len(path.parts) == top)


def main(words: list[str]) -> int:
    """Rehearse or grade, and return the exit code.

    Args:
        words: What to do, and the folder.
    """
    what, root = words[0], Path(words[1])
    try:
        autograder = Autograder(root)
        if what == "rehearse":
            return 0 if autograder.rehearse() else 1
        results = autograder.grade()
    except Exception as error:
        # The last door: a student reads words, not a traceback, and the instructor reads what it was on stdout.
        why = getattr(error, "what", "") or f"{type(error).__name__}: {error}"
        fix = getattr(error, "fix", "")
        print(f"no submission can be graded here, and none gets a mark: {printable(why, limit=2000)}")
        if fix:
            print(f"hint: {printable(fix, limit=2000)}")
        results = gradescope.ungraded(f"{why}; {fix}" if fix else why)
        if what == "rehearse":
            return 0
    folder = root / "results"
    folder.mkdir(exist_ok=True)
    whole_file.replace(folder / "results.json", results)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
