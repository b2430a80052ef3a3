"""Lint: a clean course has no finding, and every rule finds what it is for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_course import BANK, cell, example, write

from gradlab.course import Course, CourseError, rules_bank, rules_exercise
from gradlab.course.lint import Finding, lint, main
from gradlab.course.rules_prose import prose

Node = dict[str, Any]
Plant = Callable[[Node], Any]


@pytest.fixture
def course(root: Path) -> Course:
    """The example course with enough variants in its bank."""
    bank = root / "grader_tests" / "08-loops"
    for text in BANK:
        kind = text.split("-")[0]
        for number in range(rules_bank.MINIMUM[kind]):
            (bank / f"{kind}-more-{number}.py").write_text(BANK[text])
    return Course(root)


def of(nb: Node, name: str) -> Node:
    found: Node = next(cell for cell in nb["cells"] if cell["id"] == name)
    return found


def change(name: str, old: str, new: str) -> Plant:
    def plant(nb: Node) -> None:
        node = of(nb, name)
        assert old in node["source"]
        node["source"] = node["source"].replace(old, new)

    return plant


def end(name: str, text: str) -> Plant:
    return lambda nb: of(nb, name).update(source=of(nb, name)["source"] + text)


def start(name: str, text: str) -> Plant:
    return lambda nb: of(nb, name).update(source=text + of(nb, name)["source"])


def put(name: str, **fields: Any) -> Plant:
    return lambda nb: of(nb, name).update(fields)


def label(name: str, **fields: Any) -> Plant:
    return lambda nb: of(nb, name)["metadata"]["nbgrader"].update(fields)


def remove(name: str) -> Plant:
    return lambda nb: nb["cells"].remove(of(nb, name))


def move(name: str, index: int) -> Plant:
    def plant(nb: Node) -> None:
        node = of(nb, name)
        nb["cells"].remove(node)
        nb["cells"].insert(index, node)

    return plant


def insert(index: int, *nodes: Node) -> Plant:
    return lambda nb: nb["cells"].__setitem__(slice(index, index), copy.deepcopy(list(nodes)))


def rename(old: str, new: str) -> Plant:
    def plant(nb: Node) -> None:
        node = of(nb, old)
        node["id"] = new
        if node["metadata"]:
            node["metadata"]["nbgrader"]["grade_id"] = new

    return plant


def ids(nb: Node) -> list[str]:
    return [node["id"] for node in nb["cells"]]


LONG = "\n".join(f"a{i} = {i}" for i in range(31))

PLANTED: list[tuple[str, str, Plant, str]] = [
    ("format", "", lambda nb: nb.update(nbformat_minor=4), "the notebook is in format 4.4"),
    (
        "format",
        "",
        lambda nb: nb["metadata"]["language_info"].update(version="3.11.7"),
        "the notebook's metadata say more or less than which kernel it needs",
    ),
    *(
        ("platform", "", lambda nb, entry=entry: nb["metadata"].update(gradlab=entry), f"have {said}")
        for entry, said in (
            ({"platform": "gpu"}, '{"gradlab": {"platform": "gpu"}}'),
            ({"platform": "cuda", "memory": 1}, '{"gradlab": {"memory": 1, "platform": "cuda"}}'),
            ("cuda", '{"gradlab": "cuda"}'),
            ({}, '{"gradlab": {}}'),
            (None, '{"gradlab": null}'),
        )
    ),
    (
        "metadata",
        "power-try",
        put("power-try", metadata={"tags": ["a"]}),
        "the metadata are not those of its role",
    ),
    ("metadata", "power", label("power", schema_version=2), "the metadata are not those of its role"),
    ("metadata", "power-check", label("power-check", points="3"), "the metadata are not those of its role"),
    ("images", "title", put("title", attachments={"a.png": {}}), "a file is attached"),
    ("images", "title", end("title", "![](data:image/png;base64,iVBO)"), "a picture is embedded as text"),
    ("ids", "Power_X-idea", rename("power-idea", "Power_X-idea"), "the id is not in kebab-case"),
    (
        "ids",
        "power",
        put("power", id="strange"),
        "the cell id strange is not the grade_id",
    ),
    (
        "outputs",
        "power-try",
        put("power-try", outputs=[{"output_type": "stream", "name": "stdout", "text": "8"}]),
        "the cell has outputs or an execution count",
    ),
    (
        "outputs",
        "power-try",
        put("power-try", execution_count=3),
        "the cell has outputs or an execution count",
    ),
    ("limits", "", end("title", "\n<!--" + "-" * 80_000 + "-->"), "the file has 8"),
    (
        "limits",
        "",
        insert(3, *(cell("markdown", f"power-note-n{i}", "More.") for i in range(40))),
        "there are 59 cells of at most 51",
    ),
    (
        "limits",
        "",
        insert(18, *(cell("markdown", f"more{i}-idea", "More.") for i in range(7))),
        "there are 9 exercises of at most 8",
    ),
    (
        "limits",
        "",
        insert(
            3,
            *(cell("code", f"power-given-g{i}", LONG.replace("a", f"a{i}_"), locked=True) for i in range(9)),
        ),
        "there are 3",
    ),
    ("limits", "power-try", end("power-try", "\n" + LONG), "32 lines of at most 30"),
    (
        "limits",
        "power-check",
        change("power-check", "@pytest.mark.points", LONG + "\n@pytest.mark.points"),
        "37 hidden lines of at most 30",
    ),
    ("limits", "title", end("title", " word" * 140), " words of at most 150"),
    ("order", "title", remove("title"), "the cell is missing"),
    ("order", "imports", move("imports", 2), "the cell is not the second one"),
    ("order", "summary", move("summary", 5), "the cell is not the last one"),
    (
        "order",
        "progress",
        insert(2, cell("code", "progress", "check.progress()")),
        "the cell is not the last but one",
    ),
    ("order", "power-try", move("power-try", 12), "the cell stands apart from exercise power"),
    ("order", "power-task", move("power-try", 6), "the cell stands behind power-try"),
    (
        "order",
        "given-data",
        insert(8, cell("code", "given-data", "DATA = 1", locked=True)),
        "the cell stands among the exercises",
    ),
    ("order", "power-given", move("power-idea", 5), "the exercise does not start with its idea"),
    ("exercise", "halves-try", remove("halves-try"), "the cell is missing"),
    ("exercise", "halves", remove("halves"), "the cell is missing"),
    ("role", "power-try", put("power-try", cell_type="markdown"), "the cell is a prose cell"),
    ("role", "power-task", put("power-task", metadata={}), "the cell is a prose cell"),
    ("role", "imports", put("imports", metadata={}), "the cell is a free cell"),
    (
        "heading",
        "power-task",
        change("power-task", "Exercise 1", "Exercise 2"),
        "the first line is not the exercise's heading",
    ),
    (
        "heading",
        "power-task",
        change("power-task", "`power`", "`powers`"),
        "the first line is not the exercise's heading",
    ),
    (
        "heading",
        "power-task",
        change("power-task", "`power`", "`power` (hard)"),
        "the heading is marked (hard)",
    ),
    (
        "specification",
        "power-task",
        change("power-task", "```python", "```"),
        "the task has no specification in slow Python",
    ),
    ("repair", "", change("halves-task", "repair, ", ""), "repair exercises: none"),
    ("repair", "", change("power-task", "`power`", "`power` (repair)"), "repair exercises: power, halves"),
    ("repair", "", remove("halves-broken"), "nearly right code is given for no exercise"),
    ("stretch", "", change("halves-task", ", stretch", ""), "stretch exercises: none"),
    ("stretch", "", change("power-task", "`power`", "`power` (stretch)"), "stretch exercises: power, halves"),
    ("predict", "", remove("power-predict"), "predict cells: none"),
    (
        "predict",
        "",
        insert(12, cell("code", "halves-predict", "# Predict\n1 + 1")),
        "predict cells: power-predict, halves-predict",
    ),
    (
        "predict",
        "power-predict",
        change("power-predict", "# Predict", "# Guess"),
        "the cell does not ask for a prediction",
    ),
    ("plot", "", remove("halves-plot"), "plot cells: none"),
    ("plot", "", end("power-try", "\nplt.plot([1])"), "plot cells: power-try, halves-plot"),
    ("plot", "power-try", end("power-try", "\nplt.plot([1])"), "the cell draws, but is not called so"),
    ("syntax", "power-try", end("power-try", "\nfor"), "the cell is not Python"),
    ("shell", "power-try", end("power-try", "\n!pip install jax"), "the cell leaves Python"),
    ("shell", "power-try", start("power-try", "%timeit "), "the cell leaves Python"),
    ("shell", "power-try", end("power-try", "\nget_ipython()"), "the cell leaves Python"),
    ("imports", "power-try", end("power-try", "\nimport os"), "the cell imports"),
    (
        "imports",
        "power",
        change("power", "    return", "    from jax import lax\n    return"),
        "the cell imports",
    ),
    ("imports", "imports", change("imports", "import pytest\n", ""), "pytest is not imported"),
    (
        "imports",
        "imports",
        change("imports", "from gradlab import check", ""),
        "check is not imported",
    ),
    (
        "aliases",
        "imports",
        change("imports", "import jax.numpy as jnp", "import jax.numpy as np"),
        "jax.numpy is called np",
    ),
    ("aliases", "imports", end("imports", "\nimport numpy as onp"), "numpy is called onp"),
    ("aliases", "imports", end("imports", "\nimport numpy"), "numpy is called numpy"),
    ("aliases", "imports", end("imports", "\nfrom jax import numpy as np"), "jax.numpy is called np"),
    ("aliases", "imports", end("imports", "\nimport scipy as np"), "scipy is called np"),
    ("aliases", "power-try", end("power-try", "\nnp = jnp"), "jax.numpy is called np"),
    (
        "network",
        "power-try",
        end("power-try", '\nurl = "https://example.org/data.csv"'),
        "the code has https://",
    ),
    ("network", "imports", end("imports", "\nimport urllib.request"), "the code has urllib"),
    (
        "paths",
        "power-try",
        end("power-try", '\nopen("/home/me/data.csv")'),
        "there is an absolute path (/home…)",
    ),
    ("paths", "title", end("title", " See [this](file:///x).\n"), "there is an absolute path (file://…)"),
    ("paths", "power-try", end("power-try", '\nopen("~/data.csv")'), "there is an absolute path (~/…)"),
    ("paths", "power-try", end("power-try", '\nopen(r"C:\\data.csv")'), "there is an absolute path (C:\\…)"),
    (
        "clock",
        "power-check",
        change("power-check", "check.close(power(jnp.float32(2.0), 3), 8.0)", "assert time.time() < 3"),
        "the test measures time",
    ),
    (
        "keys",
        "power-try",
        end("power-try", "\nkey, subkey = jax.random.split(key)"),
        "the cell advances the global key",
    ),
    (
        "keys",
        "power-try",
        end("power-try", "\nif True:\n    key = jax.random.fold_in(key, 1)"),
        "the cell advances the global key",
    ),
    (
        "given",
        "power-given",
        end("power-given", "\nVALUE = power(1.0, 2)"),
        "a given cell uses power, which the student defines",
    ),
    (
        "given",
        "power-given",
        end("power-given", "\ndef halves(x): return x"),
        "a given cell uses halves, which the student defines",
    ),
    (
        "names",
        "power-check",
        change("power-check", "jnp.float32(2.0), 3", "jnp.float32(two), 3"),
        "two is neither given nor an answer",
    ),
    (
        "names",
        "halves-check",
        change("halves-check", "halves(jnp.float32(8.0), 2)", "halves_broken(jnp.float32(8.0), 2)"),
        "halves_broken is neither given nor an answer",
    ),
    ("names", "power-given", end("power-given", "\nEND = later"), "later is neither given nor an answer"),
    (
        "markers",
        "power",
        change("power", "    ### END SOLUTION", ""),
        "the markers are ### BEGIN SOLUTION",
    ),
    (
        "markers",
        "power",
        put("power", source="def power(x, n): return x**n"),
        "the markers are none",
    ),
    (
        "markers",
        "power-try",
        end("power-try", "\n### BEGIN SOLUTION\n### END SOLUTION"),
        "the markers are ### BEGIN SOLUTION, ### END SOLUTION",
    ),
    (
        "markers",
        "power-check",
        change("power-check", "### END HIDDEN TESTS", "# END HIDDEN TESTS"),
        "the markers are ### BEGIN HIDDEN TESTS, # END HIDDEN TESTS",
    ),
    ("stub", "power", change("power", "def power(", "def powers("), "the cell defines powers"),
    ("stub", "power", change("power", "x: jax.Array", "x"), "power has not an annotation of x"),
    ("stub", "power", change("power", " -> jax.Array", ""), "power has not an annotation of what it returns"),
    (
        "stub",
        "power",
        change("power", '    """Multiply x by itself n times."""\n', ""),
        "power has not a docstring",
    ),
    (
        "stub",
        "power",
        change("power", "    ### END SOLUTION", "    ### END SOLUTION\n  1"),
        "without its solution the cell is not Python",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "\n### BEGIN HIDDEN TESTS", "\n(\n### BEGIN HIDDEN TESTS\n)"),
        "without its hidden tests the cell is not Python",
    ),
    (
        "tests",
        "power-check",
        change("power-check", '"""`power` multiplies n times, for any n."""', ""),
        "the cell does not say what it checks",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "\ncheck.run()", ""),
        "the cell does not end with check.run()",
    ),
    (
        "tests",
        "power-check",
        lambda nb: (
            change("power-check", "\n\ncheck.run()", "")(nb),
            change("power-check", "### END HIDDEN", "check.run()\n### END HIDDEN")(nb),
        ),
        "the cell does not end with check.run()",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "def test_two_cubed_is_eight", "def two_cubed_is_eight"),
        "no test is visible",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "def test_any_power", "def any_power"),
        "no test is hidden",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "def test_any_power", "def test_two_cubed_is_eight"),
        "test_two_cubed_is_eight is there 2 times; the last one counts",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "test_any_power", "test_1"),
        "the name test_1 is not a sentence",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "check.close(power(jnp.float32(2.0), 3), 8.0)", "power(2.0, 3)"),
        "test_two_cubed_is_eight can't fail",
    ),
    (
        "tests",
        "power-check",
        change("power-check", "\ncheck.run()", '\nprint("all tests passed")\ncheck.run()'),
        "the cell prints",
    ),
    (
        "points",
        "power-check",
        lambda nb: label("power-check", points=7)(nb),
        "the cell is worth 7, its tests 3",
    ),
    (
        "points",
        "power-check",
        change("power-check", "points(2)", "points(1 + 1)"),
        "pytest.mark.points(1 + 1) is not a number above 0",
    ),
    (
        "points",
        "power-check",
        change("power-check", "points(2)", "points(0)"),
        "pytest.mark.points(0) is not a number above 0",
    ),
    ("prose", "title", end("title", " It is Simply so."), 'the text says "simply"'),
    ("prose", "power-task", change("power-task", "Multiply.", "Just multiply."), 'the text says "just"'),
    ("prose", "summary", end("summary", " Well done!"), "the text has an exclamation mark"),
]


def test_a_clean_course_has_no_finding(course: Course) -> None:
    assert lint(course) == []


@pytest.mark.parametrize(
    ("rule", "cell_id", "plant", "message"), PLANTED, ids=[f"{p[0]}-{i}" for i, p in enumerate(PLANTED)]
)
def test_every_rule_finds_what_was_planted(
    course: Course, rule: str, cell_id: str, plant: Plant, message: str
) -> None:
    nb = example()
    plant(nb)
    write(course.root, "08-loops", nb)
    findings = [finding for finding in lint(course) if finding.rule == rule]
    assert any(
        finding.cell == cell_id and message in finding.message and finding.fix for finding in findings
    ), findings


def test_every_rule_of_the_documentation_has_a_planted_violation() -> None:
    import re

    import gradlab.course as package

    folder = Path(package.__file__).parent
    rules = set()
    for path in [*folder.glob("rules_*.py"), folder / "lint.py"]:
        text = path.read_text()
        rules |= set(re.findall(r'found\(\s*"([a-z]+)"', text)) | set(
            re.findall(r'_exactly_one\(draft, "([a-z]+)"', text)
        )
        rules |= set(re.findall(r'Finding\([^)]*?"(bank|hidden|notebook)"', text))
    planted = {rule for rule, *_ in PLANTED} | {"bank", "hidden", "notebook"}
    assert rules == planted


KEPT = [
    end("power-try", "\nkey = jax.random.key(0)\nkey, subkey = jax.random.split(key)"),
    end("power-try", "\ndef walk(key):\n    key, subkey = jax.random.split(key)\n    return key"),
    end("power-try", "\nfirst, second = jax.random.split(key)"),
    end(
        "title",
        " You write `just` and `!=`, or $n! = 6$ and `simply`. See [this](https://x.org/just!). Adjust.",
    ),
    end("title", "\n```\njust!\n```\n"),
    move("power-predict", 5),
    move("halves-plot", 16),
    insert(4, cell("markdown", "power-note", "Look at this.")),
    insert(9, cell("markdown", "power-note-two", "Look at that.")),
    insert(2, cell("code", "given-data", "DATA = jnp.arange(3)", locked=True)),
    insert(
        3, cell("code", "power-given-more", "class Holder:\n    size = 3\n    double = size * 2", locked=True)
    ),
    end("imports", "\nimport numpy as np\nfrom functools import partial"),
    end("power-try", "\nratio = 8 / 3  # and/or\n10 %\\\n3"),
    change("halves-task", "`halves`", "halves"),
    change(
        "power-check",
        "check.close(power(jnp.float32(2.0), 3), 8.0)",
        "with pytest.raises(TypeError):\n        [power(a) for a in range(3)]",
    ),
    lambda nb: nb["metadata"].update(gradlab={"platform": "cuda"}),
    change("power", "def power(", 'class Box:\n    """Holds."""\n\n\ndef power('),
]


@pytest.mark.parametrize("plant", KEPT, ids=range(len(KEPT)))
def test_what_is_allowed_is_not_found(course: Course, plant: Plant) -> None:
    nb = example()
    plant(nb)
    write(course.root, "08-loops", nb)
    assert lint(course) == []


@pytest.mark.parametrize("name", rules_exercise.WITHOUT_PLOT)
def test_an_assignment_without_a_plot_has_none(course: Course, name: str) -> None:
    nb = example()
    remove("halves-plot")(nb)
    write(course.root, name, nb)
    assert [finding for finding in lint(course, [name]) if finding.rule == "plot"] == []
    write(course.root, name, example())
    (finding,) = (finding for finding in lint(course, [name]) if finding.rule == "plot")
    assert (finding.cell, finding.message) == (
        "halves-plot",
        "the cell draws, and this assignment has no plot",
    )


def test_windows_line_ends_and_a_missing_newline_are_found(course: Course) -> None:
    path = course.assignment("08-loops").source
    for data in (path.read_bytes().replace(b"\n", b"\r\n"), path.read_bytes().rstrip()):
        path.write_bytes(data)
        assert [(finding.rule, finding.message) for finding in lint(course)] == [
            ("format", "lines do not end in a newline")
        ]


def test_a_notebook_that_cannot_be_read_is_a_finding(course: Course) -> None:
    path = course.assignment("08-loops").source
    path.write_text("{")
    (finding,) = lint(course)
    assert (finding.rule, finding.file) == ("notebook", "source/08-loops")
    assert finding.message.startswith("source/08-loops/loops.ipynb: the file is not JSON")


def test_two_notebooks_are_a_finding(course: Course) -> None:
    (course.root / "source" / "08-loops" / "copy.ipynb").write_text("{}")
    (finding,) = lint(course)
    assert finding.message == "assignment 08-loops has 2 notebooks: copy.ipynb, loops.ipynb"
    assert finding.fix == "one notebook is one assignment: move the others to folders of their own"


def test_a_graded_id_is_found_in_a_second_assignment(course: Course) -> None:
    write(course.root, "09-more", example())
    findings = [finding for finding in lint(course) if finding.rule == "ids"]
    assert {finding.cell for finding in findings} == {"power", "power-check", "halves", "halves-check"}
    assert findings[0].message == "source/08-loops/loops.ipynb has a graded cell of this id"


PLANTED_IN_BANK = [
    ("wrong_name.py", '"""x"""\n# %% power\n', "wrong_name.py: the name does not say what must happen"),
    ("wrong-Big.py", '"""x"""\n# %% power\n', "wrong-Big.py: the name does not say what must happen"),
    ("right-a.py", "x = 1\n# %% power\n", "right-a.py: says nothing about itself"),
    ("right-a.py", '"""x"""\nx = 1\n# %% power\n', "right-a.py: has code before the first section"),
    ("right-a.py", "def\n# %% power\n", "right-a.py: the head is not Python"),
    ("right-a.py", '"""x"""\n', "right-a.py: has no section"),
    ("right-a.py", '"""x"""\n# %% new before power\n', "cannot read the section `# %% new before power`"),
    ("right-a.py", '"""x"""\n# %% notebook\nfor\n', "right-a.py:3: the notebook section is not Python"),
    ("wrong-a.py", '"""x\n\nloses: a\nloses: b\n"""\n# %% power\n', "wrong-a.py: says loses: twice"),
    ("wrong-a.py", '"""x"""\n# %% power\n', "a wrong variant names what it loses and what it is told"),
    ("right-a.py", '"""x\n\nhint: y\n"""\n# %% power\n', "a right variant loses nothing"),
    ("right-a.py", '"""source: y"""\n# %% power\n', "the docstring does not say the idea"),
    ("right-a.py", '"""x"""\n# %% powers\n', "there is no cell powers"),
    ("right-a.py", '"""x"""\n# %% power\n# %% power\n', "the cell is replaced 2 times"),
    (
        "hostile-a.py",
        '"""x\n\nloses: power-check::test_x\n"""\n# %% power\n',
        "there is no test power-check::test_x",
    ),
    ("hostile-a.py", '"""x\n\nloses: power::*\n"""\n# %% power\n', "there is no test power::*"),
    ("notes.txt", "x", "the file is no variant"),
]


@pytest.mark.parametrize(("name", "text", "message"), PLANTED_IN_BANK)
def test_a_bad_file_of_the_bank_is_found(course: Course, name: str, text: str, message: str) -> None:
    (course.root / "grader_tests" / "08-loops" / name).write_text(text)
    findings = lint(course)
    assert any(
        message in f.message and f.rule == "bank" and f.file.endswith(name) and f.fix for f in findings
    ), findings


def test_a_readme_and_hidden_files_may_lie_in_the_bank(course: Course) -> None:
    for name in ("README.md", ".DS_Store"):
        (course.root / "grader_tests" / "08-loops" / name).write_text("x")
    assert lint(course) == []


def test_a_file_that_is_not_text_is_found(course: Course) -> None:
    (course.root / "grader_tests" / "08-loops" / "right-a.py").write_bytes(b"\xff\xfe")
    assert "right-a.py: cannot be read" in lint(course)[0].message


def test_too_few_variants_are_found(root: Path) -> None:
    said = [finding.message for finding in lint(Course(root))]
    assert said == [
        "2 wrong variants of at least 12",
        "1 right variants of at least 5",
        "1 hostile variants of at least 6",
    ]


def test_a_hidden_test_that_no_wrong_variant_loses_is_found(course: Course) -> None:
    for path in (course.root / "grader_tests" / "08-loops").glob("wrong-*.py"):
        path.write_text(
            path.read_text().replace("halves-check::test_four_halves", "power-check::test_any_power")
        )
    (finding,) = lint(course)
    assert finding.message == "no wrong variant loses halves-check::test_four_halves"
    assert finding.fix == "write one that does, or remove the test"


def test_a_bank_without_an_assignment_is_found(course: Course) -> None:
    (course.root / "grader_tests" / "07-gone").mkdir()
    (finding,) = lint(course)
    assert (finding.file, finding.message) == ("grader_tests/07-gone", "the bank belongs to no assignment")
    assert lint(course, ["08-loops"]) == []


def test_prose_is_what_is_left_of_markdown_without_code_and_formulas() -> None:
    assert prose("Use `a!` and $b!$ in [c](d!).").split() == ["Use", "and", "in", "[c", "."]
    assert prose("![a](b.png)").split() == ["[a"]


def test_a_finding_reads_as_two_lines() -> None:
    finding = Finding("source/08-loops/loops.ipynb", "power", "stub", "power has not a docstring", "say it")
    assert str(finding) == "source/08-loops/loops.ipynb power: power has not a docstring [stub]\n  say it"
    assert str(Finding("f", "", "format", "m", "x")) == "f: m [format]\n  x"


def test_the_command_prints_findings_and_says_how_it_went(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course.root / "source")
    assert main(["08-loops/loops.ipynb"]) == 0
    assert main(["nope"]) == 2
    assert capsys.readouterr().err == "there is no assignment nope\n\nhint: this course has 08-loops\n"
    nb = example()
    label("power-check", points=7)(nb)
    write(course.root, "08-loops", nb)
    assert main([]) == 1
    assert "the cell is worth 7, its tests 3 [points]\n  set its points to 3\n" in capsys.readouterr().out


def test_an_unknown_assignment_is_an_error(course: Course) -> None:
    with pytest.raises(CourseError, match="there is no assignment loop"):
        lint(course, ["loop"])
