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

ON_CUDA = {"JAX_DEFAULT_MATMUL_PRECISION": "highest"}
"""Besides, for students and judge, where the judge computes on a GPU: products of float32 in float32, not in TF32. It is part of
the programs that students trace. On the CPU it would change nothing but their text."""

CUDA_JUDGE = frozenset(
    str.split(
        "CUDA_CACHE_DISABLE CUDA_DEVICE_ORDER CUDA_VISIBLE_DEVICES LD_LIBRARY_PATH NVIDIA_TF32_OVERRIDE "
        "XLA_CLIENT_MEM_FRACTION XLA_PYTHON_CLIENT_PREALLOCATE"
    )
)
"""Names of those that a judge has besides, there (`accelerator.Share`)."""

CUDA_FLAGS = " ".join(
    (
        "--xla_gpu_deterministic_ops=true",  # the same bits in every run, on one model of GPU
        # The assembler of NVIDIA's that XLA would start is a process of its own, and a judge may start none.
        "--xla_gpu_enable_libnvjitlink=true",
        "--xla_gpu_unsafe_fallback_to_driver_on_ptxas_not_found=true",
    )
)
"""For a judge on a GPU. Not the flags for quick compiling: their optimisation level holds for code of a GPU too."""

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


def known(platform: str, *, judge: bool = False) -> frozenset[str]:
    """Return the names that may be set inside, where the judge computes on a platform.

    Args:
        platform: The platform.
        judge: Whether the process is a judge, rather than a student.
    """
    if platform == "cpu":
        return KNOWN
    return KNOWN.union(ON_CUDA, CUDA_JUDGE if judge else ())


def traced_for(platform: str) -> dict[str, str]:
    """Return the variables of a process that traces for a judge on a platform, besides the common ones."""
    return {} if platform == "cpu" else dict(ON_CUDA)
