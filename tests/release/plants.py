"""What is planted into a bundle, one at a time, and how it must be named."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import marshal
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from gradlab import archive

Files = dict[str, bytes]
Plant = Callable[[Files], Any]
Pack = Callable[[Files], bytes]

NOTEBOOK = "notebooks/08-loops/loops.ipynb"
CHECKS = "gradlab/check/_close.py"
SOLUTION = "return lax.fori_loop(0, n, lambda i, value: value * x, jnp.ones_like(x))"
HIDDEN = "check.close(power(jnp.float32(1.5), n), 1.5**n)"
POWER, POWER_CHECK = "source/08-loops/loops.ipynb power", "source/08-loops/loops.ipynb power-check"
SLOT = Path(archive.__file__).parent / "grade" / "slot.py"


def of(files: Files, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the notebook."""
    notebook = json.loads(files[NOTEBOOK])
    change(notebook)
    files[NOTEBOOK] = json.dumps(notebook, indent=1).encode()


def cell(name: str, change: Callable[[dict[str, Any]], Any]) -> Plant:
    """Change a cell of the notebook."""
    return lambda files: of(files, lambda nb: change(next(one for one in nb["cells"] if one["id"] == name)))


def says(name: str, text: str) -> Plant:
    """Add text to a cell."""

    def add(node: dict[str, Any]) -> None:
        node["source"] = "".join(node["source"]) + "\n" + text

    return cell(name, add)


def file(name: str, data: bytes | str) -> Plant:
    """Add to a file, or make it."""
    more = data.encode() if isinstance(data, str) else data
    return lambda files: files.update({name: files.get(name, b"") + more})


def zipped(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr(name, data)
    return made.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as inner:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        inner.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def compiled(path: Path) -> bytes:
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(path.read_text(), "slot.py", "exec"))


def database(folder: Path) -> bytes:
    path = folder / "gradebook.db"
    connection = sqlite3.connect(path)
    connection.execute("create table if not exists student (name text)")
    connection.commit()
    connection.close()
    return path.read_bytes()


def wrapped(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode())).decode()


LINE = ("solution line", SOLUTION, POWER)
TEST = ("hidden test line", HIDDEN, POWER_CHECK)

PLANTS: dict[str, tuple[Plant, str, str, tuple[str, str, str]]] = {
    # what is planted: how, and the file, cell and (what, text, origin) that must be named
    "a solution in its cell": (says("power", f"    {SOLUTION}"), NOTEBOOK, "power", LINE),
    "a solution in a comment": (says("power-try", f"# {SOLUTION}"), NOTEBOOK, "power-try", LINE),
    "a solution in prose": (says("summary", f"Remember `{SOLUTION}`, of course."), NOTEBOOK, "summary", LINE),
    "a solution with a comment behind it": (says("power", f"{SOLUTION}  # so"), NOTEBOOK, "power", LINE),
    "a solution with other blanks": (says("power", SOLUTION.replace(", ", ",")), NOTEBOOK, "power", LINE),
    "a solution broken into lines": (
        says("power", SOLUTION.replace(", ", ",\n    ")),
        NOTEBOOK,
        "power",
        LINE,
    ),
    "a solution in a string with escapes": (
        says("power", "text = '" + "".join(f"\\x{ord(c):02x}" for c in SOLUTION) + "'"),
        NOTEBOOK,
        "power",
        LINE,
    ),
    "a solution in the check package": (file(CHECKS, f"\n# {SOLUTION}\n"), CHECKS, "", LINE),
    "a solution in the notebook's metadata": (
        lambda files: of(files, lambda nb: nb["metadata"].update(note=f"see {SOLUTION}")),
        NOTEBOOK,
        "",
        LINE,
    ),
    "a solution in a cell's metadata": (
        cell("title", lambda node: node["metadata"].update(note=SOLUTION)),
        NOTEBOOK,
        "title",
        LINE,
    ),
    "a solution in a key of metadata": (
        cell("title", lambda node: node["metadata"].update({SOLUTION: 1})),
        NOTEBOOK,
        "title",
        LINE,
    ),
    "a solution as an attachment": (
        cell(
            "title",
            lambda node: node.update(
                attachments={"a.png": {"image/png": base64.b64encode(SOLUTION.encode()).decode()}}
            ),
        ),
        NOTEBOOK,
        "title",
        LINE,
    ),
    "a solution compressed in base64": (says("title", wrapped(SOLUTION)), NOTEBOOK, "title", LINE),
    "a solution in hexadecimal": (file("README.md", SOLUTION.encode().hex()), "README.md", "", LINE),
    "a solution in UTF-16": (file("notes.txt", SOLUTION.encode("utf-16-le")), "notes.txt", "", LINE),
    "a solution in an archive": (file("x.bin", zipped("a.txt", SOLUTION.encode())), "x.bin!a.txt", "", LINE),
    "a solution in a tar": (file("x.bin", tarred("a.txt", SOLUTION.encode())), "x.bin!gzip", "", LINE),
    "a solution behind the end of a stream": (
        file("x.bin", gzip.compress(b"hello") + gzip.compress(SOLUTION.encode())),
        "x.bin!gzip",
        "",
        LINE,
    ),
    "a solution in an archive in an archive": (
        file("x.bin", zipped("y.bin", bz2.compress(SOLUTION.encode()))),
        "x.bin!y.bin!bzip2",
        "",
        LINE,
    ),
    "a hidden test": (says("power-check", HIDDEN), NOTEBOOK, "power-check", TEST),
    "a short line of a hidden test": (
        says("power-check", "    # end = 0.7  # why not"),
        NOTEBOOK,
        "power-check",
        ("hidden test line", "end = 0.7", "source/08-loops/loops.ipynb halves-check"),
    ),
    "the name of a hidden test": (
        says("summary", "Mind test_any_power, too."),
        NOTEBOOK,
        "summary",
        ("name of a hidden test", "test_any_power", POWER_CHECK),
    ),
    "a reference value": (
        says("halves-try", "# about 0.7343750 or so"),
        NOTEBOOK,
        "halves-try",
        ("value of a hidden test", "0.734375", "source/08-loops/loops.ipynb halves-check"),
    ),
    "a reference value, rounded": (
        file("README.md", "\nThe answer is 0.7344.\n"),
        "README.md",
        "",
        ("value of a hidden test", "0.734375", "source/08-loops/loops.ipynb halves-check"),
    ),
    "an output": (
        cell("power-try", lambda node: node.update(outputs=[{"output_type": "stream", "text": "9"}])),
        NOTEBOOK,
        "power-try",
        ("output", '[{"output_type": "stream", "text": "9"}]', ""),
    ),
    "an execution count": (
        cell("power-try", lambda node: node.update(execution_count=3)),
        NOTEBOOK,
        "power-try",
        ("execution count", "3", ""),
    ),
    "an author": (
        lambda files: of(files, lambda nb: nb["metadata"].update(authors=[{"name": "Ada"}])),
        NOTEBOOK,
        "",
        ("metadata", 'authors: [{"name": "Ada"}]', ""),
    ),
    "the path of a kernel": (
        lambda files: of(files, lambda nb: nb["metadata"]["kernelspec"].update(name="/home/ada/kernel")),
        NOTEBOOK,
        "",
        ("path of a machine", "/home/ada/kernel", ""),
    ),
    "more from nbgrader than it releases": (
        cell("power", lambda node: node["metadata"]["nbgrader"].update(digest="1")),
        NOTEBOOK,
        "power",
        ("metadata", 'nbgrader.digest: "1"', ""),
    ),
    "an address": (
        file("README.md", "\nAsk ada@example.org\n"),
        "README.md",
        "",
        ("address of a person", "ada@example.org", ""),
    ),
    "the end of a region": (
        says("power", "    ### END SOLUTION"),
        NOTEBOOK,
        "power",
        ("marker of a source notebook", "END SOLUTION", ""),
    ),
    "a module of the grader": (
        file("gradlab/check/_more.py", SLOT.read_text()),
        "gradlab/check/_more.py",
        "",
        ("no file of the bundle", f"{len(SLOT.read_bytes()):,} bytes", ""),
    ),
    "a line of the grader in a file of ours": (
        file(CHECKS, "\nclass Slot:\n"),
        CHECKS,
        "",
        ("line of the grader", "class Slot:", "gradlab/grade/slot.py"),
    ),
    "a compiled module of the grader": (
        file("gradlab/check/_close.cpython-311.pyc", compiled(SLOT)),
        "gradlab/check/_close.cpython-311.pyc",
        "",
        ("module of the grader", SLOT.read_text().splitlines()[0].strip('"'), "gradlab/grade/slot.py"),
    ),
    "a file of the bank": (
        file("grader_tests/x.py", "loses: halves-check::test_two_halves_of_eight,\n"),
        "grader_tests/x.py",
        "",
        (
            "line of the bank",
            "loses: halves-check::test_two_halves_of_eight,",
            "grader_tests/08-loops/wrong-history-starts-at-x.py",
        ),
    ),
}
