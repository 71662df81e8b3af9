#!/usr/bin/env python3
"""Kills runs at 50 random moments and goes on with them: `resume.py PROGRAM [MOMENTS]`.

Three scenarios, a third of the moments each; every third run is killed again when it goes on, some
in their replay. What comes out has to be the uninterrupted run's tables. Prints, for each scenario,
the processor time of the uninterrupted run and of all processes of a killed one together (that does
not depend on what else the machine does), and what was lost by saving, by what was computed after
the last save, by starting and by the replay; and what starting and a replay of nearly all cost alone.
"""
import pathlib
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/support"))
from killed_runs import difference, is_begun, is_over, run_for, tables, wall_s  # noqa: E402

SAVES = ("--save-every", "500 ms")
SIGN_OF_LIFE_S = 2.0  # for which a run is watched that may be alive
CASES = (
    ("quickstart", ()),
    ("all_reduce", ("strategy.rounds=300", "failure[0].at=3 s", "failure[0].duration=100 ms")),
    ("gossip", ("strategy.rounds=1200",)),
)


def command(program, name, overrides, database):
    settings = [word for text in overrides for word in ("--set", text)]
    return [program, "run", ROOT / f"scenarios/{name}.toml", "--quiet", "--device", "cpu", *SAVES,
            *settings, "--out", database]


def go_on(program, database):
    return [program, "run", "--resume", database, "--quiet", *SAVES]


def cpu_s(action):
    """The processor time of the processes that `action` has run and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def kill_and_go_on(program, words, database, kills):
    """Kills after each of `kills`, seconds, and goes on; at last to the end."""
    for seconds in kills:
        if run_for(words, seconds) is not None:
            return
        if is_begun(database):
            if is_over(database):
                return
            words = go_on(program, database)
    wall_s(words)


def replay_cpu_s(program, words, database, length_s):
    """What it costs to go on with a run that was interrupted late: to replay it, nearly."""
    process = subprocess.Popen(list(map(str, words)))
    time.sleep(0.85 * length_s)
    process.send_signal(signal.SIGINT)
    if process.wait() != 130:
        return float("nan")
    return cpu_s(lambda: wall_s(go_on(program, database)))


def validate(program, name, overrides, moments, folder, draw):
    whole = folder / f"{name}.db"
    words = command(program, name, overrides, whole)
    length_s = wall_s(words)
    alone_s = statistics.median(cpu_s(lambda: wall_s(words)) for _ in range(3))
    expected = tables(whole)
    spent = []
    for moment in range(moments):
        database = folder / f"{name}-{moment}.db"
        kills = [draw.uniform(0.05, 0.95) * length_s]
        if moment % 3 == 2:
            kills.append(SIGN_OF_LIFE_S + draw.uniform(0.0, 0.5) * length_s)
        words = command(program, name, overrides, database)
        spent.append(cpu_s(lambda: kill_and_go_on(program, words, database, kills)))
        found = difference(expected, tables(database))
        if found is not None:
            raise SystemExit(f"{name}, killed after {kills} s: {found}")
        database.unlink()
    database = folder / "replayed.db"
    replay_s = replay_cpu_s(program, command(program, name, overrides, database), database, length_s)
    lost = statistics.median(spent) - alone_s
    print(f"| {name} | {moments} | {alone_s:.2f} | {statistics.median(spent):.2f} | "
          f"{100.0 * lost / alone_s:.0f} % | {replay_s:.2f} |", flush=True)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    moments = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    draw = random.Random(50)
    print("| scenario | killed | uninterrupted, CPU s | killed and gone on, median | lost | "
          "going on late, CPU s |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for i, (name, overrides) in enumerate(CASES):
            share = moments // len(CASES) + (1 if i < moments % len(CASES) else 0)
            validate(program, name, overrides, share, pathlib.Path(folder), draw)


if __name__ == "__main__":
    main()
