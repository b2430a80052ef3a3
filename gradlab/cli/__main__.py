"""`python -m gradlab.cli`: the same as `gradlab`."""

from gradlab.cli import main

main()
