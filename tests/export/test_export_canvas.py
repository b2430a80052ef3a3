"""The file for Canvas, read back by Canvas's rules: every score reaches its student, whatever people call themselves."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from canvas_rules import User, read
from hostile import NAMES, TEXT, scores_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gradlab.export.canvas import gradebook
from gradlab.export.errors import ExportError
from gradlab.export.roster import Roster
from gradlab.export.scores import Student

HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,08-loops (12345),Assignments Current Score\n"
POINTS = "    Points Possible,,,,,10.00,(read only)\n"


def roster(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return Roster.read(path)


def roster_of(users: list[User]) -> Roster:
    file = io.StringIO()
    rows = csv.writer(file)
    for user in users:
        rows.writerow((user.name, user.id, user.sis, user.login, "Section 1", "", ""))
    return Roster._of(list(csv.reader(io.StringIO(HEAD + POINTS + file.getvalue(), newline=""))), Path("r"))


def test_the_file_is_as_canvas_s_rules_say() -> None:
    made = gradebook(scores_of({"ada": 9.5, "bo": 0.0}, ada=Student("ada", "Ada", "Lovelace")))
    assert made.text.splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,08-loops",
        "    Points Possible,,,,,10.00",
        '"Lovelace, Ada (ada)",,,ada,,9.50',
        "bo,,,bo,,0.00",
    ]
    users = [User(7, "Ada Lovelace", "ada"), User(8, "Bo", "bo")]
    found = read(made.text, users)
    assert found.grades == {(7, "08-loops"): "9.50", (8, "08-loops"): "0.00"}
    assert found.points == {"08-loops": "10.00"}


def test_who_has_no_score_has_no_zero() -> None:
    scores = scores_of({"ada": 0.0})
    scores.assignments["09-keys"] = 20.0
    scores.students["bo"] = Student("bo")
    assert gradebook(scores).text.splitlines()[1:] == [
        "    Points Possible,,,,,10.00,20.00",
        "ada,,,ada,,0.00,",
    ]


def test_a_student_who_calls_himself_as_the_row_of_points_has_his_score(tmp_path: Path) -> None:
    text = HEAD + POINTS.replace("10.00", "100") + "Points Possible,7,,pp,S,,\n"
    made = gradebook(scores_of({"pp": 3.0}), roster(tmp_path, text))
    found = read(made.text, [User(7, "Points Possible", "pp")])
    assert (found.grades, found.points) == ({(7, "12345"): "3.00"}, {"12345": "10.00"})
    assert made.rescaled == ("08-loops is worth 100 in Canvas and 10 here",)
    without = roster(tmp_path, HEAD + "Points Possible,7,,pp,S,77,\n")
    assert gradebook(scores_of({"pp": 3.0}), without).rescaled == ()


def test_ids_sections_and_columns_are_those_of_the_roster(tmp_path: Path) -> None:
    rows = '"Lovelace, Ada",101,S1,ADA,"Sec 1, Sec 2",,\nTest Student,999,,deadbeef,Sec 1,,\n'
    made = gradebook(scores_of({"ada": 9.5}), roster(tmp_path, "\ufeff" + HEAD + POINTS + rows))
    assert made.text.splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,08-loops (12345)",
        "    Points Possible,,,,,10.00",
        '"Lovelace, Ada",101,S1,ADA,"Sec 1, Sec 2",9.50',
    ]
    assert (made.rows, made.unknown, made.new, made.rescaled, made.excused) == (1, (), (), (), 0)


def test_a_cell_without_a_score_keeps_what_canvas_has(tmp_path: Path) -> None:
    head = HEAD.replace(",Assignments", ",09-keys (6),Assignments")
    text = head + '    Points Possible,,,,,10,20,\nAda,101,,ada,S,4.00,"12,5",\nBo,102,,bo,S,EX,,\n'
    scores = scores_of({"ada": 9.5, "bo": 3.0})
    scores.assignments["09-keys"] = 20.0
    made = gradebook(scores, roster(tmp_path, text))
    found = read(made.text, [])
    assert found.grades == {
        ("Ada", "12345"): "9.50",
        ("Ada", "6"): "12.5",
        ("Bo", "12345"): "EX",
        ("Bo", "6"): "",
    }
    assert made.excused == 1


def test_students_who_are_not_in_the_roster_are_named(tmp_path: Path) -> None:
    there = roster(tmp_path, HEAD + POINTS + "Ada,101,,ada,S,,\n")
    made = gradebook(scores_of({"ada": 9.5, "bo": 3.0}), there)
    assert made.unknown == ("bo",) and made.rows == 1
    with pytest.raises(
        ExportError, match="none of the 1 students with a score is in the roster by SIS Login ID"
    ):
        gradebook(scores_of({"bo": 3.0}), there)


def test_two_students_are_never_one(tmp_path: Path) -> None:
    there = roster(tmp_path, HEAD + POINTS + "Ada,101,,ada,S,,\n")
    with pytest.raises(
        ExportError, match="two students of the gradebook, Ada and ada, are one in the roster"
    ):
        gradebook(scores_of({"Ada": 1.0, "ada": 2.0}), there)


def test_other_points_in_canvas_are_told(tmp_path: Path) -> None:
    text = HEAD + POINTS.replace("10.00", "100") + "Ada,101,,ada,S,,\n"
    made = gradebook(scores_of({"ada": 9.5}), roster(tmp_path, text))
    assert made.rescaled == ("08-loops is worth 100 in Canvas and 10 here",)


def test_a_column_can_be_named_and_a_new_one_is_told(tmp_path: Path) -> None:
    there = roster(tmp_path, HEAD.replace("08-loops (12345)", "Homework 8 (5)") + POINTS + "Ada,1,,ada,S,,\n")
    assert gradebook(scores_of({"ada": 1.0}), there).new == ("08-loops",)
    for column in ("Homework 8 (5)", "homework 8"):
        made = gradebook(scores_of({"ada": 1.0}), there, named={"08-loops": column})
        assert made.text.startswith("Student,ID,SIS User ID,SIS Login ID,Section,Homework 8 (5)\n"), column
    with pytest.raises(ExportError, match="no column 'Homework 9'; it has Homework 8"):
        gradebook(scores_of({"ada": 1.0}), there, named={"08-loops": "Homework 9"})


BAD_ROSTERS = {
    "a,b,c\n1,2,3\n": "does not begin with the columns Student, ID",
    "": "does not begin with the columns Student, ID",
    'Student,ID,Section\n"open': "is not a CSV file",
    HEAD + "Ada,1,,ada,S,,\nAnn,2,,ADA,S,,\n": "two students of the roster have the same SIS Login ID: ADA",
    HEAD.replace(",Assignments", ",08-loops (6),Assignments") + "A,1,,ada,S,,,\n": "2 columns of the roster",
}


@pytest.mark.parametrize(("text", "says"), BAD_ROSTERS.items(), ids=range(len(BAD_ROSTERS)))
def test_a_roster_that_cannot_be_used_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        gradebook(scores_of({"ada": 1.0}), roster(tmp_path, text))


def test_a_roster_with_semicolons_and_split_names_is_read(tmp_path: Path) -> None:
    text = "LastName;FirstName;ID;SIS Login ID;Section;08-loops (1)\nPossible;Points;;;;10\nLovelace;Ada;7;ada;S;\n"
    made = gradebook(scores_of({"ada": 1.0}), roster(tmp_path, text))
    assert made.text.splitlines()[-1] == "Lovelace,Ada,7,ada,S,1.00"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6, unique_by=lambda one: one[0].strip().casefold()
    )
)
@example([("ada", "-0", "")])
def test_every_score_reaches_its_student_whatever_the_names(people: list[tuple[str, str, str]]) -> None:
    people = [one for one in people if one[0].strip()]
    users = [User(100 + n, name or "x", login) for n, (login, name, _) in enumerate(people)]
    points = {user.login.strip(): float(n) for n, user in enumerate(users)}
    scores = scores_of(points)
    if not users:
        return
    made = gradebook(scores, roster_of(users))
    found = read(made.text, users)
    assert found.grades == {(user.id, "12345"): f"{n:.2f}" for n, user in enumerate(users)}
    assert found.points == {"12345": "10.00"}
    for row in csv.reader(io.StringIO(made.text, newline="")):
        assert not row[0].lstrip().startswith(("=", "+", "-", "@")) and row[0].isprintable()


@pytest.mark.parametrize("name", NAMES)
def test_without_a_roster_nobody_is_taken_for_another(name: str) -> None:
    scores = scores_of({"mallory": 9.0, "victim": 1.0}, mallory=Student("mallory", last_name=name))
    # Canvas does not know the login `mallory`: it goes on by name, and the name is another student's.
    users = [User(1, name, "someone"), User(2, "Victim", "victim")]
    found = read(gradebook(scores).text, users)
    assert (1, "08-loops") not in found.grades and found.grades[2, "08-loops"] == "1.00"
    assert found.points == {"08-loops": "10.00"}
