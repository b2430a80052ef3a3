"""A zip that depends on nothing but what is in it: the same bytes on every machine.

Entries are sorted, dated alike, readable by all and writable by their owner, and stored as they are unless asked otherwise: what
`deflate` makes depends on the version of zlib. Imports nothing of ours; `export` and `release` import it.
"""

from __future__ import annotations

import io
import stat
import time
import zipfile
from collections.abc import Collection, Mapping

EPOCH_S = 315_532_800
"""1980-01-01, the first date a zip can hold."""
UNIX = 3
"""The system that made the entry, so that rights are read."""


def pack(
    files: Mapping[str, bytes],
    *,
    top: str = "",
    date_s: int = EPOCH_S,
    executable: Collection[str] = (),
    deflated: bool = False,
) -> bytes:
    """Make a zip.

    Args:
        files: The files, by their path with slashes.
        top: The one folder that it unpacks to; none if empty.
        date_s: The date of every entry, in seconds since 1970, in UTC; zips count in steps of two.
        executable: Paths that anybody may execute.
        deflated: Whether to compress: the bytes are then the same for one version of zlib only.

    Returns:
        The bytes of the zip.
    """
    date = time.gmtime(date_s)[:6]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{path}" if top else path, date)
            entry.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            entry.create_system = UNIX
            entry.external_attr = (stat.S_IFREG | (0o755 if path in executable else 0o644)) << 16
            archive.writestr(entry, files[path])
    return made.getvalue()
