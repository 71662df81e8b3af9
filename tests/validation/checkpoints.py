#!/usr/bin/env python3
"""How often to checkpoint: measured efficiency against the exact expectation, and Young's period.

    checkpoints.py SIMGRAD [RESULTS.txt]

A parameter server and one worker. The server fails after exponential times of mean mu = 15,038 s,
and is back D = 60 s later; a checkpoint takes C = 600 s to write and R = 600 s to read: the middle
row of Aupy et al.'s table (Herault and Robert 2015, "Fault-Tolerance Techniques for High-Performance
Computing"). A crash may come at any time that the server is on, while a checkpoint is written or
read too. Of a period T, which ends with its checkpoint, T - C is work, in rounds of 303.42 s: 14 of
them are Young's sqrt(2 mu C).

Expected efficiency: (T - C) / ((mu + D) e^(R/mu) (e^(T/mu) - 1)). Measured: goodput over 10^7 s and
twelve seeds, under which all periods meet the same failures.

Checked: each period's mean is within 3 standard errors of the expectation, and Young's is at least
0.995 of the best.
"""

import concurrent.futures
import math
import statistics
import sys

from runs import publish, rows

MU, D, C, R = 15038.0, 60.0, 600.0, 600.0
ROUND = 303.42
SEEDS = range(1, 13)
PERIODS = [4, 8, 14, 24, 40]  # rounds
YOUNG = 14


def expected(period):
    return (period - C) / ((MU + D) * math.exp(R / MU) * math.expm1(period / MU))


def efficiency(simgrad, rounds, seed):
    when = ['strategy.checkpoint={ period = "young", latency = "600 s" }'] if rounds == YOUNG else [
        f"strategy.checkpoint.every_rounds={rounds}"]
    found = rows(simgrad, "checkpoints.toml", when + [f"seed={seed}"],
                 "SELECT value FROM metric WHERE name = 'goodput'", ["--threads", "1"])
    return found[0][0]


def table(simgrad):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pending = {rounds: [pool.submit(efficiency, simgrad, rounds, seed) for seed in SEEDS]
                   for rounds in PERIODS}
        measured = {rounds: [future.result() for future in futures]
                    for rounds, futures in pending.items()}
    lines = ["rounds   period   expected   measured   standard error   difference / error"]
    results = {}
    for rounds, values in measured.items():
        period = rounds * ROUND + C
        mean = statistics.mean(values)
        error = statistics.stdev(values) / math.sqrt(len(values))
        off = (mean - expected(period)) / error
        results[rounds] = (mean, off)
        lines.append(f"{rounds:6d}  {period:6.0f} s  {expected(period):9.4f}  {mean:9.4f}  "
                     f"{error:15.4f}  {off:19.2f}" + ("   Young" if rounds == YOUNG else ""))
    return lines, results


def main():
    lines, results = table(sys.argv[1])
    publish(lines)
    if any(abs(off) > 3.0 for _, off in results.values()):
        return "a measured efficiency is not within 3 standard errors of the expectation"
    best = max(mean for mean, _ in results.values())
    if results[YOUNG][0] < 0.995 * best:
        return "Young's period is not within 0.5 % of the best"
    return 0


if __name__ == "__main__":
    sys.exit(main())
