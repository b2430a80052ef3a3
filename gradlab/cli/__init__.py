"""The command line: arguments in, exit code out. Every command imports what it needs when it runs.

Exit codes: 0 fine; 1 found something (lint, a stale release, a proof that fails, a grader error); 2 usage or a machine that
cannot do it. Data goes to stdout, progress to stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

FOUND, USAGE = 1, 2
EXPORTS = ("canvas", "gradescope", "csv", "junit", "ags")

app = typer.Typer(
    name="gradlab",
    help="Grade JAX notebooks with a judge that never shares a process with student code.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Assignments = Annotated[
    list[str] | None, typer.Argument(help="Assignments, such as 08-loops; all of them if left out.")
]
Platform = Annotated[
    str,
    typer.Option(
        "--platform",
        metavar="cpu|cuda",
        help="Where the judge computes. Without a GPU, cuda is refused; nothing falls back to the CPU.",
    ),
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Submissions at once; one a core.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        import gradlab

        typer.echo(gradlab.__version__)
        raise typer.Exit


@app.command()
def demo(
    jobs: Jobs = None,
    keep: Annotated[
        Path | None, typer.Option("--in", help="Make the course here, not in a temporary folder.")
    ] = None,
) -> None:
    """Grade a small class, hostile notebooks included, in a course made for it."""
    from gradlab.cli.demo import demo as run

    raise typer.Exit(run(jobs=jobs, folder=keep))


@app.command()
def lint(assignments: Assignments = None) -> None:
    """Check source notebooks and the bank against the rules of the course."""
    from gradlab.cli.course import lint as run

    raise typer.Exit(run(assignments or []))


@app.command()
def build(
    assignments: Assignments = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say which release is stale.")
    ] = False,
) -> None:
    """Make release/ from source/, as nbgrader does, to the same bytes every time."""
    from gradlab.cli.course import build as run

    raise typer.Exit(run(assignments or [], check=check))


@app.command()
def grade(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Assignments, folders under submitted/, or notebooks; all of submitted/ if left out."
        ),
    ] = None,
    jobs: Jobs = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Also write one JSON report a submission here.")
    ] = None,
    gradebook: Annotated[
        bool, typer.Option("--gradebook/--no-gradebook", help="Record in nbgrader's gradebook.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Record what a regrade changes, after showing it.")
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Tell what hidden tests compared. For instructors' eyes only.")
    ] = False,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", metavar="PNG", help="Show where the processor time went, and draw it here."
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Grade on a Dask cluster, such as tcp://10.0.0.5:8786; `local` starts one here.",
        ),
    ] = None,
    platform: Platform = "cpu",
) -> None:
    """Grade submissions: a table of marks, reports, and nbgrader's gradebook."""
    from gradlab.cli.grade import grade as run

    raise typer.Exit(
        run(
            paths or [],
            jobs=jobs,
            json=json,
            gradebook=gradebook,
            force=force,
            yes=yes,
            reveal=reveal,
            profile=profile,
            dask=dask,
            platform=platform,
        )
    )


@app.command()
def warm(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Assignments that each slot grades once beforehand, such as 08-loops."),
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Slots; one a core.")] = None,
) -> None:
    """Keep slots ready until Ctrl-C: other commands that grade start at once."""
    from gradlab.cli.warm import warm as run

    raise typer.Exit(run(assignments or [], jobs=jobs))


@app.command()
def prove(
    assignments: Assignments = None,
    jobs: Jobs = None,
    only: Annotated[
        str, typer.Option("--only", metavar="PATTERN", help="Known submissions, such as 'wrong-scan-*'.")
    ] = "*",
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Grade known submissions whole, not only on what they can reach."),
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Grade small systematic changes of the solutions instead; --only then names exercises.",
        ),
    ] = False,
    platform: Platform = "cpu",
) -> None:
    """Grade the bank of known submissions and compare with what each must get: the tests are tested."""
    if mutants:
        if platform != "cpu":
            raise typer.BadParameter("mutants are graded on the CPU: leave --platform out")
        from gradlab.cli.mutants import prove_mutants

        raise typer.Exit(prove_mutants(assignments or [], jobs=jobs, only=only, force=force))
    from gradlab.cli.prove import prove as run

    raise typer.Exit(
        run(assignments or [], jobs=jobs, only=only, force=force, whole=whole, platform=platform)
    )


@app.command()
def release(
    version: Annotated[str, typer.Argument(help="Year and number, such as 2026.1.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write here, not to dist/ in the course.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a release of other bytes.")] = False,
    no_prove: Annotated[
        bool, typer.Option("--no-prove", help="Do not prove the bank; the manifest then says `not proven`.")
    ] = False,
    check_leaks: Annotated[
        Path | None,
        typer.Option("--check-leaks", metavar="ZIP", help="Only look for secrets in a students' zip."),
    ] = None,
    jobs: Jobs = None,
) -> None:
    """Check the course, then write its release: a zip for students, one for instructors, a manifest."""
    from gradlab.cli.release import check_leaks as look
    from gradlab.cli.release import release as run

    if check_leaks is not None:
        if version:
            raise typer.BadParameter(
                "--check-leaks looks into a zip and releases nothing: leave the version out"
            )
        raise typer.Exit(look(check_leaks))
    if not version:
        raise typer.BadParameter("say which version: gradlab release 2026.1")
    raise typer.Exit(run(version, out=out, force=force, proof=not no_prove, jobs=jobs))


@app.command()
def show(path: Annotated[Path, typer.Argument(help="A report (.json) or a notebook (.ipynb).")]) -> None:
    """Show a report test by test, or a notebook cell by cell."""
    from gradlab.cli.show import show as run

    raise typer.Exit(run(path))


@app.command()
def export(
    to: Annotated[str, typer.Option("--to", metavar="|".join(EXPORTS), help="For whom.")],
    assignments: Assignments = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write here, not on stdout; a folder where there are several files."),
    ] = None,
    zip: Annotated[
        Path | None, typer.Option("--zip", help="gradescope: pack the autograder of an assignment here.")
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option("--roster", help="canvas, ags: the gradebook that Canvas exported, for its ids."),
    ] = None,
    match: Annotated[
        str, typer.Option("--match", metavar="COLUMN", help="The roster's column that holds our ids.")
    ] = "SIS Login ID",
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="ASSIGNMENT=COLUMN", help="canvas: the roster's column of one."),
    ] = None,
    user_id: Annotated[
        str, typer.Option("--user-id", metavar="COLUMN", help="ags: the roster's column of the user's id.")
    ] = "ID",
    tests: Annotated[bool, typer.Option("--tests", help="csv: a row for each test.")] = False,
    hidden: Annotated[
        str,
        typer.Option("--hidden", metavar="WHEN", help="gradescope: when students see hidden tests."),
    ] = "after_published",
) -> None:
    """Write the marks for Canvas, Gradescope, a spreadsheet, a CI server or an LMS."""
    from gradlab.cli.export import Options
    from gradlab.cli.export import export as run

    options = Options(assignments or [], out, zip, roster, match, user_id, tuple(column or ()), tests, hidden)
    raise typer.Exit(run(to, options))


@app.command()
def report(
    assignments: Assignments = None,
    out: Annotated[Path, typer.Option("--out", metavar="HTML", help="Where the page goes.")] = Path(
        "report.html"
    ),
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Also write the same data as CSV files here.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write the same data as JSON here.")
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Call students by pseudonyms, the same ones every time.")
    ] = False,
) -> None:
    """Show a graded class on one page: marks, tests, misconceptions, and what needs a human eye."""
    from gradlab.cli.report import report as run

    raise typer.Exit(run(assignments or [], out=out, csv=csv, json=json, anonymous=anonymous))


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False, platform: Platform = "cpu"
) -> None:
    """Try every layer of the sandbox on this machine and say what happened."""
    from gradlab.cli.doctor import doctor as run

    raise typer.Exit(run(as_json=json, platform=platform))


def main() -> NoReturn:
    """Run the command line; every error that a person can meet is one clear message, never a traceback."""
    # jsonschema loads it, for 1.5 s, to check IRIs; no schema that is used here asks for that.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from gradlab.cli.errors import guarded

    sys.exit(guarded(app))
