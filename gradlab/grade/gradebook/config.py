"""The steps that nbgrader is configured to take, and the application that holds the configuration.

`configure` is used by every nbgrader_config.py and loaded by every nbgrader and Jupyter command, so this room imports neither
nbgrader nor the judge until it must. The rest of the room imports it.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from gradlab.grade.gradebook.errors import GradebookError

HOW = "let `gradebook.configure(c)` be the last line about Autograde in nbgrader_config.py"
"""What to do where something else has set the steps."""

EXPORTER = "gradlab.grade.gradebook.exporter.SubmissionExporter"
PAGE = "gradlab.grade.gradebook.page.FeedbackExporter"
JUDGE = "gradlab.grade.gradebook.preprocessor.Judge"
RECORD = "gradlab.grade.gradebook.preprocessor.Record"
HARMLESS = "gradlab.grade.gradebook.markup.harmless"
EXPORT = "gradlab.grade.gradebook.spreadsheet.SpreadsheetPlugin"
HIDE = "gradlab.grade.gradebook.feedback.HideTests"

TEMPLATE = "gradlab"
TEMPLATES = Path(__file__).parent / "templates"
"""Where nbconvert finds the folder `gradlab` with the template of feedback."""

_AUTOGRADE = (
    JUDGE,
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    RECORD,
    "nbgrader.preprocessors.CheckCellMetadata",
)
"""nbgrader's steps, with ours in the places of `Execute`, and of `SaveAutoGrades` and `AssignLatePenalties`."""

_FEEDBACK = (
    "nbgrader.preprocessors.GetGrades",
    HIDE,
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)
_REPLACED = {"Execute": JUDGE, "SaveAutoGrades": RECORD, "AssignLatePenalties": None}


def configure(c: Any) -> None:
    """Let the judge grade a course: the one line that its nbgrader_config.py needs.

    Args:
        c: What `get_config()` returned. Steps that it lists already stay, but for those that the judge replaces.
    """
    autograde = c.Autograde.get("autograde_preprocessors")
    c.Autograde.autograde_preprocessors = autograde_steps(autograde if _is_list(autograde) else _AUTOGRADE)
    c.Autograde.exporter_class = EXPORTER
    feedback = c.GenerateFeedback.get("preprocessors")
    c.GenerateFeedback.preprocessors = feedback_steps(feedback if _is_list(feedback) else _FEEDBACK)
    c.GenerateFeedback.exporter_class = PAGE
    if "template_name" not in c.HTMLExporter:
        _set_template(c)
    if "plugin_class" not in c.ExportApp:
        # nbgrader's own writes names as they are: formulas run, and a comma shifts the columns.
        c.ExportApp.plugin_class = EXPORT
    # nbgrader's pages pass a student's text through this filter, and through nothing that takes scripts out of it.
    filters = c.HTMLExporter.get("filters")
    c.HTMLExporter.filters = {
        **(filters if isinstance(filters, dict) else {}),
        "strip_files_prefix": HARMLESS,
    }
    find_alembic()


def _set_template(c: Any) -> None:
    """Let feedback be written in our template, or in one of the course's that is built on it."""
    if "template_name" not in c.FeedbackExporter:
        c.FeedbackExporter.template_name = TEMPLATE
    own = c.FeedbackExporter.get("extra_template_basedirs")
    folders = [str(one) for one in own if str(one) != str(TEMPLATES)] if _is_list(own) else []
    c.FeedbackExporter.extra_template_basedirs = [*folders, str(TEMPLATES)]


def autograde_steps(steps: Any) -> list[Any]:
    """Put our steps into a list of nbgrader's.

    Args:
        steps: Classes or their dotted names.

    Returns:
        The list with the judge in it once, and with nothing that executes notebooks.
    """
    found: list[Any] = []
    for step in steps:
        new = _REPLACED.get(_name(step), step)
        if new is not None and _name(new) not in map(_name, found):
            found.append(new)
    names = [_name(step) for step in found]
    if "Judge" not in names:
        found.insert(0, JUDGE)
    if "Record" not in names:
        found.append(RECORD)
    return found


def feedback_steps(steps: Any) -> list[Any]:
    """Put the step that hides tests into a list of nbgrader's.

    Args:
        steps: Classes or their dotted names.

    Returns:
        The list; nbgrader's `ClearHiddenTests`, which fails on what a student wrote, is replaced.
    """
    found = [HIDE if _name(step) == "ClearHiddenTests" else step for step in steps]
    if "HideTests" not in map(_name, found):
        names = [_name(step) for step in found]
        found.insert(names.index("GetGrades") + 1 if "GetGrades" in names else 0, HIDE)
    return found


def find_alembic() -> None:
    """Let nbgrader find `alembic`, which it calls by name, in an environment that is not activated."""
    here = os.path.dirname(sys.executable)
    if shutil.which("alembic") is None and os.path.exists(os.path.join(here, "alembic")):
        os.environ["PATH"] = os.pathsep.join(filter(None, (os.environ.get("PATH"), here)))


def gradebook_of(root: Path) -> tuple[str, str]:
    """Return the URL of a course's gradebook and the course's id, as nbgrader_config.py has them.

    Raises:
        GradebookError: nbgrader_config.py fails.
    """
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(parent=application(root), root=str(root))
    return coursedir.db_url, coursedir.course_id


def application(root: Path) -> Any:
    """Read a course's configuration as nbgrader's commands do, wherever this process runs.

    Args:
        root: The course's folder.

    Returns:
        nbgrader's application. It logs to `gradlab.gradebook`, which shows nothing by itself.

    Raises:
        GradebookError: nbgrader_config.py fails.
    """
    from nbgrader.apps.baseapp import NbGrader

    class Application(NbGrader):  # type: ignore[misc]
        load_cwd_config = False
        raise_config_file_errors = True

        def migrate_config(self) -> None:
            """Leave the person's Jupyter settings alone."""

        def init_syspath(self) -> None:
            """Find the course's own modules, behind everything that is installed."""
            if str(root) not in sys.path:
                sys.path.append(str(root))

    find_alembic()
    log = logging.getLogger("gradlab.gradebook")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False
    app = Application(log=log)
    try:
        app.initialize(argv=[], root=str(root))
    except (Exception, SystemExit) as error:
        raise GradebookError(
            f"nbgrader_config.py cannot be read ({type(error).__name__}: {error})", "correct it and run again"
        ) from error
    return app


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _name(step: Any) -> str:
    return (
        str(step).rpartition(".")[2]
        if isinstance(step, str)
        else getattr(step, "__name__", type(step).__name__)
    )
