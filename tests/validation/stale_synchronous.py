#!/usr/bin/env python3
"""Stale synchronous parallel: some staleness is best, in time to loss.

    stale_synchronous.py SIMGRAD [RESULTS.txt]

Runs scenarios/stale_synchronous_parallel.toml, whose sixteen workers are slow now and then, until
the test loss is 0.5, with five seeds for each bound on staleness, and the asynchronous server,
which pulls at every step and waits for nobody (Ho et al. 2013). Bounds' times are compared seed by
seed: the best one's must lie below both ends' by more than two standard errors.
"""

import sys

from runs import mean_and_error, publish, rows

SCENARIO = "../../scenarios/stale_synchronous_parallel.toml"
SEEDS = range(1, 6)
BOUNDS = (0, 1, 2, 4, 8, 16, 32)
GOAL_LOSS = 0.5
LAST_ROUND = 1200


def run(simgrad, settings, seed):
    """Simulated seconds, rounds and bytes until the goal, or until the last round."""
    [(seconds, rounds, size)] = rows(
        simgrad, SCENARIO, [f"seed={seed}", *settings],
        "SELECT max(end_s), count(*), sum(up_bytes) + sum(down_bytes) FROM round")
    return seconds, rounds, size


def main():
    simgrad = sys.argv[1]
    kinds = {str(bound): [f"strategy.staleness_bound={bound}"] for bound in BOUNDS}
    kinds["asynchronous"] = ["strategy.staleness_bound=1000000", "strategy.cached_reads=false"]
    lines = [f"Seconds until the test loss is {GOAL_LOSS}, means of five seeds; 16 updates a round",
             "       bound   seconds   error   reached   rounds   GB sent"]
    times = {}
    for name, settings in kinds.items():
        found = [run(simgrad, settings, seed) for seed in SEEDS]
        reached = [seconds for seconds, rounds, _ in found if rounds < LAST_ROUND]
        times[name] = [seconds for seconds, _, _ in found] if len(reached) == len(found) else None
        mean, error = mean_and_error([seconds for seconds, _, _ in found])
        rounds = sum(rounds for _, rounds, _ in found) / len(found)
        size = sum(size for _, _, size in found) / len(found) / 1e9
        least = ">" if len(reached) < len(found) else ""
        lines.append(f"{name:>12} {least + format(mean, '.1f'):>9} {error:7.1f} {len(reached):4d} of {len(found)} "
                     f"{rounds:8.0f} {size:9.2f}")
    best = min((name for name in map(str, BOUNDS) if times[name]),
               key=lambda name: sum(times[name]))
    right = best != "0"
    for end in ("0", "asynchronous"):
        mean, error = mean_and_error([one - other for one, other in zip(times[best], times[end])])
        right = right and mean < -2 * error
        lines.append(f"bound {best} against {end}, by seed: {mean:+.1f} s, error {error:.1f}")
    publish(lines)
    return 0 if right else "no bound is faster than both ends"


if __name__ == "__main__":
    sys.exit(main())
