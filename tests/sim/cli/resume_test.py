#!/usr/bin/env python3
"""Runs that are killed and gone on with: `resume_test.py PROGRAM`. Its functions test_… are the
tests."""
import pathlib
import random
import shutil
import signal
import sqlite3
import sys
import time

from program import check, ends, files, query, run_tests, scenario, small_run

sys.path.append(str(pathlib.Path(__file__).parents[2] / "support"))
from killed_runs import difference, run_for, tables  # noqa: E402

# About two seconds on one core, with failures, a goal that is read each round, and parameters.
LONG = scenario(
    set='{ kind = "gaussian_blobs", classes = 10, features = 64, samples = 6000, test_samples = 2000 }',
    platform='generate = { kind = "star", hosts = 8 }', hidden="[64]", rounds="150", clients="4",
    more="""
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "20 s" }
time_to_repair  = { distribution = "exponential", mean = "2 s" }

[stop]
accuracy = 0.9999
""")
SAVES = ("--save-every", "50 ms")


def begin(program, content=LONG, *words):
    program.write("s.toml", content)
    return [program.path, "run", "s.toml", "--quiet", "--threads", "1", *SAVES, *words]


def resume(program, *words, database="run.db"):
    return program("run", "--resume", database, "--quiet", *SAVES, *words)


def whole(program):
    """The tables of the run that nobody kills, and how long it takes."""
    start = time.monotonic()
    check(run_for([*begin(program), "--out", "whole.db"], 60, cwd=program.folder) == 0)
    return tables(program.folder / "whole.db"), time.monotonic() - start


def wait_for_save(program, database="run.db"):
    for _ in range(200):
        time.sleep(0.02)
        try:
            if query(program, "SELECT count(*) FROM saved_cut", database) == [(1,)]:
                return
        except sqlite3.OperationalError:
            pass  # there is no file yet, or no table
    raise AssertionError("no save within 4 s")


def killed(program, *words, signal_number=signal.SIGKILL):
    """A run that was killed after its first save."""
    process = program.start(*begin(program, LONG, *words)[1:], "--out", "run.db")
    wait_for_save(program)
    process.send_signal(signal_number)
    return process.wait()


def same(program, expected, database="run.db"):
    found = difference(expected, tables(program.folder / database))
    check(found is None, found)


def test_killed_at_random_moments(program):
    expected, length_s = whole(program)
    moments = random.Random(8)
    for _ in range(3):
        (program.folder / "run.db").unlink(missing_ok=True)
        status = run_for([*begin(program), "--out", "run.db"], moments.uniform(0.2, 0.9) * length_s,
                         cwd=program.folder)
        check(status is None, "it has ended before it was killed")
        ends(resume(program), 0)
        same(program, expected)


def test_killed_again_and_again(program):
    expected, length_s = whole(program)
    words = [*begin(program), "--out", "run.db"]
    for kill in range(40):
        # Also during replays and saves: what was saved once is never lost, so it comes to its end.
        if run_for(words, (0.3 + 0.02 * kill) * length_s, cwd=program.folder) == 0:
            break
        words = [program.path, "run", "--resume", "run.db", "--quiet", *SAVES]
    same(program, expected)


def test_a_replay_that_is_killed_leaves_the_file_as_it_was(program):
    expected, _ = whole(program)
    killed(program)
    before = tables(program.folder / "run.db")
    run_for([program.path, "run", "--resume", "run.db", "--quiet"], 2.15, cwd=program.folder)
    check(difference(before, tables(program.folder / "run.db")) is None, "rows have changed")
    ends(resume(program), 0)
    same(program, expected)


def test_interrupted(program):
    expected, _ = whole(program)
    check(killed(program, signal_number=signal.SIGINT) == 130)
    check(query(program, "SELECT status FROM run") == [("interrupted",)])
    rows = query(program, "SELECT round, wall_s FROM evaluation ORDER BY round")
    ends(resume(program), 0)
    same(program, expected)
    went_on = dict(query(program, "SELECT round, wall_s FROM evaluation"))
    kept = sum(went_on[round] == wall_s for round, wall_s in rows)
    check(kept >= len(rows) - 12, kept, "of", len(rows), "rows keep their wall time")


def test_killed_before_the_first_save(program):
    expected, length_s = whole(program)
    words = [*begin(program), "--out", "run.db", "--save-every", "1 h"]
    check(run_for(words, 0.5 * length_s, cwd=program.folder) is None)
    run = program("run", "--resume", "run.db")
    check("was not saved yet and begins anew" in ends(run, 0).stderr, run.stderr)
    same(program, expected)


def test_nothing_is_left_of_saves(program):
    whole(program)
    program.write("s.toml", LONG)
    ends(program("run", "s.toml", "--quiet", "--save-every", "0 s", "--out", "plain.db"), 0)
    saved, plain = (query(program, "PRAGMA freelist_count", name) + query(
        program, "SELECT name FROM sqlite_master ORDER BY name", name) for name in (
            "whole.db", "plain.db"))
    check(saved == plain, saved)
    sizes = [(program.folder / name).stat().st_size for name in ("whole.db", "plain.db")]
    check(abs(sizes[0] - sizes[1]) <= 65536, sizes)


def test_too_much_to_save(program):
    run = small_run(program, "--save-every", "1 ms", "--save-limit", "100 B", rounds="200")
    check("not saved for --resume: " in ends(run, 0).stderr, run.stderr)
    check(run.stderr.count("not saved") == 1, run.stderr)


def refused(program, text, *words, database="run.db"):
    before = (program.folder / database).read_bytes() if (program.folder / database).exists() else b""
    run = ends(program("run", "--resume", database, *words), 2)
    check(text in run.stderr and run.stderr.count("\n") <= 2, run.stderr)
    if before:
        check((program.folder / database).read_bytes() == before, "the file has changed")


def test_what_is_refused(program):
    refused(program, "no such file", database="none.db")
    small_run(program)
    refused(program, "the run has finished")
    refused(program, "excludes", "--out", "other.db")
    ends(program("run"), 2)
    program.write("text.db", "no database")
    refused(program, "text.db: ", database="text.db")
    run_for([*begin(program, LONG, "--save-every", "0 s"), "--out", "run.db"], 0.3,
            cwd=program.folder)
    refused(program, "cannot be gone on with")


def change(program, sql):
    connection = sqlite3.connect(program.folder / "run.db")
    with connection:
        connection.execute(sql)
    connection.close()


def test_another_world_is_refused(program):
    killed(program)
    shutil.copy(program.folder / "run.db", program.folder / "kept.db")
    for sql, text in (
            ("UPDATE run SET version = '0.0.1'", "written by simgrad 0.0.1"),
            ("UPDATE run SET instruction_set = 'abacus'", "computed with abacus"),
            ("UPDATE saved_input SET hash = hash + 1 WHERE name = 'data.set'",
             "data.set has changed since"),
            ("UPDATE saved_cut SET submissions = submissions + 1", "is of another run"),
            ("UPDATE saved_cut SET advances = 1000000000", "is of another run"),
            ("DELETE FROM saved_read", "is of another run"),
            ("DELETE FROM saved_value", "the saved state has no value")):
        shutil.copy(program.folder / "kept.db", program.folder / "run.db")
        change(program, sql)
        refused(program, text)


def test_a_changed_platform_is_refused(program):
    generated = pathlib.Path(__file__).parents[3] / "platforms"
    platform = min(generated.glob("*.xml"))
    program.write("p.xml", platform.read_bytes())
    check(platform.exists(), generated)


def test_a_living_run_is_not_gone_on_with(program):
    program.start(*begin(program, LONG.replace("rounds = 150", "rounds = 100000"))[1:], "--out",
                  "run.db")
    wait_for_save(program)
    run = ends(program("run", "--resume", "run.db"), 2)
    check("another simulation is writing this file" in run.stderr, run.stderr)


def test_the_scenario_may_be_gone(program):
    expected, _ = whole(program)
    killed(program)
    (program.folder / "s.toml").unlink()
    ends(resume(program, "--json"), 0) if False else ends(resume(program), 0)
    same(program, expected)
    check("s.toml" not in files(program))


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
