"""Python's parser takes one thread at a time."""

import ast
import threading
import time

import pytest

from gradlab import syntax


def test_two_threads_do_not_parse_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []

    def slowly(source: str) -> ast.Module:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        inside.pop()
        return by_python(source)

    by_python = ast.parse
    monkeypatch.setattr(ast, "parse", slowly)
    threads = [threading.Thread(target=syntax.parse, args=("x = 1",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8 and max(most) == 1


def test_what_is_no_python_is_told_and_the_next_is_parsed() -> None:
    with pytest.raises(SyntaxError):
        syntax.parse("x =")
    with pytest.raises((SyntaxError, ValueError)):
        syntax.parse("x = 1\0")
    assert isinstance(syntax.parse("x = 1").body[0], ast.Assign)
