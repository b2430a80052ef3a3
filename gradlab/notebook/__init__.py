"""Notebooks: read any file that somebody handed in, and rebuild from it the notebook that is graded.

The public page of the room. Knows nbformat and nbgrader's cell metadata, but imports neither; runs nothing and writes
nothing. `course` and `grade` import it.
"""

from gradlab.notebook.cell import Cell, Role, released
from gradlab.notebook.file import MAX_MEGABYTES, Notebook, NotebookError, printable, visible
from gradlab.notebook.merge import Merged, merge
from gradlab.notebook.platform import CPU, CUDA, PLATFORMS

__all__ = [
    "CPU",
    "CUDA",
    "MAX_MEGABYTES",
    "PLATFORMS",
    "Cell",
    "Merged",
    "Notebook",
    "NotebookError",
    "Role",
    "merge",
    "printable",
    "released",
    "visible",
]
