"""gradlab is compiled before its sandboxes start: what has changed, where it may, by the name that it has in there."""

from __future__ import annotations

import importlib.util
import marshal
import shutil
import sys
from pathlib import Path

import pytest

import gradlab
from gradlab.grade import bytecode


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    copy = tmp_path / "gradlab"
    shutil.copytree(Path(gradlab.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def make(package: Path) -> None:
    bytecode.make.__wrapped__(package)


def compiled(package: Path) -> dict[Path, int]:
    """Return when each compiled file was written, in ns."""
    return {path: path.stat().st_mtime_ns for path in package.rglob("*.pyc")}


def test_every_module_is_compiled_by_its_name_in_the_sandbox(package: Path) -> None:
    make(package)
    modules = list(package.rglob("*.py"))
    assert {Path(importlib.util.cache_from_source(str(path))) for path in modules} == set(compiled(package))
    cached = Path(importlib.util.cache_from_source(str(package / "grade" / "slot.py")))
    assert marshal.loads(cached.read_bytes()[16:]).co_filename == "/grader/gradlab/grade/slot.py"
    assert str(package).encode() not in cached.read_bytes()


def test_only_what_has_changed_is_compiled_again(package: Path) -> None:
    make(package)
    before = compiled(package)
    changed = package / "grade" / "slot.py"
    changed.write_text(changed.read_text() + "\n# longer\n")
    make(package)
    after = compiled(package)
    assert {path.name.partition(".")[0] for path in after if after[path] != before[path]} == {"slot"}


def test_nothing_is_written_where_python_is_told_so(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    make(package)
    assert compiled(package) == {}


def test_what_cannot_be_written_or_compiled_stops_nobody(
    package: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (package / "broken.py").write_text("def f(:\n")
    (package / "grade" / "__pycache__").write_text("no folder")
    make(package)
    assert capfd.readouterr() == ("", "")
    assert (package / "check" / "__pycache__").is_dir()
