"""Build `release/` from `source/` with nbgrader's own converter, to the same bytes every time.

nbgrader runs in this process on a copy of the source in a temporary folder, so that a failure leaves `release/` as it
was and no gradebook is written. What it makes is then checked for leaks and normalised. Imports nbgrader only when it
builds. `cli` may import it.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradlab.course import CONFIG, Assignment, Course, CourseError
from gradlab.course.reference import METADATA
from gradlab.notebook import Notebook, NotebookError, released

if TYPE_CHECKING:
    from traitlets.config import Config

COMMAND = "uv run gradlab build"
"""What a person types to mend a stale release."""


class BuildError(CourseError):
    """nbgrader refuses a source notebook, or what it made of it may not be given to students."""


@dataclass(frozen=True)
class Built:
    """What became of one file of the release."""

    assignment: str
    path: Path
    """The file, relative to the course's folder."""
    state: str
    """`written`, `same` (nothing to do), `removed`, or, when only checking, `stale`."""
    fix: str = ""
    """What to type when the file is stale."""


def build(course: Course, names: Sequence[str] = (), *, check: bool = False) -> list[Built]:
    """Build the release of assignments, or check that it is what the source builds.

    Args:
        course: The course.
        names: The assignments; all where there is none, and then releases without a source are found too.
        check: Whether to compare only, and change nothing.

    Returns:
        Each file of the release, in the course's order.

    Raises:
        CourseError: There is no assignment of one of the names, or its source cannot be read.
        BuildError: nbgrader refuses a source, or a solution or hidden test is still in what it made. Nothing is
            written then, of any assignment.
    """
    chosen = course.select(tuple(names))
    made = [(assignment, _converted(course, assignment)) for assignment in chosen]
    built: list[Built] = []
    for assignment, files in made:
        folder = course.root / "release" / assignment.name
        built += _settle(course, assignment.name, folder, files, check=check)
    if not names:
        built += _orphans(course, {assignment.name for assignment in chosen})
    return built


def _settle(
    course: Course, name: str, folder: Path, files: dict[str, bytes], *, check: bool
) -> Iterator[Built]:
    """Bring a folder of the release to hold exactly these files, or say where it does not."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and _ours(path)}
    for file in sorted(files.keys() | found):
        path = folder / file
        where = path.relative_to(course.root)
        fix = f"{COMMAND} {name}"
        if file in files and path.is_file() and path.read_bytes() == files[file]:
            yield Built(name, where, "same")
        elif check:
            yield Built(name, where, "stale", fix)
        elif file in files:
            _write(path, files[file])
            yield Built(name, where, "written")
        else:
            path.unlink()
            yield Built(name, where, "removed")


def _orphans(course: Course, known: set[str]) -> Iterator[Built]:
    """Find releases of assignments that are gone; only a person removes them."""
    folder = course.root / "release"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and path.name not in known and any(path.iterdir()):
            where = path.relative_to(course.root)
            yield Built(path.name, where, "stale", f"git rm -r {where}")


def _ours(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts[-2:])


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(data)
        draft.chmod(0o644)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _converted(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Convert an assignment: the files of its release, by their path in it."""
    sources = [assignment.notebook(path.stem) for path in assignment.sources]
    with tempfile.TemporaryDirectory(prefix="gradlab-build-") as name:
        # The real path: nbgrader compares paths as text, and the temporary folder may be behind a link.
        root = Path(name).resolve()
        _copy(course.root, root, assignment.name)
        _generate(course, root, assignment)
        folder = root / "release" / assignment.name
        files = {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
    for source in sources:
        name = f"{source.name}.ipynb"
        files[name] = _normal(files[name])
        _no_leak(source, files[name], assignment)
    return files


def _copy(course: Path, root: Path, name: str) -> None:
    """Copy what nbgrader may read: the assignment, and the notebooks (header, footer) and test templates beside it."""
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", ".*")
    shutil.copytree(course / "source" / name, root / "source" / name, ignore=ignore)
    for pattern in ("*.ipynb", "*.yml", "source/*.ipynb", "source/*.yml"):
        for path in course.glob(pattern):
            shutil.copy(path, root / path.relative_to(course))


def _generate(course: Course, root: Path, assignment: Assignment) -> None:
    """Run nbgrader's generate_assignment on the copy."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    config = _config(course, root, assignment)
    log = logging.getLogger("gradlab.build")
    log.propagate = False
    reasons = _Reasons()
    log.addHandler(reasons)
    try:
        directory = CourseDirectory(config=config, log=log)
        converter = GenerateAssignment(coursedir=directory, config=config, log=log)
        # The gradebook is nbgrader's business when it grades; here it would only cost time and leave a file behind.
        converter.preprocessors = [step for step in converter.preprocessors if step is not SaveCells]
        converter.no_database = True
        converter.start()
    except NbGraderException as error:
        raise BuildError(
            f"nbgrader refuses source/{assignment.name}/: {reasons.first or error}",
            f"mend the notebook (`gradlab lint {assignment.name}` may say where); release/ is as it was",
        ) from error
    finally:
        log.removeHandler(reasons)


def configuration(course: Course) -> Config:
    """Load the course's own configuration.

    Raises:
        BuildError: The file fails.
    """
    from traitlets.config.loader import PyFileConfigLoader

    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    except Exception as error:  # the file is Python and may raise anything
        raise BuildError(f"{CONFIG} fails: {type(error).__name__}: {error}", f"mend {CONFIG}") from error
    return config


def _config(course: Course, root: Path, assignment: Assignment) -> Config:
    """Point the course's configuration to the copy."""
    config = configuration(course)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.CourseDirectory.source_directory = "source"
    config.CourseDirectory.release_directory = "release"
    config.CourseDirectory.assignment_id = assignment.name
    return config


class _Reasons(logging.Handler):
    """Keeps why nbgrader failed: the last line of the first traceback that it logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.first = ""

    def emit(self, record: logging.LogRecord) -> None:
        lines = record.getMessage().strip().split("\n")
        if not self.first and lines[0].startswith("Traceback"):
            self.first = lines[-1].strip()


def _normal(data: bytes) -> bytes:
    """Write a notebook so that the bytes depend on nothing but its cells: no versions, sorted keys, a last newline."""
    content: dict[str, Any] = json.loads(data)
    if content["metadata"].get("kernelspec", {}).get("language", "python") == "python":
        content["metadata"] |= METADATA
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _no_leak(source: Notebook, data: bytes, assignment: Assignment) -> None:
    """Check with our own reading that no line of a solution or a hidden test is left in the release."""
    try:
        release = Notebook.loads(data, source.name)
    except NotebookError as error:
        raise BuildError(
            f"nbgrader made no notebook of {assignment.name}: {error.what}", error.fix
        ) from error
    cells = release.by_id()
    for cell in source.cells:
        if not cell.labelled:
            continue  # nbgrader leaves these as they are, and in old notebooks nothing names them
        if cell.id not in cells:
            raise BuildError(
                f"{assignment.name}: the release has lost cell {cell.id}",
                f"see which setting of {CONFIG} removes it",
            )
        secret = set(cell.source.split("\n")) - set(released(cell).split("\n"))
        left = [line for line in cells[cell.id].source.split("\n") if line in secret and line.strip()]
        if left:
            raise BuildError(
                f"{assignment.name}: cell {cell.id} of the release still has `{left[0].strip()}`",
                "put solutions between ### BEGIN SOLUTION and ### END SOLUTION, and hidden tests between their markers",
            )
