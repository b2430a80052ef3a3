"""The environment variables of a sandbox: all of them, since it starts with none.

Students see these: nothing secret goes in. Not here: what is set for one process only (``bubblewrap``).

May be imported by ``bubblewrap``, ``doctor``, ``judge``, and whoever runs jax without a sandbox and wants the same results.
"""

from __future__ import annotations

import importlib.metadata
import re

QUICK_FLAGS = "--xla_cpu_parallel_codegen_split_count=1 --xla_backend_optimization_level=0"
"""Compile with little optimisation: the programs of a course run for microseconds, and compiling them was two thirds of the
CPU of a submission (13 programs: 0.5 s instead of 3.3 s)."""

OLD_FLAGS = "--xla_cpu_use_fusion_emitters=false"
"""More of the same (8 programs: 0.7 s instead of 1.1 s) for a jaxlib that knows it. Others exit because of it."""

LAST_WITH_OLD_FLAGS = (0, 10)
"""The fusion emitters can be switched off in jaxlib 0.10.2, and no longer in 0.12.0.1."""


def xla_flags() -> str:
    """Choose the flags that make XLA compile quickly, in students and the judge alike.

    Returns:
        A value for the environment variable `XLA_FLAGS`, for the jaxlib of this environment.
    """
    numbers = re.match(r"(\d+)\.(\d+)", importlib.metadata.version("jaxlib"))
    old = numbers is not None and (int(numbers[1]), int(numbers[2])) <= LAST_WITH_OLD_FLAGS
    return f"{OLD_FLAGS} {QUICK_FLAGS}" if old else QUICK_FLAGS


COMMON = {
    "HOME": "/work",
    "TMPDIR": "/tmp",
    "USER": "student",  # no /etc/passwd in there to ask
    "PATH": "/usr/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",  # the same order of sets in every run
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",  # a second thread would forbid to fork
    # Each arena reserves 64 MiB of the address space that is limited: 3.5 GB in all where XLA took 16 cores, now 0.9.
    "MALLOC_ARENA_MAX": "4",
    # XLA sizes its pools by this. By the number of cores, 140 threads on 64 of them, results could differ by machine.
    "NPROC": "2",
    "JAX_PLATFORMS": "cpu",
    # jax reads the whole stack at every function that an exception passes to tidy a traceback that nobody here prints.
    "JAX_TRACEBACK_FILTERING": "off",
    "XLA_FLAGS": xla_flags(),
    "MPLBACKEND": "agg",
}
"""The whole environment of a nursery and, but for a cache, of a judge. Students see it: nothing secret goes in."""

GIVEN = {
    *COMMON,
    "PWD",
    "JAX_COMPILATION_CACHE_DIR",
    "GRADLAB_JUDGE_CACHE",
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS",
}
ADDED_BY_IMPORTS = {
    "TF_CPP_MIN_LOG_LEVEL",
    "TPU_SKIP_MDS_QUERY",
    "TPU_ML_PLATFORM",
    "TPU_ML_PLATFORM_VERSION",
    "KMP_INIT_AT_FORK",
}
KNOWN = frozenset(GIVEN | ADDED_BY_IMPORTS)
"""All that a process inside may have: what bwrap gives, and what jax and other libraries set."""
