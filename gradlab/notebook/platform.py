"""Where a judge can compute, and how a notebook asks for one place: `{"gradlab": {"platform": "cuda"}}` in its metadata.

Knows names only. Anyone may import it through `gradlab.notebook`.
"""

from __future__ import annotations

from collections.abc import Mapping

CPU, CUDA = "cpu", "cuda"
PLATFORMS = (CPU, CUDA)
"""By the names that JAX has for them."""

KEY = "gradlab"
"""The entry of a notebook's metadata that is ours."""


def platform_of(metadata: Mapping[str, object]) -> str:
    """Read which platform a notebook asks for.

    Args:
        metadata: A notebook's metadata; any garbage.

    Returns:
        What stands there: one of `PLATFORMS`, or something that is none; empty where nothing is asked for.
    """
    if KEY not in metadata:
        return ""
    ours = metadata[KEY]
    if not isinstance(ours, dict):
        return str(ours) or "nothing"
    return str(ours["platform"]) or "nothing" if "platform" in ours else ""
