"""The platform that a judge computes on: its names, the software it needs, and who may be graded there.

A mark by another platform is another mark: nothing here falls back. Not here: the devices of this machine (`accelerator`).
Anything of `grade`, `prove` and `cli` may import this room; it imports no jax.
"""

from __future__ import annotations

import importlib.metadata

from gradlab.complaint import Complaint
from gradlab.notebook import CPU, CUDA, PLATFORMS, printable

PLUGINS = ("jax-cuda12-plugin", "jax-cuda13-plugin")
"""What teaches JAX to use a GPU: one of these, for the CUDA that the driver supports."""


class PlatformError(Complaint):
    """Nothing can be graded as it was asked for."""


def checked(platform: str) -> str:
    """Return the name of a platform.

    Raises:
        PlatformError: it is none.
    """
    if platform not in PLATFORMS:
        raise PlatformError(
            f"there is no platform {printable(platform)}",
            f"the judge computes on {' or '.join(PLATFORMS)}: give one of them to --platform",
        )
    return platform


def refusal(asked: str, platform: str) -> PlatformError | None:
    """Say why a notebook is not judged on a platform.

    Args:
        asked: What its source asks for, `Notebook.platform`.
        platform: Where the judge computes.

    Returns:
        The reason; None if it may be judged there.
    """
    if not asked or asked == platform:
        return None
    if asked not in PLATFORMS:
        return PlatformError(
            f"it asks for the platform {asked} in its metadata, and there is none of this name",
            f'set the source\'s metadata to {{"gradlab": {{"platform": "{CUDA}"}}}}, or leave that out',
        )
    if asked == CUDA:
        return PlatformError(
            "it asks for a GPU in its metadata, and the judge computes on the CPU",
            f"grade it with `--platform {CUDA}` on a machine with a GPU (docs/gpu.md)",
        )
    return PlatformError(
        "it asks for the CPU in its metadata, and the judge computes on a GPU",
        f"grade it without `--platform {platform}`",
    )


def plugin() -> tuple[str, str] | None:
    """Return name and version of the installed plugin of JAX's for GPUs; None if there is none."""
    for name in PLUGINS:
        try:
            return name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def software(platform: str) -> dict[str, str]:
    """Return what a verdict rests on besides, for a report; nothing on the CPU."""
    if platform == CPU:
        return {}
    return {"platform": platform, **dict(filter(None, [plugin()]))}


def install_hint() -> str:
    """Say how the plugin for this JAX is installed."""
    version = importlib.metadata.version("jax")
    return (
        f'install it: `uv pip install "jax[cuda13]=={version}"`, or cuda12 where `nvidia-smi` shows a "CUDA Version" '
        "below 13"
    )
