"""An interpreter that a student's own folders would hide is refused before anything starts, with what to do."""

from __future__ import annotations

import sys

import pytest

from gradlab.grade import bubblewrap


@pytest.mark.parametrize("command", [bubblewrap.nursery_command, bubblewrap.judge_command])
@pytest.mark.parametrize(("place", "covered"), [("/tmp/python", "/tmp"), ("/work/x/python", "/work")])
def test_an_interpreter_below_tmp_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: object, place: str, covered: str
) -> None:
    monkeypatch.setattr(sys, "base_prefix", place)
    with pytest.raises(bubblewrap.SandboxError) as caught:
        command(bubblewrap.find(), ["-c", "pass"])  # type: ignore[operator]
    assert (
        caught.value.what == f"the interpreter lives in {place}, and a student's own {covered} would hide it"
    )
    assert f"use a Python that is not below {covered}" in caught.value.fix
