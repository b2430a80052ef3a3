"""This installation, packed: gradlab as a wheel, the versions of what it needs, and zip files of the same bytes every time.

`autograder` imports this room.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import gradlab
from gradlab.export.errors import ExportError

NOT_NEEDED = ("jupyterlab", "nbgrader")
"""What gradlab needs elsewhere, and not to grade: half of all that would be installed."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in a zip file: the earliest that it can hold."""

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def zipped(files: Mapping[str, bytes], *, programs: tuple[str, ...] = (), packed: bool = True) -> bytes:
    """Write a zip file, the same bytes for the same files.

    Args:
        files: Content by path.
        programs: Which of them can be executed.
        packed: Whether to compress; what goes into another zip file need not be.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # Unix, whatever the machine: the rights below are Unix's
            info.external_attr = (0o100755 if name in programs else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(info, files[name])
    return data.getvalue()


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
    return f"gradlab-{gradlab.__version__}-py3-none-any.whl", zipped(files, packed=False)


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
        requirement, wanted_for = todo.pop()
        needed, _, marker = requirement.partition(";")
        extra = _EXTRA.search(marker)
        match = _NAME.match(needed)
        if match is None or (extra is not None and extra[1] != wanted_for):
            continue
        name = re.sub(r"[-_.]+", "-", match[1]).lower()
        if name in NOT_NEEDED:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system, or another Python: it is not needed here either
        found[name] = distribution.version
        for its in ("", *(one.strip() for one in (match[2] or "").split(",") if one.strip())):
            if (name, its) not in seen:
                seen.add((name, its))
                todo += [(one, its) for one in distribution.requires or ()]
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found))
