"""The public page: what exists, and nothing else."""

from __future__ import annotations

import inspect
import subprocess
import sys

from gradlab import check


def test_all_is_sorted_and_is_what_dir_shows():
    assert check.__all__ == sorted(check.__all__) == dir(check)


def test_every_name_exists_and_is_documented():
    for name in check.__all__:
        value = getattr(check, name)
        assert inspect.getdoc(value), name
        assert value.__module__ == "gradlab.check", name


def test_arguments_are_documented():
    for name in check.__all__:
        value = getattr(check, name)
        if not inspect.isfunction(value):
            continue
        parameters = inspect.signature(value).parameters
        doc = inspect.getdoc(value) or ""
        for parameter in parameters:
            assert f"    {parameter}: " in doc, f"{name}({parameter})"
        if name != "apply":
            assert "Raises:" in doc or name in ("counted", "progress"), name


def test_importing_loads_no_pytest_and_nothing_else_of_ours():
    code = (
        "import sys, gradlab.check; "
        "print(sorted(m for m in sys.modules if m in ('pytest', '_pytest', 'IPython', 'nbgrader') "
        "or m.startswith('gradlab.') and not m.startswith('gradlab.check')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
