"""Gradescope's autograder zip: everything it needs to grade one assignment by itself, with the same judge in the same sandbox.

    setup.sh            runs once, when the image is built: Python, the pinned packages, gradlab, and a rehearsal
    run_autograder      runs for every submission, and leaves results/results.json
    requirements.txt    what grading needs, as installed where the zip was made
    gradlab-….whl       this gradlab
    assignment/         the instructor's notebook, with its solutions and hidden tests: keep the zip to yourself
    autograder.json     what `container` reads

Written to the same bytes every time. `cli` imports this room.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import sys

import msgspec

from gradlab import archive
from gradlab.course import Assignment
from gradlab.export import gradescope, packing
from gradlab.export.container import CONFIGURATION, Configuration

UV_VERSION = "0.13.9"
"""Installs Python and the packages there; the images have older Pythons."""

NO_RESULT = "gradlab ended without a result: was setup.sh run, and is there enough memory?"

SETUP = """\
#!/usr/bin/env bash
# Runs once, as root, while the image is built. Downloads Python {python} and the packages of requirements.txt.
# GRADLAB_AUTOGRADER_ROOT moves /autograder; GRADLAB_AUTOGRADER_ENV names an environment on this machine whose packages are
# copied, so that the zip can be tried without a network. Gradescope sets neither.
set -euo pipefail
umask 022  # the sandbox runs as a user that owns nothing, and reads the packages
root="${{GRADLAB_AUTOGRADER_ROOT:-/autograder}}"
source="$root/source"
env="$root/env"
rm -rf "$env"

if [[ -n "${{GRADLAB_AUTOGRADER_ENV:-}}" ]]; then
    echo "packages are copied from $GRADLAB_AUTOGRADER_ENV, not installed from requirements.txt"
    "$GRADLAB_AUTOGRADER_ENV/bin/python" -m venv --without-pip "$env"
    folder='import sysconfig; print(sysconfig.get_path("purelib"))'
    there="$("$GRADLAB_AUTOGRADER_ENV/bin/python" -c "$folder")"
    here="$("$env/bin/python" -c "$folder")"
    cp -al "$there/." "$here/" 2>/dev/null || cp -a "$there/." "$here/"
    rm -rf "$here"/gradlab "$here"/gradlab-*.dist-info "$here"/*gradlab*.pth
    "$env/bin/python" -m zipfile -e "$source/{wheel}" "$here"
else
    if ! command -v uv >/dev/null; then
        if ! python3 -m pip --version >/dev/null 2>&1; then
            apt-get update -qq
            apt-get install -y -qq python3-pip
        fi
        PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install --quiet 'uv=={uv}'
    fi
    export UV_PYTHON_INSTALL_DIR="$root/python"
    uv venv --quiet --python {python} "$env"
    uv pip install --quiet --python "$env/bin/python" --compile-bytecode -r "$source/requirements.txt"
    uv pip install --quiet --python "$env/bin/python" --compile-bytecode --no-deps "$source/{wheel}"
fi

# Nobody but root, hence no student, reads the assignment; and the sandbox does not show it to them in the first place.
chmod -R go-rwx "$source"
"$env/bin/python" -I -m gradlab.export.container rehearse "$root"
"""

RUN = """\
#!/usr/bin/env bash
# Runs for every submission. Whatever happens, results.json is there: without a score where no mark can be given.
root="${GRADLAB_AUTOGRADER_ROOT:-/autograder}"
mkdir -p "$root/results"
rm -f "$root/results/results.json"
"$root/env/bin/python" -I -m gradlab.export.container grade "$root"
if [[ ! -s "$root/results/results.json" ]]; then
    echo "NO_RESULT"
    cat > "$root/results/results.json" <<'JSON'
UNGRADED
JSON
fi
"""


def packed(assignment: Assignment, hidden: str = gradescope.VISIBILITIES[0]) -> bytes:
    """Pack the autograder of an assignment.

    Args:
        assignment: Which; it has one notebook.
        hidden: When students see the hidden tests, in Gradescope's words.

    Returns:
        The zip file.

    Raises:
        CourseError: The assignment has not exactly one notebook, or it cannot be read.
        ExportError: gradlab is not installed as a package.
    """
    assignment.notebook()  # a notebook that cannot be read is told here, not there
    name, wheel = packing.wheel()
    notebook = assignment.source
    settings = Configuration(assignment=assignment.name, notebook=notebook.stem, hidden=hidden)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    files = {
        "setup.sh": SETUP.format(python=python, wheel=name, uv=UV_VERSION).encode(),
        "run_autograder": RUN.replace("NO_RESULT", NO_RESULT)
        .replace("UNGRADED\n", gradescope.ungraded(NO_RESULT).decode())
        .encode(),
        "requirements.txt": packing.requirements().encode(),
        name: wheel,
        f"assignment/{notebook.name}": notebook.read_bytes(),
        CONFIGURATION: msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n",
    }
    return archive.pack(files, executable=("setup.sh", "run_autograder"), deflated=True)
