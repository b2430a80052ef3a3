"""The leak check: nothing is found in a clean bundle, and whatever is planted is found and named."""

from __future__ import annotations

import gzip
import hashlib
import io
import marshal
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest
from plants import LINE, NOTEBOOK, PLANTS, SOLUTION, Files, Pack, database, zipped

from gradlab.course import Course
from gradlab.release.leaks import Leak, Watch


def test_a_clean_bundle_has_no_leak(watch: Watch, bundle: Files, packed: Pack) -> None:
    assert watch.leaks(packed(bundle)) == []
    assert watch.secrets.fragments and watch.secrets.lines and watch.secrets.numbers and watch.secrets.words


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_is_found_and_named(watch: Watch, few: Files, packed: Pack, name: str) -> None:
    plant, file, cell, (what, text, origin) = PLANTS[name]
    files = dict(few)
    plant(files)
    found = watch.leaks(packed(files))
    places = [
        one.file for one in found if (one.cell, one.what, one.text, one.origin) == (cell, what, text, origin)
    ]
    # Behind the file's name may stand where in it: `!base64 at 195`.
    assert any(place.startswith(f"small-2026.1/{file}") for place in places), [str(one) for one in found]


@pytest.mark.parametrize("name", ["notebooks/08-loops/data.csv", "notebooks/09-more/loops.ipynb", "LICENSE"])
def test_a_source_notebook_under_another_name_is_found(
    watch: Watch, small: Course, few: Files, packed: Pack, name: str
) -> None:
    leaks = watch.leaks(packed(few | {name: small.assignments[0].source.read_bytes()}))
    found = {(leak.what, leak.cell) for leak in leaks if leak.file == f"small-2026.1/{name}"}
    assert {
        ("solution line", "power"),
        ("hidden test line", "power-check"),
        ("value of a hidden test", "halves-check"),
        ("marker of a source notebook", "halves"),
        ("no file of the bundle", ""),
    } <= found


def test_a_gradebook_is_found(watch: Watch, few: Files, packed: Pack, tmp_path: Path) -> None:
    for name in ("gradebook.db", "notebooks/08-loops/data.bin"):
        leaks = watch.leaks(packed(few | {name: database(tmp_path)}))
        assert ("a database", f"small-2026.1/{name}") in {(leak.what, leak.file) for leak in leaks}


def test_compiled_python_is_found_whatever_it_is(watch: Watch, few: Files, packed: Pack) -> None:
    data = MAGIC_NUMBER + bytes(12) + marshal.dumps(compile("pass", "x", "exec"))
    leaks = watch.leaks(packed(few | {"README.md": data}))
    assert [leak.what for leak in leaks] == ["compiled Python"]


def test_digests_of_what_is_secret_are_found(watch: Watch, small: Course, few: Files, packed: Pack) -> None:
    from nbformat import read
    from nbgrader.utils import compute_checksum

    path = small.assignments[0].source
    cells = {cell.id: cell for cell in read(path, 4).cells}
    for digest in (
        hashlib.sha256(path.read_bytes()).hexdigest(),
        hashlib.md5(cells["power"].source.encode()).hexdigest(),
        compute_checksum(cells["power-check"]),
    ):
        leaks = watch.leaks(packed(few | {"README.md": digest.encode()}))
        assert [(leak.what, leak.text) for leak in leaks] == [("digest of a source", digest)]
    # The release has nbgrader's checksums of what students see, and these are no digests of what they do not.
    assert b"checksum" in few[NOTEBOOK]


def test_a_key_that_stands_twice_hides_nothing(watch: Watch, few: Files, packed: Pack) -> None:
    twice = b'{"metadata": {"x": "' + SOLUTION.encode() + b'"}, ' + few[NOTEBOOK].lstrip()[1:]
    leaks = watch.leaks(packed(few | {NOTEBOOK: twice}))
    assert {"metadata", "solution line"} <= {leak.what for leak in leaks}


def test_what_stands_beside_the_files_of_the_zip_is_looked_at(watch: Watch, few: Files, packed: Pack) -> None:
    clean = packed(few)
    noted = io.BytesIO(clean)
    with zipfile.ZipFile(noted, "a") as zip_file:
        zip_file.comment = SOLUTION.encode()
    for data in (noted.getvalue(), SOLUTION.encode() + clean):
        assert LINE in {(leak.what, leak.text, leak.origin) for leak in watch.leaks(data)}


def test_of_two_files_with_one_name_both_are_looked_at(watch: Watch, few: Files, packed: Pack) -> None:
    made = io.BytesIO(packed(few | {"README.md": SOLUTION.encode()}))
    with zipfile.ZipFile(made, "a") as zip_file, pytest.warns(UserWarning, match="Duplicate name"):
        zip_file.writestr("small-2026.1/README.md", few["README.md"])
    assert LINE in {(leak.what, leak.text, leak.origin) for leak in watch.leaks(made.getvalue())}


@pytest.mark.parametrize("how", ["no zip", "encrypted", "cut off", "bomb", "wrapped too often"])
def test_what_cannot_be_looked_into_is_a_leak(
    watch: Watch, few: Files, packed: Pack, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = zipped("a", b"x" * 100_000)
    if how == "no zip":
        data = b"hello"
    elif how == "encrypted":
        # The lowest bit of the flags, in the local header and in the directory.
        start = inner.index(b"PK\x01\x02")
        locked = bytearray(inner)
        locked[6] |= 1
        locked[start + 8] |= 1
        data = packed(few | {"LICENSE": bytes(locked)})
    elif how == "cut off":
        data = packed(few | {"LICENSE": gzip.compress(b"x" * 100)[:-9]})
    elif how == "bomb":
        monkeypatch.setattr("gradlab.release.unpacking.MAX_BYTES", len(packed(few)) * 2 + 50_000)
        data = packed(few | {"LICENSE": inner})
    else:
        for _ in range(8):
            inner = zipped("a", inner)
        data = packed(few | {"LICENSE": inner})
    leaks = watch.leaks(data)
    assert "cannot be looked into" in [leak.what for leak in leaks]
    if how == "no zip":
        assert str(leaks[0]) == "the zip: cannot be looked into: it is no zip"


def test_a_zip_packed_again_by_another_program_is_as_clean(watch: Watch, few: Files) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.mkdir("small-2026.1/notebooks")
        for name, data in few.items():
            zip_file.writestr(f"small-2026.1/{name}", data)
    assert watch.leaks(made.getvalue()) == []


def test_a_leak_is_one_line_that_steers_no_terminal() -> None:
    leak = Leak("a.ipynb", "power", "solution line", "x = 1\x1b[2J", "source/a.ipynb power")
    assert str(leak) == "a.ipynb [power]: solution line: x = 1\\x1b[2J, from source/a.ipynb power"
