"""nbgrader's validation of cells, without validating nbgrader's own schema again for every one of them.

`jsonschema.validate` first checks the schema it is given, which costs ten times what checking a cell's metadata does. The schema
comes with nbgrader and does not change. `recording` imports this room.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from nbgrader.nbgraderformat import common


class _CheckedOnce:
    """Stands for the module `jsonschema` in nbgrader's `common`."""

    def __init__(self) -> None:
        self._validators: dict[int, tuple[Any, Any]] = {}

    def validate(self, instance: Any, schema: Any) -> None:
        """Check an instance as `jsonschema.validate` does; a schema is checked when it is first seen.

        Raises:
            jsonschema.ValidationError: The instance is not as the schema says.
            jsonschema.SchemaError: The schema is none.
        """
        known = self._validators.get(id(schema))
        if known is None:
            kind: Any = validator_for(schema)
            kind.check_schema(schema)
            # The schema is kept too, so that its id stays its own.
            known = self._validators[id(schema)] = (kind(schema), schema)
        error = best_match(known[0].iter_errors(instance))
        if error is not None:
            raise error

    def __getattr__(self, name: str) -> Any:
        return getattr(jsonschema, name)


_checked_once = _CheckedOnce()


@contextmanager
def schemas_checked_once() -> Iterator[None]:
    """Let nbgrader check each of its schemas once, inside the block and for this process's lifetime."""
    given, common.jsonschema = common.jsonschema, _checked_once
    try:
        yield
    finally:
        common.jsonschema = given
