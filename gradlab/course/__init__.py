"""A course: a folder with `nbgrader_config.py` and `source/`, and the assignments in it.

Finds files; `lint`, `build` and `bank` say whether they are good. Imports no nbgrader. `grade` and `cli` may import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from gradlab.complaint import Complaint
from gradlab.notebook import Notebook, NotebookError, printable

__all__ = ["Assignment", "Course", "CourseError"]

CONFIG = "nbgrader_config.py"


class CourseError(Complaint):
    """The course is not as it must be."""


@dataclass(frozen=True)
class Assignment:
    """One assignment of a course: one notebook and what belongs to it."""

    name: str
    """The folder's name, as nbgrader knows it: `08-loops`."""
    root: Path
    """The course's folder."""

    @cached_property
    def sources(self) -> tuple[Path, ...]:
        """Every notebook of the assignment, by name; a course of ours has one, other nbgrader courses may have more.

        Raises:
            CourseError: The folder holds no notebook.
        """
        folder = self.root / "source" / self.name
        notebooks = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
        if not notebooks:
            raise CourseError(
                f"assignment {self.name} has no notebook",
                f"put one into source/{self.name}/, or remove the folder",
            )
        return tuple(notebooks)

    @property
    def source(self) -> Path:
        """The notebook with solutions and hidden tests.

        Raises:
            CourseError: The folder holds no notebook, or more than one.
        """
        if len(self.sources) > 1:
            names = ", ".join(path.name for path in self.sources)
            raise CourseError(
                f"assignment {self.name} has {len(self.sources)} notebooks: {names}",
                "one notebook is one assignment: move the others to folders of their own",
            )
        return self.sources[0]

    @property
    def release(self) -> Path:
        """The notebook that students receive, whether or not it has been built."""
        return self.root / "release" / self.name / self.source.name

    @property
    def bank(self) -> Path:
        """The folder of submissions whose mark is known."""
        return self.root / "grader_tests" / self.name

    def notebook(self, name: str | None = None) -> Notebook:
        """Read the source notebook.

        Args:
            name: Which of several notebooks, without `.ipynb`; not needed where there is one.

        Returns:
            The notebook, in which every cell's id is unique.

        Raises:
            CourseError: There is no such notebook or, without a name, not exactly one; it cannot be read; or two of
                its cells have one label.
        """
        path = (
            self.source if name is None else next((path for path in self.sources if path.stem == name), None)
        )
        if path is None:
            known = ", ".join(path.stem for path in self.sources)
            raise CourseError(
                f"assignment {self.name} has no notebook {printable(name or '')}", f"it has {known}"
            )
        where = path.relative_to(self.root)
        try:
            notebook = Notebook.read(path)
        except NotebookError as error:
            raise CourseError(f"{where}: {error.what}", error.fix) from error
        seen: set[str] = set()
        for cell in notebook.cells:
            if cell.id in seen:
                raise CourseError(
                    f"{where}: two cells have the grade_id {printable(cell.id)}",
                    "give each cell a grade_id of its own",
                )
            seen.add(cell.id)
        return notebook

    def points(self) -> float:
        """Sum what the cells of the source notebook are worth.

        Raises:
            CourseError: As `notebook`.
        """
        return sum(cell.points for cell in self.notebook().cells)


class Course:
    """The assignments under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @classmethod
    def find(cls, start: Path | str | None = None) -> Course:
        """Find the course that a folder belongs to, the folder itself or one above it.

        Args:
            start: Where to start; without it, the current folder.

        Returns:
            The course.

        Raises:
            CourseError: No folder from there upwards holds `nbgrader_config.py` and `source/`.
        """
        here = Path.cwd() if start is None else Path(start).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG).is_file() and (folder / "source").is_dir():
                return cls(folder)
        raise CourseError(
            f"{here} is not in a course: neither it nor a folder above holds {CONFIG} and source/",
            "change to the course's folder",
        )

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every folder of `source/`, in the order of their names."""
        folders = sorted(path for path in (self.root / "source").iterdir() if path.is_dir())
        return tuple(
            Assignment(path.name, self.root) for path in folders if not path.name.startswith((".", "_"))
        )

    def assignment(self, name: str) -> Assignment:
        """Find an assignment by its name.

        Args:
            name: The folder's name, or a path to the folder or to the notebook in it, as a shell completes it.

        Returns:
            The assignment.

        Raises:
            CourseError: There is none of this name.
        """
        path = Path(name)
        wanted = path.parent.name if path.suffix == ".ipynb" else path.name
        known = [assignment.name for assignment in self.assignments]
        if wanted in known:
            return self.assignments[known.index(wanted)]
        if not known:
            raise CourseError(
                f"there is no assignment {printable(name)}: source/ is empty",
                "add a notebook: source/NN-topic/topic.ipynb",
            )
        near = get_close_matches(wanted, known, 1, cutoff=0.5)
        meant = f"did you mean {near[0]}? " if near else ""
        raise CourseError(
            f"there is no assignment {printable(name)}", f"{meant}this course has {', '.join(known)}"
        )

    def select(self, names: tuple[str, ...] | list[str]) -> tuple[Assignment, ...]:
        """Find several assignments; no name at all means every assignment.

        Args:
            names: Names of assignments.

        Returns:
            The assignments, in the course's order, each once.

        Raises:
            CourseError: There is none of one of these names.
        """
        chosen = {self.assignment(name).name for name in names}
        return tuple(one for one in self.assignments if not names or one.name in chosen)
