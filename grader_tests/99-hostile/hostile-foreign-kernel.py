"""The notebook asks for a kernel of its own, which is a shell command.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
nb.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "x", "argv": ["/bin/sh", "-c", "id"]}
nb.metadata["language_info"] = {"name": "bash"}
