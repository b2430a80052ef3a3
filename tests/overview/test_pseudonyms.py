"""Names that stand for students."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from synthetic_class import facts_of, mark, report, row

from gradlab.grade.report import Outcome
from gradlab.overview import pseudonyms
from gradlab.overview.page import page
from gradlab.overview.pseudonyms import Names
from gradlab.overview.tables import tables

CLASS = ["Ada Lovelace", "bo", "o'brien <x>", "ada"]


def test_a_name_is_the_same_every_time_whoever_else_is_there() -> None:
    small, large = Names.hidden(CLASS[:1], b"key"), Names.hidden(CLASS, b"key")
    assert small.of("Ada Lovelace") == large.of("Ada Lovelace")
    assert len({large.of(one) for one in CLASS}) == len(CLASS)
    assert all(re.fullmatch(r"student-[a-z2-7]{5}", large.of(one)) for one in CLASS)
    assert Names.hidden(CLASS, b"other").of("bo") != large.of("bo")


def test_two_never_share_a_name() -> None:
    many = [f"student {number}" for number in range(3000)]
    names = Names.hidden(many, b"key")
    assert len({names.of(one) for one in many}) == len(many)


def test_a_name_within_text_is_replaced_the_longest_first_and_short_ones_are_left() -> None:
    names = Names.hidden(CLASS, b"key")
    assert (
        names.within("by Ada Lovelace, not ada; bother")
        == f"by {names.of(CLASS[0])}, not {names.of('ada')}; bother"
    )
    assert Names().within("by ada") == "by ada"


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    first = pseudonyms.key(tmp_path)
    assert len(first) == 32 and pseudonyms.key(tmp_path) == first
    assert os.stat(tmp_path / "reports" / pseudonyms.KEY).st_mode & 0o777 == 0o600
    (tmp_path / "reports" / pseudonyms.KEY).write_bytes(first[:5])
    assert len(pseudonyms.key(tmp_path)) == 32


def test_no_name_reaches_what_is_written() -> None:
    class_ = [
        row("Ada Lovelace", [1, 0]),
        report(
            "Bob Smith",
            [mark("a::t", Outcome.ERROR, message="FileNotFoundError: /home/Bob Smith/x", hint="Bob Smith?")],
        ),
        report("Cy Young", [mark("a::t")], oddities=("cell of Ada Lovelace is twice there",)),
    ]
    names = Names.hidden([one.student for one in class_] + ["Eve Ning"], b"key")
    overview = facts_of(*class_, names=names, waiting=[("Eve Ning", "lesson")])
    assert overview.anonymous and names.of("Eve Ning") in page(overview).decode()
    written = b"".join([page(overview), overview.to_json(), *tables(overview).values()]).decode()
    for word in ("Lovelace", "Bob", "Smith", "Cy Young", "Eve"):
        assert word not in written
    assert "pseudonyms" in page(overview).decode()


def test_the_order_does_not_tell_the_alphabet() -> None:
    class_ = [row(f"student {number:02}", [1, 1]) for number in range(20)]
    names = Names.hidden([one.student for one in class_], b"key")
    listed = [one.student for one in facts_of(*class_, names=names).assignments[0].submissions]
    assert listed == sorted(listed) != [names.of(one.student) for one in class_]


@pytest.mark.parametrize("student", ["\udcff", "\u202e", "x" * 300])
def test_any_name_has_a_pseudonym(student: str) -> None:
    assert Names.hidden([student], b"key").of(student).startswith("student-")
