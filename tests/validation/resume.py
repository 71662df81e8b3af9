#!/usr/bin/env python3
"""Kills runs at 50 random moments and goes on with them: `resume.py PROGRAM [MOMENTS]`.

Three scenarios, a third of the moments each; every third run is killed again when it goes on, some
in their replay. What comes out has to be the uninterrupted run's tables. Prints, for each scenario,
the wall time of the uninterrupted run and of all processes of a killed one together, and what was
lost: less than 10 % of the uninterrupted run beside starting, waiting for a sign of life of the
earlier process (2 s) and the replay, which are told apart.
"""
import pathlib
import random
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/support"))
from killed_runs import difference, is_begun, run_for, tables, wall_s  # noqa: E402

SAVES = ("--save-every", "300 ms")
CASES = (
    ("quickstart", ("strategy.rounds=12",)),
    ("all_reduce", ("strategy.rounds=30", """failure=[{ kind = "host_crash", hosts = "host-*",
       time_to_failure = { distribution = "exponential", mean = "20 s" },
       time_to_repair = { distribution = "exponential", mean = "1 s" } }]""")),
    ("gossip", ("strategy.rounds=30",)),
)


def command(program, name, overrides, database):
    settings = [word for text in overrides for word in ("--set", text)]
    return [program, "run", ROOT / f"scenarios/{name}.toml", "--quiet", "--device", "cpu", *SAVES,
            *settings, "--out", database]


def go_on(program, database):
    return [program, "run", "--resume", database, "--quiet", *SAVES]


def killed_and_gone_on_with(program, words, database, kills):
    """The wall time of all processes together: one for each of `kills`, seconds, and the last."""
    begin = time.monotonic()
    for seconds in kills:
        if run_for(words, seconds) is not None:
            break
        if is_begun(database):
            words = go_on(program, database)
    else:
        wall_s(words)
    return time.monotonic() - begin


def replay_s(program, words, database, length_s):
    """How long going on takes at the end of a run that is killed close to it: nearly all replay."""
    if run_for(words, 0.95 * length_s) is not None:
        return float("nan")
    return wall_s(go_on(program, database))


def validate(program, name, overrides, moments, folder, draw):
    whole = folder / f"{name}.db"
    words = command(program, name, overrides, whole)
    length_s = statistics.median(wall_s(words) for _ in range(3))
    expected = tables(whole)
    spent = []
    for moment in range(moments):
        database = folder / f"{name}-{moment}.db"
        kills = [draw.uniform(0.05, 0.95) * length_s]
        if moment % 3 == 2:
            kills.append(draw.uniform(2.0, 2.0 + 0.5 * length_s))
        words = command(program, name, overrides, database)
        spent.append(killed_and_gone_on_with(program, words, database, kills) - 2.0 * len(kills))
        found = difference(expected, tables(database))
        if found is not None:
            raise SystemExit(f"{name}, killed after {kills} s: {found}")
        database.unlink()
    replay = replay_s(program, command(program, name, overrides, folder / "r.db"),
                      folder / "r.db", length_s) - 2.0
    lost = statistics.median(spent) - length_s
    print(f"| {name} | {moments} | {length_s:.2f} | {statistics.median(spent):.2f} | "
          f"{100.0 * lost / length_s:.0f} % | {replay:.2f} |", flush=True)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    moments = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    draw = random.Random(50)
    print("| scenario | killed | uninterrupted s | killed and gone on s, median | lost | "
          "last 5 % with its replay s |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for i, (name, overrides) in enumerate(CASES):
            share = moments // len(CASES) + (1 if i < moments % len(CASES) else 0)
            validate(program, name, overrides, share, pathlib.Path(folder), draw)


if __name__ == "__main__":
    main()
