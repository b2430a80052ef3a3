"""Programs are lowered without functions in between, to the same text."""

import json
import subprocess
import sys

PROGRAM = """
import json, sys
import jax
from gradlab.grade import jax_modules, student_warmth

jax_modules.strip_locations()
if sys.argv[1] == "in place":
    jax_modules.lower_in_place()
texts = []
for function, types in student_warmth.programs():
    traced = jax.jit(function, keep_unused=True).trace(*types)
    try:
        texts.append(jax_modules.lower(traced.jaxpr, "cpu").decode())
    except NotImplementedError as error:
        texts.append(str(error))
print(json.dumps(texts))
"""


def lowered(how: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    texts: list[str] = json.loads(done.stdout)
    return texts


def test_programs_lowered_in_place_have_the_same_text() -> None:
    one, other = lowered("in place"), lowered("by jax")
    assert len(one) > 150 and sum("stablehlo.while" in text for text in one) > 5
    assert one == other
