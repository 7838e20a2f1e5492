"""`python -m apidiff`: the command line."""

from apidiff.cli import main

if __name__ == "__main__":
    main()
