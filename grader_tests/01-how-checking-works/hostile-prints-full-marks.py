"""Prints and displays full marks, writes result files, and leaves two exercises unattempted.

loses: add-check::*, holds-check::*
source: threats.md, against the mark
"""
# %% new after imports
from IPython.display import HTML, display

print("23 of 23 points")
display(HTML("<b>Score: 23 / 23 (100 %)</b><script>document.title = '100 %'</script>"))
for name in ("results.json", "score.txt", "report.xml"):
    try:
        with open(name, "w") as file:
            file.write('{"score": 23.0, "outcome": "passed"}')
    except OSError:
        pass
# %% add
def add(x, y):
    print("passed: three sums, 1 of 1 visible checks pass")
    raise NotImplementedError()
# %% holds
def holds(f):
    print('{"outcome": "passed", "earned": 10.0, "points": 10.0}')
    raise NotImplementedError()
