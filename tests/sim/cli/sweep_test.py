#!/usr/bin/env python3
"""`simgrad sweep` as a user runs it: `sweep_test.py PROGRAM [--slow]`. Its functions test_… are the
tests; --slow kills at 20 random moments where 4 are enough to see that nothing is broken.
"""
import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

from program import TIME_LIMIT_S, check, ends, query, run_tests, scenario

SLOW = "--slow" in sys.argv
MOMENTS = 20 if SLOW else 4
# What need not repeat: Repeats::kNo of sim/record/schema.hpp, without the runs' ids.
WALL_COLUMNS = {"threads", "started_utc", "finished_utc", "wall_s"}

SWEEP = """scenario = "s.toml"
title = "Small sweep"
replicates = 2
{more}

[axes]
"strategy.local.batch_size" = {sizes}
"strategy.clients_per_round" = {clients}
"""


def write_sweep(program, sizes="[5, 10]", clients="[1, 2, 3]", more="", **changes):
    """12 runs; each of few milliseconds unless `rounds` changes it."""
    program.write("s.toml", scenario(**changes))
    program.write("sweep.toml", SWEEP.format(sizes=sizes, clients=clients, more=more))


def sweep(program, *words, out="out"):
    return program("sweep", "sweep.toml", "--out", out, "-j", "2", *words)


def rows(program, sql, folder="out"):
    return query(program, sql, f"{folder}/sweep.db")


def tables(program, folder="out"):
    """All that repeats, rowids included."""
    found = {}
    for name, in rows(program, "SELECT name FROM sqlite_master WHERE type = 'table'", folder):
        columns = [row[1] for row in rows(program, f"PRAGMA table_info('{name}')", folder)
                   if row[1] not in WALL_COLUMNS]
        chosen = ", ".join(f'"{column}"' for column in columns)
        found[name] = rows(program, f"SELECT rowid, {chosen} FROM '{name}' ORDER BY rowid", folder)
    return found


def same_tables(program, one, other):
    expected, got = tables(program, one), tables(program, other)
    check(sum(map(len, expected.values())) > 100)
    for name, expected_rows in expected.items():
        check(expected_rows == got[name], name, "\n", expected_rows[:3], "\n", got[name][:3])


def left_over(program, folder="out"):
    """What a sweep that is over does not leave."""
    return sorted(path.name for path in (program.folder / folder).iterdir()
                  if not path.name.startswith("sweep.db") and
                  path.name not in ("lock", "manifest.json"))


def whole(program, folder="out"):
    check(left_over(program, folder) == [], left_over(program, folder))
    check(rows(program, "PRAGMA integrity_check", folder) == [("ok",)])


def start(program, *words, out="out", **options):
    return program.start("sweep", "sweep.toml", "--out", out, "-j", "2", *words,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def links(process):
    """What a process's descriptors are, as far as it is there."""
    found = []
    try:
        for entry in os.scandir(f"/proc/{process}/fd"):
            try:
                found.append(os.readlink(entry.path))
            except OSError:
                pass
    except OSError:
        pass
    return found


def children(process):
    try:
        text = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def find_child(process, file_end, others=()):
    """A child that has a file open, as soon as there is one; `others` are not it."""
    limit = time.monotonic() + TIME_LIMIT_S
    while time.monotonic() < limit:
        for child in children(process):
            if child not in others and any(link.endswith(file_end) for link in links(child)):
                return child
        time.sleep(0.001)
    raise AssertionError(f"no child with {file_end}")


def ended(running):
    out, said = running.communicate(timeout=TIME_LIMIT_S)
    return subprocess.CompletedProcess(running.args, running.returncode, out, said)


def no_processes_left(program):
    """None that has a file of the sweep's folder open; they may take a moment."""
    folder = str(program.folder)
    limit = time.monotonic() + 3
    while True:
        alive = [entry for entry in os.listdir("/proc") if entry.isdigit()
                 and any(link.startswith(folder) for link in links(int(entry)))]
        if not alive:
            return
        check(time.monotonic() < limit, "still there:", alive)
        time.sleep(0.01)


def test_tables_do_not_depend_on_jobs(program):
    write_sweep(program)
    one = ends(program("sweep", "sweep.toml", "--out", "one", "-j", "1"), 0)
    ends(sweep(program), 0)
    same_tables(program, "one", "out")
    whole(program)
    check("12 runs, 0 failed" in one.stdout and "simgrad report one" in one.stdout, one.stdout)


def test_a_run_is_what_run_makes_of_its_overrides(program):
    write_sweep(program)
    ends(sweep(program, "--keep-parameters"), 0)
    words = rows(program, "SELECT overrides FROM run WHERE id = 8")[0][0].splitlines()
    sets = [word for override in words for word in ("--set", override)]
    ends(program("run", "s.toml", *sets, "--device", "cpu", "--threads", "1", "--out",
                 "single.db"), 0)
    connection = sqlite3.connect(program.folder / "single.db")
    for name in ("evaluation", "round", "node_round", "span", "artifact"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")
                   if row[1] not in WALL_COLUMNS | {"run"}]
        chosen = ", ".join(columns)
        single = connection.execute(f"SELECT {chosen} FROM {name} ORDER BY rowid").fetchall()
        many = rows(program, f"SELECT {chosen} FROM {name} WHERE run = 8 ORDER BY rowid")
        check(single and single == many, name, single[:2], many[:2])
    connection.close()


def test_points(program):
    write_sweep(program)
    ends(sweep(program), 0)
    found = rows(program, "SELECT run, point, rung, key, value, number FROM point "
                          "WHERE run = 8 ORDER BY rowid")
    check(found == [(8, 1, 0, "strategy.local.batch_size", "5", 5.0),
                    (8, 1, 0, "strategy.clients_per_round", "2", 2.0),
                    (8, 1, 0, "seed", "2", 2.0)], found)
    check(rows(program, "SELECT count(*) FROM point") == [(36,)])
    check(rows(program, "SELECT run, name FROM artifact") == [(0, "sweep")])
    description = json.loads(rows(program, "SELECT data FROM artifact")[0][0])
    check(description["title"] == "Small sweep", description)
    plan = rows(program, "EXPLAIN QUERY PLAN SELECT * FROM span WHERE run = 3")
    check("span_of_run" in plan[0][3], plan)


def test_killed_sweeps_are_resumed(program):
    write_sweep(program, rounds="40")
    begin = time.monotonic()
    ends(sweep(program, out="whole"), 0)
    length_s = time.monotonic() - begin
    moments = random.Random(7)
    for i in range(MOMENTS):
        out = f"killed{i}"
        # Twice each, so that what was resumed is killed too.
        for words in ((), ("--resume",)):
            running = start(program, *words, out=out)
            time.sleep(moments.uniform(0.0, length_s))
            running.kill()
            running.communicate(timeout=TIME_LIMIT_S)
            if not (program.folder / out).exists():
                break
        ends(sweep(program, *(["--resume"] if (program.folder / out).exists() else []), out=out), 0)
        same_tables(program, "whole", out)
        whole(program, out)
    no_processes_left(program)


def test_runs_end_with_a_killed_sweep(program):
    write_sweep(program, rounds="100000000")
    running = start(program)
    find_child(running.pid, ".log")
    running.kill()
    running.communicate(timeout=TIME_LIMIT_S)
    no_processes_left(program)


def test_killed_runs_are_told_of_and_resumed(program):
    write_sweep(program, rounds="600")
    ends(sweep(program, out="whole"), 0)
    moments = random.Random(8)
    for i in range(MOMENTS // 2):
        out = f"killed{i}"
        running = start(program, out=out)
        killed = []
        for number in (signal.SIGKILL, signal.SIGSEGV):
            child = find_child(running.pid, ".log", killed)
            time.sleep(moments.uniform(0.0, 0.02))
            with contextlib.suppress(ProcessLookupError):  # the run may be over by then
                os.kill(child, number)
            killed.append(child)
        run = ended(running)
        if run.returncode == 0:
            continue  # each was over by then
        ends(run, 1)
        failed = rows(program, "SELECT id, reason FROM run WHERE status = 'failed'", out)
        check(1 <= len(failed) <= 2, failed)
        for run_id, reason in failed:
            check(reason in ("ended by signal 9 (Killed)",
                             "ended by signal 11 (Segmentation fault)"), reason)
            check(f"  run {run_id}: batch_size " in run.stderr and reason in run.stderr, run.stderr)
            check((program.folder / out / "runs" / f"{run_id:06}.log").exists())
        again = ends(sweep(program, "--resume", out=out), 0)
        check(f"done before     {12 - len(failed)} runs" in again.stdout, again.stdout)
        same_tables(program, "whole", out)
        whole(program, out)


def test_a_killed_writer_loses_nothing(program):
    write_sweep(program, rounds="40")
    ends(sweep(program, out="whole"), 0)
    moments = random.Random(9)
    for i in range(MOMENTS // 2):
        out = f"killed{i}"
        running = start(program, out=out)
        writer = find_child(running.pid, "sweep.db")
        time.sleep(moments.uniform(0.0, 0.3))
        with contextlib.suppress(ProcessLookupError):  # the sweep may be over by then
            os.kill(writer, signal.SIGKILL)
        run = ended(running)
        if run.returncode != 0:
            ends(run, 2)
            check("sweep.db" in run.stderr and "signal 9 (Killed)" in run.stderr and
                  "--resume" in run.stderr, run.stderr)
        ends(sweep(program, "--resume", out=out), 0)
        same_tables(program, "whole", out)


def test_resume_of_a_sweep_that_is_done_runs_nothing(program):
    write_sweep(program)
    ends(sweep(program), 0)
    before = rows(program, "SELECT id, started_utc, wall_s FROM run")
    run = ends(sweep(program, "--resume"), 0)
    check("done before     12 runs" in run.stdout, run.stdout)
    check(rows(program, "SELECT id, started_utc, wall_s FROM run") == before)


def test_a_whole_run_that_was_not_added_is(program):
    write_sweep(program)
    ends(sweep(program, out="whole"), 0)
    ends(sweep(program), 0)
    words = rows(program, "SELECT overrides FROM run WHERE id = 5")[0][0].splitlines()
    connection = sqlite3.connect(program.folder / "out" / "sweep.db")
    for name, column in [("run", "id")] + [(name, "run") for name in tables(program) if
                                           name != "run"]:
        connection.execute(f"DELETE FROM {name} WHERE {column} IN (5, 6)")
    connection.commit()
    connection.close()
    runs = program.folder / "out" / "runs"
    runs.mkdir()
    ends(program("run", "s.toml", *[word for text in words for word in ("--set", text)], "--device",
                 "cpu", "--threads", "1", "--no-parameters", "--out", runs / "000005.db"), 0)
    (runs / "000006.db").write_bytes((runs / "000005.db").read_bytes()[:5000])
    run = ends(sweep(program, "--resume"), 0)
    check("done before     11 runs" in run.stdout, run.stdout)
    same_tables(program, "whole", "out")
    whole(program)


def refused(run, *texts):
    ends(run, 2)
    for text in texts:
        check(text in run.stderr, run.stderr)
    check(run.stderr.startswith("simgrad: ") and run.stdout == "", run.stdout, run.stderr)


def test_folders_that_are_refused(program):
    write_sweep(program)
    program.write("mine/notes.txt", "keep me")
    refused(sweep(program, out="mine"), "mine: ", "not a sweep's", "--out")
    check([path.name for path in (program.folder / "mine").iterdir()] == ["notes.txt"])
    refused(sweep(program, "--resume", out="mine"), "not a sweep's")
    refused(sweep(program, out="mine/notes.txt"), "a file")
    refused(sweep(program, out="no/where"), "no/where: ", "No such file")
    refused(sweep(program, out="/proc/out"), "/proc/out: ")
    ends(sweep(program), 0)
    refused(sweep(program), "out: ", "--resume")
    (program.folder / "empty").mkdir()
    ends(sweep(program, out="empty"), 0)


def test_another_sweep_is_not_resumed(program):
    write_sweep(program)
    ends(sweep(program), 0)
    before = tables(program)
    write_sweep(program, sizes="[5, 7]")
    refused(sweep(program, "--resume"), "run 4 was ", "batch_size=10", "batch_size=7", "--out")
    write_sweep(program, clients="[1, 2]")
    refused(sweep(program, "--resume"), "had 12 runs", "has 8")
    write_sweep(program, rounds="3")
    refused(sweep(program, "--resume"), "s.toml has changed in line 18")
    write_sweep(program)
    refused(sweep(program, "--resume", "--set", "strategy.local.epochs=2"), "run 1 was", "epochs=2")
    write_sweep(program, more='[limits]\nwall_time = "10 min"')
    ends(sweep(program, "--resume"), 0)
    check(tables(program)["run"] == before["run"])


def test_two_at_once(program):
    write_sweep(program, rounds="100000000")
    first = start(program)
    find_child(first.pid, ".log")
    refused(sweep(program, "--resume"), "out: another simgrad")
    first.terminate()
    ends(ended(first), 130)


def test_interrupted(program):
    write_sweep(program, rounds="40")
    ends(sweep(program, out="whole"), 0)
    for number, pause_s in ((signal.SIGINT, 0.0), (signal.SIGTERM, 0.2)):
        out = number.name
        running = start(program, out=out)
        find_child(running.pid, ".log")
        time.sleep(pause_s)
        running.send_signal(number)
        run = ended(running)
        if pause_s > 0.0 and run.returncode == 0:
            continue  # it was over by then
        ends(run, 130)
        check("interrupted after " in run.stderr and "--resume" in run.stderr, run.stderr)
        check("Traceback" not in run.stderr and run.stdout == "", run.stdout)
        no_processes_left(program)
        ends(sweep(program, "--resume", out=out), 0)
        same_tables(program, "whole", out)


def test_wall_limit(program):
    write_sweep(program, clients="[2]", sizes="[5]", rounds="100000000",
                more='[limits]\nwall_time = "0.3 s"')
    begin = time.monotonic()
    run = ends(sweep(program), 1)
    check(time.monotonic() - begin < 5.0)
    check(run.stderr.count("ended after 300 ms of wall time, the limit") == 2, run.stderr)
    check(rows(program, "SELECT status, wall_s > 0.29, reason FROM run") ==
          [("failed", 1, "ended after 300 ms of wall time, the limit")] * 2)
    no_processes_left(program)
    again = ends(sweep(program, "--resume"), 1)
    check("done before" not in again.stdout, again.stdout)


def test_memory_limit(program):
    write_sweep(program, clients="[2]", sizes="[5]", hidden="[20000, 4000]",
                more='[limits]\nmemory = "100 MB"')
    run = ends(sweep(program), 1)
    check(run.stderr.count(": needs more than 100 MB of memory, the limit") == 2, run.stderr)
    write_sweep(program, clients="[2]", sizes="[5]", more='[limits]\nmemory = "100 MB"')
    ends(sweep(program, out="small"), 0)


def test_what_failed_in_its_world_is_a_result(program):
    crash = ('[[failure]]\nkind = "host_crash"\nhosts = "host-*"\n'
             'time_to_failure = { distribution = "constant", value = "1 ms" }\n')
    write_sweep(program, sizes="[5]", clients="[2]")
    program.write("s.toml", scenario(rounds="200", more=crash))
    run = ends(sweep(program), 1)
    check("2 of 2 runs failed" in run.stderr, run.stderr)
    before = rows(program, "SELECT id, started_utc, wall_s FROM run")
    again = ends(sweep(program, "--resume"), 1)
    check("done before     2 runs" in again.stdout, again.stdout)
    check("2 of 2 runs failed" in again.stderr, again.stderr)
    check(rows(program, "SELECT id, started_utc, wall_s FROM run") == before)


def test_full_disk(program):
    write_sweep(program, rounds="100")
    ends(sweep(program, out="whole"), 0)
    disk = program.folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk],
                      capture_output=True).returncode != 0:
        print("no disk can be mounted: not seen")
        return
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(2 << 20))
        run = ends(sweep(program, out="disk/out"), 2)
        check("full" in run.stderr and "disk/out" in run.stderr and "--resume" in run.stderr,
              run.stderr)
        ballast.unlink()
        no_processes_left(program)
        ends(subprocess.run(["mount", "-o", "remount,size=100m", disk], capture_output=True), 0)
        ends(sweep(program, "--resume", out="disk/out"), 0)
        same_tables(program, "whole", "disk/out")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_halving(program):
    write_sweep(program, sizes="[5, 10, 20]", more='[stop_early]\nkind = "successive_halving"\n'
                'key = "strategy.rounds"\nsmallest = 4\nfactor = 3\n', rounds="36")
    run = ends(sweep(program), 0)
    check("Small sweep: 26 runs" in run.stdout, run.stdout)  # (9 + 3 + 1) points × 2
    budgets = rows(program, "SELECT rung, count(DISTINCT point.run), max(round) FROM point, round "
                            "WHERE point.run = round.run GROUP BY rung ORDER BY rung")
    check([row[:2] for row in budgets] == [(0, 18), (1, 6), (2, 2)], budgets)
    check([row[2] for row in budgets] in ([4, 12, 36], [3, 11, 35]), budgets)
    for rung, factor_of in ((0, 9), (1, 3)):
        scores = rows(program, f"""SELECT point, avg(best) AS score FROM
            (SELECT DISTINCT point.run, point, max(accuracy) AS best FROM point, evaluation
             WHERE point.run = evaluation.run AND rung = {rung} GROUP BY point.run)
            GROUP BY point ORDER BY score DESC, point""")
        check(len(scores) == factor_of, scores)
        kept = rows(program, f"SELECT DISTINCT point FROM point WHERE rung = {rung + 1}")
        check(sorted(point for point, in kept) ==
              sorted(point for point, _ in scores[:factor_of // 3]), kept, scores)
    for seed in range(3):
        out = f"killed{seed}"
        running = start(program, out=out)
        time.sleep(random.Random(seed).uniform(0.1, 1.2))
        running.kill()
        running.communicate(timeout=TIME_LIMIT_S)
        ends(sweep(program, "--resume", out=out), 0)
        same_tables(program, "out", out)
        whole(program, out)


def test_json(program):
    write_sweep(program)
    run = ends(sweep(program, "--json"), 0)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    runs = [line for line in lines if line["type"] == "run"]
    check(sorted(line["run"] for line in runs) == list(range(1, 13)))
    check(runs[0]["values"].keys() == {"strategy.local.batch_size", "strategy.clients_per_round"})
    check(all(line["status"] == "finished" and line["wall_s"] > 0 for line in runs), runs)
    progress = [line for line in lines if line["type"] == "progress"]
    check(progress[-1]["done"] == 12 and progress[-1]["left_s"] == 0.0, progress[-1])
    check(lines[-1]["type"] == "summary" and lines[-1]["failed"] == 0, lines[-1])
    check(run.stderr == "", run.stderr)


def test_text(program):
    write_sweep(program)
    run = ends(sweep(program), 0)
    check(1 <= run.stderr.count("runs done") <= 11 and "12/12 runs done" in run.stderr, run.stderr)
    quiet = ends(sweep(program, "--quiet", out="quiet"), 0)
    check(quiet.stdout == quiet.stderr == "")
    verbose = ends(sweep(program, "-v", out="verbose"), 0)
    check(verbose.stderr.count(": finished: ") == 12, verbose.stderr)
    check("run 8: batch_size 5, clients_per_round 2, seed 2: finished" in verbose.stderr,
          verbose.stderr)


def test_no_gpu(program):
    write_sweep(program)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    try:
        refused(sweep(program, "--device", "cuda:0"), "--device cuda:0: ")
        check(not (program.folder / "out").exists())
        ends(sweep(program, "--device", "auto"), 0)
    finally:
        del os.environ["CUDA_VISIBLE_DEVICES"]


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
