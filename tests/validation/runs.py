"""Runs of the program whose numbers a validation reads."""

import math
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def rows(simgrad, scenario, overrides, query, options=()):
    """What `query` finds in the database of a run of one of this folder's scenarios."""
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder) / "run.db"
        settings = [word for text in overrides for word in ("--set", text)]
        subprocess.run([simgrad, "run", HERE / scenario, "--quiet", *options, "--out", database,
                        *settings], check=True)
        with sqlite3.connect(database) as written:
            return written.execute(query).fetchall()


def mean_and_error(values):
    """Their mean and its standard error."""
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values))


def publish(lines):
    """Prints them, and writes them to the program's second argument, if any."""
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if len(sys.argv) > 2:
        pathlib.Path(sys.argv[2]).write_text(text)
