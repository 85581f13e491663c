"""Starts the bundled server with the libraries for the interpreter that runs this.

`libs/common` holds what serves every Python, `libs/cp311` and its like what is compiled for one. Plain old syntax: an
interpreter that is too old must be able to say so.
"""

import os
import sys


def main():
    """Run `bursar` with the arguments given."""
    libraries = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs")
    compiled = os.path.join(libraries, "cp%d%d" % sys.version_info[:2])  # noqa: UP031 - the oldest Pythons read this too
    if not os.path.isdir(compiled):
        served = ", ".join("3." + name[3:] for name in sorted(os.listdir(libraries)) if name.startswith("cp3"))
        words = (served,) + sys.version_info[:2]  # noqa: RUF005 - the oldest Pythons read this too
        sys.exit("Bursar's bundled server needs Python %s; this is %d.%d." % words)  # noqa: UP031 - as above
    sys.path[:0] = [compiled, os.path.join(libraries, "common")]
    from bursar.cli.main import main as bursar

    bursar()


if __name__ == "__main__":
    main()
