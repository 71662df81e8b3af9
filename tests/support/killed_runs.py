"""Runs that are killed and gone on with, for the tests of `simgrad run --resume`."""
import contextlib
import sqlite3
import subprocess
import time

# What need not repeat: Repeats::kNo in sim/record/schema.hpp.
NOT_REPEATED = {"run": {"id", "threads", "started_utc", "finished_utc", "wall_s"},
                "evaluation": {"wall_s"}}


def read_only(database):
    """A connection that is closed at the end of its `with`, and leaves the file as it is."""
    return contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True))


def tables(database):
    """Every table's rows, sorted, without the columns that need not repeat."""
    with read_only(database) as connection:
        names = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        content = {}
        for name in names:
            columns = [column[1] for column in connection.execute(f'PRAGMA table_info("{name}")')
                       if column[1] not in NOT_REPEATED.get(name, ())]
            chosen = ", ".join(f'"{column}"' for column in columns)
            content[name] = sorted(connection.execute(f'SELECT {chosen} FROM "{name}"'), key=repr)
        return content


def difference(one, other):
    """The first difference between what tables() returned twice; None if there is none."""
    if one.keys() != other.keys():
        return f"tables {sorted(one)} and {sorted(other)}"
    for name, rows in one.items():
        for left, right in zip(rows, other[name]):
            if left != right:
                return f"{name}: {str(left)[:300]} and {str(right)[:300]}"
        if len(rows) != len(other[name]):
            return f"{name}: {len(rows)} and {len(other[name])} rows"
    return None


def is_begun(database):
    """Whether a run is in the file; one that was killed at once has to be begun again."""
    try:
        return bool(tables(database)["run"])
    except (sqlite3.OperationalError, KeyError):
        return False


def is_over(database):
    """Whether the run in the file has ended; it may, in the moment before it is killed."""
    with read_only(database) as connection:
        return connection.execute("SELECT status FROM run").fetchone() != ("running",)


def run_for(words, seconds, **options):
    """Kills the program after so many seconds, unless it has ended: its exit status, or None."""
    process = subprocess.Popen(list(map(str, words)), **options)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def wall_s(words, **options):
    begin = time.monotonic()
    subprocess.run(list(map(str, words)), check=True, **options)
    return time.monotonic() - begin
