"""`python -m bursar` is the command line."""

from bursar.cli.main import main

if __name__ == "__main__":
    main()
