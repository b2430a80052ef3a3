"""Show a notebook as text to `git diff`: cell ids, roles, points, sources. Set it up once per clone:
git config diff.notebook.textconv "python3 .ci/notebook_text.py"
"""

import json
import sys
from pathlib import Path

for cell in json.loads(Path(sys.argv[1]).read_text("utf-8"))["cells"]:
    label = cell["metadata"].get("nbgrader", {})
    role = " ".join(flag for flag in ("locked", "solution", "grade", "task") if label.get(flag))
    points = f" {label['points']} points" if "points" in label else ""
    print(
        f"\n%% {cell.get('id', '-')} [{cell['cell_type']}{role and ' '}{role}{points}]\n{''.join(cell['source'])}"
    )
