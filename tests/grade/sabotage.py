"""A bwrap that is told something else than it should be: to see that it is noticed."""

from __future__ import annotations

import pytest

from gradlab.grade import bubblewrap, sandbox


def bwrap_words(monkeypatch: pytest.MonkeyPatch, *words: str, instead_of: tuple[str, ...] = ()) -> None:
    """Have every bwrap started with other words on its command line."""
    honest = bubblewrap._command

    def command(*args: object, **options: object) -> bubblewrap.Command:
        made = honest(*args, **options)  # type: ignore[arg-type]
        argv, gone = made.argv, list(instead_of)
        at = argv.index("--chdir")
        if gone:
            at = next(i for i in range(len(argv)) if argv[i : i + len(gone)] == gone)
        return bubblewrap.Command([*argv[:at], *words, *argv[at + len(gone) :]], made.way, made.uid)

    monkeypatch.setattr(bubblewrap, "_command", command)


def judge_without_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every judge confined but for its system calls."""
    changed = sandbox._JUDGE.replace(
        "confine.run_judge", "confine._load = lambda rules: 0; confine.run_judge"
    )
    assert changed != sandbox._JUDGE
    monkeypatch.setattr(sandbox, "_JUDGE", changed)
