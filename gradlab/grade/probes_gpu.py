"""What a process inside a sandbox sees of GPUs: a student nothing, a judge what it computes on. A part of ``probes``."""

from __future__ import annotations

import os
import re

NODES = re.compile(r"nvidia(\d+|ctl|-uvm|-uvm-tools|-modeset|-caps)|dxg|kfd|dri")
"""What GPUs are called in /dev, whoever makes them."""
READ_BY_DRIVERS = ("/proc/driver", "/sys")
FOLDERS = {"sys", "run"}
"""What a judge on a GPU has in its root folder besides: what the driver reads, and its libraries on some systems."""


def no_gpu() -> tuple[str, str, str, bool]:
    """Look for the devices of a GPU; a student has none."""
    found = [f"/dev/{name}" for name in sorted(os.listdir("/dev")) if NODES.fullmatch(name)]
    found += [path for path in READ_BY_DRIVERS if os.path.exists(path)]
    return "devices", "looked for the devices of a GPU", " ".join(found) or "found none", not found


def computed_on() -> tuple[str, str, str, bool]:
    """Ask jax where it computes: told to use a GPU and the CPU, it uses the CPU where it sees no GPU, and says nothing."""
    tried = "asked jax where it computes"
    try:
        import jax

        # Not the list of devices alone: something is computed there.
        device = next(iter((jax.numpy.ones(8) * 2).devices()))
    except Exception as error:
        return "platform", tried, f"{type(error).__name__}: {error}"[:300], False
    return "platform", tried, f"{device.platform}: {device.device_kind}", device.platform in ("gpu", "cuda")
