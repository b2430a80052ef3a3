"""Marks for other systems: Canvas, Gradescope, a spreadsheet, a CI server, any LMS that speaks LTI.

`scores` reads nbgrader's gradebook, where manual marks, extra credit and late penalties are; `verdicts` reads reports/, where
each test is. `canvas`, `csv_table`, `ags`, `junit` and `gradescope` turn them into text and write no file. `autograder` packs
what Gradescope needs to grade by itself, and `container` is what then runs there: the only room here that grades. `cli` imports
this room.
"""
