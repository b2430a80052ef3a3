"""What the tests of `gradlab.check` share: the text of a failure, and cells run as a notebook runs them."""

from __future__ import annotations

import itertools
import linecache
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from gradlab import check

_numbers = itertools.count()


def said(call: Callable[[], Any]) -> str:
    """Run a check that has to fail, and give the whole message."""
    with pytest.raises(check.CheckError) as caught:
        call()
    return str(caught.value)


def text(block: str, hint: str = "") -> str:
    """Write a message in a test as it reads."""
    return textwrap.dedent(block).strip("\n") + (f"\n\nhint: {hint}" if hint else "")


def run_cell(source: str, namespace: dict[str, Any], filename: str = "") -> str:
    """Run a cell as IPython does: compiled from a file of its own, whose lines are in linecache."""
    source = textwrap.dedent(source).lstrip("\n")
    filename = filename or f"<cell {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)
    return filename
