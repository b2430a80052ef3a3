"""A compilation cache that can be read: does jax work on, and can the next child be made to load something else?"""

import hashlib
import warnings
from pathlib import Path

import jax
import jax.numpy as jnp


def digest():
    known = hashlib.sha256()
    for folder, _, files in sorted(os.walk("/cache")):
        for name in sorted(files):
            known.update(name.encode() + Path(folder, name).read_bytes())
    return known.hexdigest()


before = digest()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    result = float(jax.jit(lambda x: jnp.sin(x) * x + 41.5)(2.0))
expect("jit goes on", abs(result - 43.31859) < 1e-4, result)
for name in os.listdir("/cache"):
    attempt(f"overwrite {name}", lambda name=name: Path("/cache", name).write_bytes(b""))
    attempt(f"remove {name}", lambda name=name: os.unlink(f"/cache/{name}"))
attempt("add an entry", lambda: Path("/cache/evil-cache").write_bytes(b""))
expect("the cache is as it was", digest() == before)
