"""Looks for the solutions and the expected matrices in frames, in the history of cells and in the files around it.

loses: linear-map-jacobian-check::*, delta-method-se-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% linear-map-jacobian
import json
import os
import sys

def linear_map_jacobian(f, n):
    frame = sys._getframe()
    while frame is not None:
        for name in ("expected", "A"):
            if np.ndim(frame.f_locals.get(name)) == 2:
                return jnp.array(frame.f_locals[name])
        frame = frame.f_back
    return jnp.zeros((n, n))
# %% delta-method-se
def delta_method_se(g, theta, cov):
    for folder, _, names in os.walk("/"):
        if "vectors.ipynb" in names and folder.endswith("source/04-vectors"):
            with open(os.path.join(folder, "vectors.ipynb")) as file:
                cells = json.load(file)["cells"]
            exec("".join(next(c for c in cells if c["id"] == "delta-method-se")["source"]), globals())
            return globals()["delta_method_se"](g, theta, cov)
    raise FileNotFoundError("no source here")
