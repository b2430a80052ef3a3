"""gradlab.check is replaced, in sys.modules too; the judge imports its own.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
import sys
import types

for name in [name for name in sys.modules if name.startswith("gradlab.check")]:
    sys.modules[name] = types.ModuleType(name)
check = types.SimpleNamespace(
    run=lambda: None, close=lambda *a, **k: None, program=lambda *a, **k: None, unchanged=lambda *a, **k: None
)


def double(x):
    return x
