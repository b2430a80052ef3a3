"""This installation, packed: gradlab as a wheel, and the versions of what it needs.

`autograder` imports this room.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import io
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gradlab
from gradlab import archive
from gradlab.export.errors import ExportError

NOT_NEEDED = ("jupyterlab", "nbgrader")
"""What gradlab needs elsewhere, and not to grade: half of all that would be installed."""


def wheel() -> tuple[str, bytes]:
    """Return this gradlab as a wheel: its file name and its bytes."""
    package = Path(gradlab.__file__).resolve().parent
    folder = f"gradlab-{gradlab.__version__}.dist-info"
    files = {
        f"gradlab/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and not any(p.startswith(".") for p in path.parts[-2:])
    }
    files[f"{folder}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: gradlab\nVersion: {gradlab.__version__}\n".encode()
    )
    files[f"{folder}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: gradlab\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow((name, f"sha256={digest}", len(content)))
    rows.writerow((f"{folder}/RECORD", "", ""))
    files[f"{folder}/RECORD"] = record.getvalue().encode()
    return f"gradlab-{gradlab.__version__}-py3-none-any.whl", archive.pack(files)


def requirements() -> str:
    """Return what grading needs, each with the version that is installed here, a line each.

    Raises:
        ExportError: gradlab is not installed as a package, so that it does not say what it needs.
    """
    found: dict[str, str] = {}
    try:
        todo = [(one, "") for one in importlib.metadata.requires("gradlab") or ()]
    except importlib.metadata.PackageNotFoundError:
        raise ExportError(
            "gradlab is not installed, so what it needs is not known", "install it: `uv sync`, then again"
        ) from None
    seen = set()
    while todo:
        text, extra = todo.pop()
        needed = Requirement(text)
        name = canonicalize_name(needed.name)
        if name in NOT_NEEDED or (needed.marker and not needed.marker.evaluate({"extra": extra})):
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # left out on purpose: what runs here does without
        found[name] = distribution.version
        for its in ("", *needed.extras):
            if (name, its) not in seen:
                seen.add((name, its))
                todo += [(one, its) for one in distribution.requires or ()]
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found))
