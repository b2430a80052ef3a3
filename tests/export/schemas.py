"""JSON schemas for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

HERE = Path(__file__).parent


def validator(name: str) -> Any:
    """Return what checks a value against the schema in a file beside this one."""
    schema = json.loads((HERE / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


AGS = validator("ags_score.schema.json")
RESULTS = validator("gradescope_results.schema.json")
