#!/usr/bin/env python3
"""Runs that are killed and gone on with: `resume_test.py PROGRAM`. Its functions test_… are the
tests."""
import functools
import json
import pathlib
import random
import shutil
import signal
import sqlite3
import sys
import time

from program import Program, check, ends, files, query, run_tests, scenario, small_run

sys.path.append(str(pathlib.Path(__file__).parents[2] / "support"))
from killed_runs import difference, is_begun, is_over, run_for, tables  # noqa: E402

# About a second on one core, with failures, a goal that is read each round, and parameters.
SIZES = {
    "set": '{ kind = "gaussian_blobs", classes = 10, features = 64, samples = 6000, '
           'test_samples = 2000 }',
    "platform": 'generate = { kind = "star", hosts = 8 }', "hidden": "[64]", "rounds": "150",
    "clients": "4"}
LONG = scenario(**SIZES, more="""
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "20 ms" }
time_to_repair  = { distribution = "exponential", mean = "1 ms" }

[stop]
loss = 1e-12
""")
# Its first rows, which come half a second after its begin, are there long before its end.
LONGER = LONG.replace("rounds = 150", "rounds = 300")
SIGN_OF_LIFE_S = 2.0  # for which a run is watched that may be alive
SAVES = ("--save-every", "50 ms")


def begin(program, content=LONG, every="50 ms"):
    program.write("s.toml", content)
    return [program.path, "run", "s.toml", "--quiet", "--threads", "1", "--save-every", every]


def resume(program, *words, database="run.db"):
    return program("run", "--resume", database, "--quiet", *SAVES, *words)


@functools.cache
def whole(path, content=LONG):
    """The tables of the run that nobody kills, how long it takes, and what its file is like."""
    with Program(path) as program:
        start = time.monotonic()
        check(run_for([*begin(program, content), "--out", "run.db"], 60, cwd=program.folder) == 0)
        length_s = time.monotonic() - start
        return tables(program.folder / "run.db"), length_s, file_of(program, "run.db")


def file_of(program, database):
    """Its pages that hold nothing, the names in it, and its size in pages."""
    return (query(program, "PRAGMA freelist_count", database),
            query(program, "SELECT name FROM sqlite_master ORDER BY name", database),
            query(program, "PRAGMA page_count", database)[0][0])


def wait_for(program, sql, database="run.db"):
    """Waits for a row."""
    for _ in range(500):
        time.sleep(0.02)
        try:
            if query(program, sql, database):
                return
        except sqlite3.OperationalError:
            pass  # there is no file yet, or no table
    raise AssertionError(f"nothing within 10 s: {sql}")


def wait_for_save(program):
    wait_for(program, "SELECT * FROM saved_cut")


def killed(program, content=LONG, after_s=0.0, signal_number=signal.SIGKILL):
    """A run that was killed after its first save, and so many seconds more."""
    process = program.start(*begin(program, content)[1:], "--out", "run.db")
    wait_for_save(program)
    time.sleep(after_s)
    process.send_signal(signal_number)
    return process.wait()


def same(program, expected, database="run.db"):
    found = difference(expected, tables(program.folder / database))
    check(found is None, found)


def test_killed_at_random_moments(program):
    expected, length_s, _ = whole(program.path)
    moments = random.Random(8)
    statuses = []
    for i in range(3):
        database = f"run{i}.db"
        statuses.append(run_for([*begin(program), "--out", database],
                                moments.uniform(0.2, 0.8) * length_s, cwd=program.folder))
        file = program.folder / database
        if statuses[-1] is None and is_begun(file) and not is_over(file):
            ends(resume(program, database=database), 0)
        same(program, expected, database)
    check(None in statuses, "no run was killed")


def test_killed_again_and_again(program):
    expected, length_s, _ = whole(program.path)
    words = [*begin(program), "--out", "run.db"]
    for kill in range(4):
        # What was saved once is never lost, also by a kill in a replay or a save.
        pause_s = SIGN_OF_LIFE_S if kill > 0 else 0.0
        run_for(words, pause_s + (0.2 + 0.1 * kill) * length_s, cwd=program.folder)
        if is_begun(program.folder / "run.db"):
            words = [program.path, "run", "--resume", "run.db", "--quiet", *SAVES]
    check(run_for(words, 60, cwd=program.folder) in (0, 2))
    same(program, expected)


def test_killed_while_it_is_replayed(program):
    endless = LONG.replace("rounds = 150", "rounds = 1000000")
    killed(program, endless, after_s=0.3, signal_number=signal.SIGINT)
    before = tables(program.folder / "run.db")
    for step in range(1, 20):
        run_for([program.path, "run", "--resume", "run.db", "--quiet"], 0.04 * step,
                cwd=program.folder)
        if query(program, "SELECT status FROM run") != [("interrupted",)]:
            break  # it came to the end of the replay
        found = difference(before, tables(program.folder / "run.db"))
        check(found is None, found)
    check(step > 1, "it was replayed at once")
    found = difference({"evaluation": before["evaluation"][:20]},
                       {"evaluation": tables(program.folder / "run.db")["evaluation"][:20]})
    check(found is None, found)


def test_interrupted(program):
    expected, _, _ = whole(program.path)
    check(killed(program, signal_number=signal.SIGINT) == 130)
    check(query(program, "SELECT status FROM run") == [("interrupted",)])
    rows = query(program, "SELECT round, wall_s FROM evaluation ORDER BY round")
    ends(resume(program), 0)
    same(program, expected)
    went_on = dict(query(program, "SELECT round, wall_s FROM evaluation"))
    kept = sum(went_on[round] == wall_s for round, wall_s in rows)
    check(kept >= len(rows) - 12, kept, "of", len(rows), "rows keep their wall time")


def test_killed_before_the_first_save(program):
    expected, _, _ = whole(program.path, LONGER)
    process = program.start(*begin(program, LONGER, every="1 h")[1:], "--out", "run.db")
    wait_for(program, "SELECT * FROM evaluation LIMIT 1")
    process.kill()
    process.wait()
    run = program("run", "--resume", "run.db")
    check("was not saved yet and begins anew" in ends(run, 0).stderr, run.stderr)
    same(program, expected)


def test_nothing_is_left_of_saves(program):
    _, _, saved = whole(program.path)
    check(run_for([*begin(program, every="0 s"), "--out", "run.db"], 60, cwd=program.folder) == 0)
    plain = file_of(program, "run.db")
    check(saved[:2] == plain[:2], saved[:2], plain[:2])
    check(abs(saved[2] - plain[2]) <= 16, saved[2], plain[2])


def test_too_much_to_save(program):
    run = small_run(program, "--save-every", "1 ms", "--save-limit", "100 B", rounds="200")
    check("not saved for --resume: " in ends(run, 0).stderr, run.stderr)
    check(run.stderr.count("not saved") == 1, run.stderr)
    run = small_run(program, "--save-every", "1 ms", "--save-limit", "100 B", "--json",
                    rounds="200")
    lines = [json.loads(line) for line in ends(run, 0).stdout.splitlines()]
    notes = [line["text"] for line in lines if line["type"] == "note"]
    check(len(notes) == 1 and notes[0].startswith("not saved for --resume: "), notes)
    check(run.stderr == "", run.stderr)


def refused(program, text, *words, database="run.db"):
    before = (program.folder / database).read_bytes() if (program.folder / database).exists() else b""
    run = ends(program("run", "--resume", database, "--quiet", *words), 2)
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
    process = program.start(*begin(program, every="0 s")[1:], "--out", "other.db")
    wait_for(program, "SELECT 1 FROM run", "other.db")
    process.kill()
    process.wait()
    refused(program, "cannot be gone on with", database="other.db")


def change(program, sql):
    connection = sqlite3.connect(program.folder / "run.db")
    connection.execute(sql).fetchall()
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def test_another_world_is_refused(program):
    killed(program)
    change(program, "PRAGMA user_version")  # moves the write-ahead log into the file
    shutil.copy(program.folder / "run.db", program.folder / "kept.db")
    for sql, text in (
            ("UPDATE run SET version = '0.0.1'", "written by simgrad 0.0.1"),
            ("UPDATE run SET instruction_set = 'abacus'", "computed with abacus"),
            ("UPDATE saved_input SET hash = hash + 1 WHERE name = 'data.set'",
             "data.set has changed since"),
            ("UPDATE saved_cut SET submissions = submissions + 1", "is of another run"),
            ("UPDATE saved_cut SET advances = 1000000000", "is of another run"),
            ("DELETE FROM saved_read", "is of another run"),
            ("DELETE FROM saved_value", "the saved state has no value"),
            ("UPDATE saved_value SET offset = offset + 1000000000", "-saved-"),
            ("UPDATE saved_cut SET file = 3 - file", "-saved-")):
        shutil.copy(program.folder / "kept.db", program.folder / "run.db")
        change(program, sql)
        refused(program, text)


def test_a_changed_file_is_refused(program):
    times = program.write("times.csv", "seconds\n0.001\n0.002\n")
    content = scenario(**{**SIZES, "rounds": "300"}, more="""
[compute]
step_time = { distribution = "empirical", path = "times.csv" }
""")
    process = program.start(*begin(program, content)[1:], "--out", "run.db")
    wait_for_save(program)
    process.kill()
    process.wait()
    times.write_text("seconds\n0.001\n0.003\n")
    refused(program, "times.csv has changed since the run began")
    times.unlink()
    refused(program, "times.csv")
    times.write_text("seconds\n0.001\n0.002\n")
    ends(resume(program), 0)


def test_a_living_run_is_not_gone_on_with(program):
    program.start(*begin(program, LONG.replace("rounds = 150", "rounds = 100000"))[1:], "--out",
                  "run.db")
    wait_for_save(program)
    run = ends(program("run", "--resume", "run.db"), 2)
    check("another simulation is writing this file" in run.stderr, run.stderr)


def test_the_scenario_may_be_gone(program):
    expected, _, _ = whole(program.path)
    killed(program)
    (program.folder / "s.toml").unlink()
    ends(resume(program), 0)
    same(program, expected)
    check("s.toml" not in files(program))


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
