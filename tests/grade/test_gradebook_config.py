"""The one line of config: what it sets, what it leaves, and how little it loads."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties, Execute, SaveAutoGrades
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from gradlab.grade import gradebook
from gradlab.grade.gradebook import config, registration


def test_every_step_can_be_imported() -> None:
    c = Config()
    gradebook.configure(c)
    steps = [*c.Autograde.autograde_preprocessors, *c.GenerateFeedback.preprocessors]
    steps += [c.Autograde.exporter_class, c.GenerateFeedback.exporter_class, *c.HTMLExporter.filters.values()]
    assert len([import_item(step) for step in steps]) == 12


def test_nothing_that_executes_is_left() -> None:
    c = Config()
    gradebook.configure(c)
    names = [step.rpartition(".")[2] for step in c.Autograde.autograde_preprocessors]
    assert names == [
        "Judge",
        "IgnorePattern",
        "ClearMetadataPreprocessor",
        "LimitOutput",
        "Record",
        "CheckCellMetadata",
    ]


def test_feedback_is_written_in_our_template_or_in_the_course_s_own() -> None:
    plain, built_on_ours, theirs = Config(), Config(), Config()
    built_on_ours.FeedbackExporter.template_name = "mine"
    built_on_ours.FeedbackExporter.extra_template_basedirs = ["templates"]
    theirs.HTMLExporter.template_name = "feedback"
    for c in (plain, built_on_ours, theirs):
        gradebook.configure(c)
        gradebook.configure(c)
    assert plain.FeedbackExporter.template_name == "gradlab"
    assert plain.FeedbackExporter.extra_template_basedirs == [str(config.TEMPLATES)]
    assert built_on_ours.FeedbackExporter.template_name == "mine"
    assert built_on_ours.FeedbackExporter.extra_template_basedirs == ["templates", str(config.TEMPLATES)]
    assert theirs.FeedbackExporter == {}


def test_a_courses_own_steps_stay() -> None:
    c = Config()
    c.Autograde.autograde_preprocessors = [
        "mine.First",
        Execute,
        "nbgrader.preprocessors.LimitOutput",
        SaveAutoGrades,
        AssignLatePenalties,
        "mine.Last",
    ]
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "nbgrader.preprocessors.ClearHiddenTests",
    ]
    c.HTMLExporter.filters = {"mine": "mine.shout"}
    gradebook.configure(c)
    gradebook.configure(c)
    assert c.Autograde.autograde_preprocessors == [
        "mine.First",
        config.JUDGE,
        "nbgrader.preprocessors.LimitOutput",
        config.RECORD,
        "mine.Last",
    ]
    assert c.GenerateFeedback.preprocessors == ["nbgrader.preprocessors.GetGrades", config.HIDE]
    assert c.HTMLExporter.filters == {"mine": "mine.shout", "strip_files_prefix": config.HARMLESS}


def test_the_judge_is_put_where_it_is_missing() -> None:
    assert config.autograde_steps(["mine.Only"]) == [config.JUDGE, "mine.Only", config.RECORD]
    assert config.feedback_steps(["mine.Only"]) == [config.HIDE, "mine.Only"]


def test_the_line_loads_neither_nbgrader_nor_jax() -> None:
    program = textwrap.dedent(
        """
        import sys
        from gradlab.grade import gradebook
        from traitlets.config import Config
        gradebook.configure(Config())
        print([name for name in ("jax", "numpy", "nbgrader", "nbformat", "sqlalchemy", "pytest") if name in sys.modules])
        """
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_what_nbgrader_loads_has_no_jax() -> None:
    rooms = "gradlab.grade.gradebook.exporter, gradlab.grade.gradebook.recording"
    program = f"import sys; import {rooms}; print('jax' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_alembic_is_found_beside_the_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    config.find_alembic()
    assert os.environ["PATH"].split(os.pathsep) == [str(tmp_path), os.path.dirname(sys.executable)]
    config.find_alembic()
    assert os.environ["PATH"].count(os.path.dirname(sys.executable)) == 1


def test_the_version_of_nbgrader_s_tables_is_the_one_that_alembic_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    config.find_alembic()
    assert registration.version_of_tables() == api.get_alembic_version()
    told = api.get_alembic_version
    with registration.version_read_here():
        assert api.get_alembic_version is registration.version_of_tables
    assert api.get_alembic_version is told


def test_a_command_loads_no_grammar_of_iris() -> None:
    program = textwrap.dedent(
        """
        import sys
        from gradlab import cli
        sys.argv = ["gradlab", "lint", "--help"]
        try:
            cli.main()
        except SystemExit:
            import nbformat
            print([name for name in ("jsonschema", "rfc3987_syntax.syntax_helpers") if name in sys.modules])
        """
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "['jsonschema']"
