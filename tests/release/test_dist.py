"""The folder of a release: written whole, and what is there is kept unless a person says otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from released_course import FILES, Run, edit, snapshot

from gradlab.course import Course


def test_a_release_of_other_bytes_is_kept_unless_forced(run: Run, course: Course) -> None:
    run("2026.1", "--no-prove")
    before = snapshot(course.root / "dist")
    edit(course.root / "CHANGELOG.md", "- 08-loops: new.", "- 08-loops: newer.")
    code, _, error = run("2026.1", "--no-prove")
    assert code == 2 and "dist holds a release 2026.1 of other bytes" in error and "--force" in error
    assert run("2025.2", "--no-prove")[0] == 2
    assert snapshot(course.root / "dist") == before
    assert run("2026.1", "--no-prove", "--force")[0] == 0
    assert "newer" in (course.root / "dist" / FILES[0]).read_text()
    assert [path.name for path in course.root.iterdir() if path.name.startswith(".")] == []


def test_what_is_no_release_is_never_replaced(run: Run, course: Course) -> None:
    (course.root / "dist").mkdir()
    (course.root / "dist" / "thesis.tex").write_text("x")
    code, _, error = run("2026.1", "--no-prove", "--force")
    assert code == 2 and "thesis.tex, which is no part of a release" in error
    assert sorted(snapshot(course.root / "dist")) == ["thesis.tex"]


def test_a_disk_that_is_full_leaves_the_old_release(tmp_path: Path) -> None:
    place = tmp_path / "dist"
    place.mkdir()
    (place / "manifest.json").write_text("old")
    program = (
        "import resource, sys; from pathlib import Path; from gradlab.release import dist;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "dist.write(Path(sys.argv[1]), {'a': b'1', 'manifest.json': bytes(5000)})"
    )
    failed = subprocess.run(
        [sys.executable, "-c", program, str(place)], capture_output=True, text=True, check=False
    )
    assert "File too large" in failed.stderr
    assert snapshot(place) == {"manifest.json": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]
