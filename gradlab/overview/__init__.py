"""A class as its instructor sees it: what kept reports say together, as one HTML page, as CSV and as JSON.

Reads reports, the bank and the gradebook; grades nothing, decides no mark and writes into none of them. `survey.survey` turns
`grade.papers.Kept` into an `Overview` (`facts`), and `page`, `tables` and JSON are three ways to write that down. `cli` imports
the room.
"""
