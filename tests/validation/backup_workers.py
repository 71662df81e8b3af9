#!/usr/bin/env python3
"""Backup workers: the first N of N + b gradients count.

    backup_workers.py SIMGRAD [RESULTS.txt]

With exponential compute times a step takes H_{N+b} − H_b on average: checked within three standard
errors. With the times of backup_lognormal.toml it tells, for N = 50, the mean step and the
normalised speed-up t(0)/t(b) · 50/(50 + b), and which b is best, beside what TensorFlow's authors
measured (Abadi et al. 2016, OSDI, figure 8: shortest step at b = 4, best speed-up at b = 3, 9.5 %).
"""

import sys

from runs import mean_and_error, publish, rows

N = 50


def steps_s(simgrad, scenario, backups):
    """The length of every round, in simulated seconds."""
    found = rows(simgrad, scenario, [f"platform.generate.hosts={N + backups}",
                                     f"strategy.backup_workers={backups}"],
                 "SELECT begin_s, end_s FROM round")
    return [end - begin for begin, end in found]


def exponential(simgrad):
    lines = ["Exponential compute of mean 1 s: seconds a step, 1000 steps",
             "   b   measured   error   H_{N+b} − H_b   off by"]
    right = True
    for backups in (0, 1, 2, 4, 8):
        mean, error = mean_and_error(steps_s(simgrad, "backup_exponential.toml", backups))
        expected = sum(1 / i for i in range(backups + 1, N + backups + 1))
        off = (mean - expected) / error
        right = right and abs(off) < 3
        lines.append(f"{backups:4d} {mean:10.4f} {error:7.4f} {expected:15.4f} {off:+6.2f} errors")
    return lines, right


def lognormal(simgrad):
    lines = ["Shifted lognormal compute, 1.3 s + 0.15 s · exp(0.7 Z): 1000 steps",
             "   b   seconds a step    error   normalised speed-up"]
    means = {}
    for backups in range(9):
        means[backups], error = mean_and_error(steps_s(simgrad, "backup_lognormal.toml", backups))
        speed_up = means[0] / means[backups] * N / (N + backups)
        lines.append(f"{backups:4d} {means[backups]:16.4f} {error:8.4f} {speed_up:21.4f}")
    best = max(means, key=lambda backups: 1 / (means[backups] * (N + backups)))
    lines.append(f"best by normalised speed-up: b = {best}; measured by Abadi et al. 2016: b = 3 "
                 "(1.095), shortest step b = 4")
    return lines


def main():
    first, right = exponential(sys.argv[1])
    publish(first + [""] + lognormal(sys.argv[1]))
    return 0 if right else "an exponential step is not what H_{N+b} − H_b says"


if __name__ == "__main__":
    sys.exit(main())
