"""The students' bundle: the release notebooks, `gradlab.check`, and what installs them in two commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from packaging.requirements import Requirement

from gradlab.course import CONFIG, Course
from gradlab.notebook import Notebook
from gradlab.release import ReleaseError, house
from gradlab.release.pins import Pins, needed, pins

NOTEBOOKS = "notebooks"
"""The folder of the assignments."""
PAGES = Path(__file__).parent / "pages"
LICENCES = ("LICENSE", "LICENSE-NOTEBOOKS")


def notebooks(course: Course) -> dict[str, bytes]:
    """Read `release/`: what students get of each assignment.

    Args:
        course: The course.

    Returns:
        The files, by path in the bundle.

    Raises:
        ReleaseError: An assignment has not been built.
    """
    found: dict[str, bytes] = {}
    for assignment in course.assignments:
        folder = course.root / "release" / assignment.name
        for source in assignment.sources:
            if not (folder / source.name).is_file():
                raise ReleaseError(
                    f"release/{assignment.name}/{source.name} is missing",
                    f"uv run gradlab build {assignment.name}",
                )
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                found[f"{NOTEBOOKS}/{assignment.name}/{inside.as_posix()}"] = path.read_bytes()
    if not found:
        raise ReleaseError("the course has no assignment", "add a notebook: source/NN-topic/topic.ipynb")
    return found


def around(course: Course, name: str, version: str, code: Mapping[str, str]) -> dict[str, bytes]:
    """Make what stands around the notebooks.

    Args:
        course: The course.
        name: Its name, as it stands in file names.
        version: The version of the release.
        code: The code of the notebooks, by where it stands: what it imports must be installed.

    Returns:
        The files, by path in the bundle.

    Raises:
        ReleaseError: Something is imported that is not pinned, or the check package imports what students must not get.
    """
    checks = house.public()
    pinned = pins(course.root)
    texts = {path: data.decode() for path, data in checks.items() if path.endswith(".py")}
    requirements = needed(texts | dict(code), pinned)
    words = _words(course, name, version, requirements)
    licences = {one: (course.root / one).read_bytes() for one in LICENCES if (course.root / one).is_file()}
    made = {
        "README.md": Template((PAGES / "student.md").read_text("utf-8")).substitute(words),
        "pyproject.toml": _project(name, version, requirements, pinned),
        "requirements.txt": "".join(f"{one}\n" for one in (*requirements, ".")),
    }
    return checks | licences | {path: text.encode() for path, text in made.items()}


def files(course: Course, name: str, version: str) -> dict[str, bytes]:
    """Make the whole bundle, by path; as `notebooks` and `around`."""
    ours = notebooks(course)
    return dict(sorted((ours | around(course, name, version, dict(code_of(ours)))).items()))


def code_of(ours: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the code cells of notebooks, by file and cell."""
    for path, data in ours.items():
        if path.endswith(".ipynb"):
            for cell in Notebook.loads(data, Path(path).stem).cells:
                if cell.kind == "code":
                    yield f"{path} [{cell.id}]", cell.source


def name_of(course: Course) -> str:
    """Return the course's name as it stands in file names: nbgrader's `course_id`.

    Raises:
        ReleaseError: The configuration has none, or one that is no name of a file.
    """
    from gradlab.course.build import configuration

    said = configuration(course).CourseDirectory.get("course_id", "")
    name = said if isinstance(said, str) else ""
    allowed = name.replace("-", "").replace("_", "").replace(".", "")
    if not (allowed.isascii() and allowed.isalnum() and name[0].isalnum() and len(name) <= 80):
        raise ReleaseError(
            f"{CONFIG} names no course that a file can be called after",
            'set c.CourseDirectory.course_id = "some-name", of letters, digits and hyphens',
        )
    return name


def _project(name: str, version: str, requirements: Sequence[Requirement], pinned: Pins) -> str:
    def array(entries: Sequence[object]) -> str:
        # A JSON string is a TOML string.
        return "".join(f"    {json.dumps(str(entry))},\n" for entry in entries)

    return Template((PAGES / "student.toml").read_text("utf-8")).substitute(
        name=json.dumps(f"{name}-notebooks"),
        version=json.dumps(version),
        python=json.dumps(pinned.python),
        dependencies=array(requirements),
        builder=array(pinned.builder),
    )


def _words(course: Course, name: str, version: str, requirements: Sequence[Requirement]) -> dict[str, str]:
    """Return what fills the blanks of the students' page."""
    assignments = [one.name for one in course.assignments]
    by_name = {one.name: f"{one.name}{one.specifier}" for one in requirements if one.marker is None}
    colab = [by_name[one] for one in ("jaxtyping", "pytest") if one in by_name]
    return {
        "course": name,
        "version": version,
        "top": top(name, version),
        "archive": archive_name(name, version),
        "first": f"{NOTEBOOKS}/{assignments[0]}/{course.assignments[0].sources[0].name}",
        "assignments": "\n".join(
            f"| `{one.name}` | {', '.join(f'`{path.name}`' for path in one.sources)} |"
            for one in course.assignments
        ),
        "colab": " ".join(colab),
    }


def top(name: str, version: str) -> str:
    """Return the folder that the bundle unpacks to."""
    return f"{name}-{version}"


def archive_name(name: str, version: str) -> str:
    """Return the name of the bundle's file."""
    return f"{name}-{version}-student.zip"
