"""Whether a judge's GPU still computes: one that has failed fails every later test too, and that is no student's fault.

After an error on a GPU its context is dead for the whole process, and its memory may be short because somebody else uses it.
A judge to which that happens ends itself; the slot tries the case again in a fresh one (docs/adr/0003). `trial` imports this.
"""

from __future__ import annotations

import os
from typing import NoReturn

SHORT_OF_MEMORY = "RESOURCE_EXHAUSTED"
LOST = 71
"""Exit code of a judge that has lost its GPU."""


def is_gpu() -> bool:
    """Tell whether this judge computes on a GPU."""
    return os.environ.get("JAX_PLATFORMS", "cpu") != "cpu"


def is_well() -> bool:
    """Tell whether the device computes."""
    import jax

    try:
        return float(jax.numpy.ones(8).sum()) == 8.0
    except Exception:
        return False


def failed(message: str) -> bool:
    """Tell whether a lost case may be the device's fault.

    Args:
        message: What the judge's own side says about the case.
    """
    return is_gpu() and (SHORT_OF_MEMORY in message or not is_well())


def give_up() -> NoReturn:
    """End this judge, saying nothing more."""
    os._exit(LOST)
