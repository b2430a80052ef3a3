"""A JAX course that grades itself: checks for test cells, the course, the judge, and a command line."""

__version__ = "0.1.0"
