#!/usr/bin/env python3
"""`simgrad check` and `run` of a sweep as a user runs them: `check_sweep_test.py PROGRAM`."""
import json
import sys

from commands_test import check, ends
from program import run_tests, scenario

SWEEP = """title = "Delay"
scenario = "s.toml"
replicates = 2
{more}

[axes]
"platform.generate.latency" = ["1 ms", "10 ms", "100 ms"]
"strategy.clients_per_round" = {clients}

[[exclude]]
"platform.generate.latency" = {{ above = "50 ms" }}
"strategy.clients_per_round" = 1
"""


def write_sweep(program, clients="[1, 2]", more=""):
    program.write("s.toml", scenario())
    program.write("sweep.toml", SWEEP.format(clients=clients, more=more))


def test_check_says_what_a_sweep_would_run(program):
    write_sweep(program, more='[limits]\nmemory = "2 GB"\nwall_time = "10 min"\n')
    text = ends(program("check", "sweep.toml"), 0).stdout
    for line in ("  title      Delay", "  scenario   s.toml",
                 "  axis       platform.generate.latency: 3 values: 1 ms, 10 ms, 100 ms",
                 "  points     5 (grid), 1 more excluded",
                 "  limits     2 GB of memory, 10 min 00 s of wall time",
                 "   point  latency  clients_per_round", "       4  100 ms   2",
                 "  runs       10: 2 a point, under seeds 1 to 2"):
        check(line in text, f"{line!r} in {text}")
    check("Time, measured on one thread of this machine" in text, text)
    check("10 runs of about" in text, text)
    check(not list(program.folder.glob("*.db")), "a check records nothing")


def test_check_shortens_long_tables(program):
    write_sweep(program, clients="[2]")
    program.write("long.toml", 'scenario = "s.toml"\n[axes]\n"strategy.rounds" = '
                  "{ from = 1, to = 100, steps = 100 }\n")
    text = ends(program("check", "long.toml"), 0).stdout
    check("… 60 more (all of them with --json)" in text, text)
    check("100 values: 1, 2, 3, 4, … 92 more …, 97, 98, 99, 100" in text, text)


def test_check_gives_all_as_json(program):
    write_sweep(program)
    found = json.loads(ends(program("check", "sweep.toml", "--json"), 0).stdout)
    check(found["problems"] == [] and found["excluded"] == 1 and found["replicates"] == 2)
    check(len(found["points"]) == 5 and len(found["runs"]) == 10)
    check(found["points"][1]["values"][0] == {"key": "platform.generate.latency",
                                              "value": '"1 ms"', "label": "1 ms", "number": 0.001})
    check(found["runs"][9]["overrides"][-1] == "seed=2")
    measured = found["estimate"]["measured"]
    check([each["point"] for each in measured] == [0, 1, 2, 4], measured)
    check(all(each["has_ended"] and each["rounds"] == 2 for each in measured), measured)
    check(found["estimate"]["runs"] == 10 and found["estimate"]["wall_s"] > 0)


def test_the_overrides_of_a_run_are_the_run(program):
    write_sweep(program)
    found = json.loads(ends(program("check", "sweep.toml", "--json"), 0).stdout)
    words = [word for each in found["runs"][9]["overrides"] for word in ("--set", each)]
    plan = json.loads(ends(program("check", "s.toml", "--json", *words), 0).stdout)["scenario"]
    check(plan["seed"] == 2 and plan["strategy"]["clients_per_round"] == 2)
    check(plan["platform"]["generate"]["latency"] == "0.1 s", plan["platform"])


def test_problems_are_told_at_the_axis_with_the_point(program):
    write_sweep(program, clients="[2, 9]")
    found = ends(program("check", "sweep.toml"), 2)
    check(found.stderr == "sweep.toml:8:36: error: point 1 (latency 1 ms, clients_per_round 9) and "
          "2 others: strategy.clients_per_round: 9 clients a round, but there are 4 workers\n",
          found.stderr)
    problems = json.loads(ends(program("check", "sweep.toml", "--json"), 2).stdout)["problems"]
    check(problems[0]["line"] == 8 and problems[0]["column"] == 36, problems)


def test_run_names_the_command_for_a_sweep(program):
    write_sweep(program)
    found = ends(program("run", "sweep.toml"), 2)
    check("sweep.toml: this is a sweep, a scenario was expected: simgrad sweep sweep.toml"
          in found.stderr, found.stderr)


def test_a_thousand_points_are_checked_in_seconds(program):
    program.write("s.toml", scenario())
    program.write("sweep.toml", 'scenario = "s.toml"\n[axes]\n"strategy.rounds" = '
                  "{ from = 1, to = 1000, steps = 1000 }\n")
    ends(program("check", "sweep.toml"), 0)


def test_describe_tells_of_sweeps(program):
    text = ends(program("describe", "sweep"), 0).stdout
    check("combine" in text and "[[exclude]]" in text, text)
    schema = json.loads(ends(program("describe", "sweep", "--schema"), 0).stdout)
    check(schema["required"] == ["scenario", "axes"], schema["required"])


if __name__ == "__main__":
    sys.exit(run_tests(dict(globals()), sys.argv[1]))
