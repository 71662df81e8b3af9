#!/usr/bin/env python3
"""Every command as a user runs it: `commands_test.py PROGRAM`. Its functions test_… are the tests."""
import json
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from program import check, ends, files, query, run_tests, scenario, small_run

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Rounds enough that the run is still going when a signal comes.
ENDLESS = scenario(rounds="100000000")


# run: what it says


def test_json_lines(program):
    run = ends(small_run(program, "--json", rounds="5"), 0)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    check([line["type"] for line in lines[:-1]] == ["progress"] * (len(lines) - 1))
    check({line["round"] for line in lines[:-1]} >= {1, 2, 3, 4, 5})
    summary = lines[-1]
    check(summary["type"] == "summary" and summary["status"] == "finished", summary)
    check(summary["rounds"] == 5 and 0.0 <= summary["accuracy"] <= summary["best_accuracy"] <= 1.0)
    check(summary["up_bytes"] > 0 and summary["down_bytes"] > 0 and summary["lost"] == 0)
    check(summary["simulated_s"] > 0 and summary["wall_s"] > 0 and summary["events"] > 0)
    check(set(summary["nodes"]) == {f"{part}_s" for part in (
        "compute", "latency", "bandwidth", "waiting", "down", "lost")}, summary)
    check(run.stderr == "", run.stderr)


def test_quiet(program):
    run = ends(small_run(program, "--quiet"), 0)
    check(run.stdout == "" and run.stderr == "", run.stdout, run.stderr)


def test_summary(program):
    run = ends(small_run(program, rounds="3"), 0)
    for pattern in (
            r"^finished: ", r"^  rounds +3 of 3$", r"^  simulated time +[\d.]+ \w+ \([\d.e-]+ s\)$",
            r"^  wall time +[\d.]+ \w+$",
            r"^  accuracy +[\d.]+ % in round 3, best [\d.]+ % in round [123]$",
            r"^  loss +[\d.]+$", r"^  traffic +[\d.]+ k?B up, [\d.]+ k?B down$",
            r"^  lost +0 times ", r"^  events +\d+ simulated, \d+ a second",
            r"^Where the simulated time went:$",
            r"^ +compute +latency +bandwidth +waiting +down +lost$",
            r"^  all nodes( +[\d.]+ %){6}$", r"^  critical path( +[\d.]+ %){6}$",
            r"^Run database: run\.db$"):
        check(re.search(pattern, run.stdout, re.MULTILINE), pattern, "in\n", run.stdout)
    for line in run.stdout.splitlines():
        shares = [float(share) for share in re.findall(r"([\d.]+) %", line)]
        if line.startswith(("  all nodes", "  critical path")):
            check(abs(sum(shares) - 100.0) < 0.5, line)


def test_progress_without_a_terminal(program):
    run = ends(small_run(program, rounds="40"), 0)
    check("\x1b" not in run.stderr + run.stdout and "\r" not in run.stderr, repr(run.stderr))
    rounds = re.findall(r"^round (\d+)/40  simulated ", run.stderr, re.MULTILINE)
    check(len(rounds) == 10 and rounds[-1] == "40", run.stderr)


def in_terminal(program, *words, **environment):
    """What the program writes to a terminal, and its exit status."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(program.folder)
        os.environ.update({"TERM": "xterm", **environment})
        os.execv(program.path, [program.path, *words])
    written = b""
    while select.select([terminal], [], [], 10)[0]:
        try:
            block = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        written += block
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return written.decode(), status


def test_progress_in_a_terminal(program):
    program.write("s.toml", scenario(rounds="300"))
    text, status = in_terminal(program, "run", "s.toml", "--out", "run.db")
    check(status == 0, text)
    progress, summary = text.rsplit("\r\x1b[2K", 1)
    check("finished: " in summary and "\x1b" not in summary, repr(summary))
    shown = progress.split("\r\x1b[2K")[1:]
    check(len(shown) >= 1, repr(progress))
    for line in shown:
        check(re.match(r"round \d+/300  simulated ", line) and "\n" not in line, repr(line))
        check(len(line) < 80, "wider than the terminal:", repr(line))
    check(not re.search(r"\x1b\[[\d;]*m", text), "a colour")
    plain, status = in_terminal(program, "run", "s.toml", "--out", "run.db", TERM="dumb")
    check(status == 0 and "\x1b" not in plain, repr(plain))


# check, describe


def test_check(program):
    program.write("s.toml", scenario(more='\n[[failure]]\nkind = "host_crash"\nhosts = "host-1"\n'
                                          'time_to_failure = "1 h"\n'))
    run = ends(program("check", "s.toml"), 0)
    for text in ("this scenario is sound", "title      Small", "5 hosts", "server     server",
                 "workers    4: host-0", "gaussian_blobs: 60 training and 20 test samples",
                 "iid: 15 samples each", "mlp: 67 parameters (268 B)", "federated: 2 rounds",
                 "host_crash: ", "Routes between hosts that talk to each other:", "flow cap"):
        check(text in run.stdout, repr(text), "in\n", run.stdout)
    check(run.stderr == "" and files(program) == ["s.toml"])


def test_check_as_json(program):
    program.write("s.toml", scenario())
    plan = json.loads(ends(program("check", "s.toml", "--json"), 0).stdout)
    check(plan["problems"] == [] and plan["parameters"] == 67 and len(plan["workers"]) == 4)
    check(len(plan["routes"]) == 8 and plan["routes"][0]["latency_s"] > 0, plan["routes"])
    check(plan["scenario"]["strategy"]["rounds"] == 2, plan["scenario"])
    for text, problems in ((scenario(rounds="0", hidden="[-1]"), 2), (scenario(partition='"x"'), 1),
                           (scenario(partition='"natural"'), 1), ("not TOML", 1), ("", 1)):
        program.write("b.toml", text)
        run = ends(program("check", "b.toml", "--json"), 2)
        found = json.loads(run.stdout)["problems"]
        check(len(found) == problems, found)
        check(all(set(one) == {"file", "line", "column", "text"} for one in found), found)
        check(run.stderr == "", run.stderr)
    check(json.loads(ends(program("check", "nowhere", "--json"), 2).stdout)["problems"])


def test_describe(program):
    everything = ends(program("describe"), 0).stdout
    registries = json.loads(ends(program("describe", "--json"), 0).stdout)["families"]
    check(len(registries) >= 10, registries.keys())
    for family, content in registries.items():
        ends(program("describe", family), 0)
        for component in content["components"]:
            name = component["name"]
            check(name in everything, name)
            text = ends(program("describe", name), 0).stdout
            check(f"{family} {name}: {component['summary']}\nSource: " in text, text)
            for parameter in component["parameters"]:
                check(f"\n  {parameter['name']} " in text, parameter["name"], "in\n", text)
    for section in ("scenario", "platform", "data", "stop"):
        check(ends(program("describe", section), 0).stdout.count("\n") > 2, section)
    schema = json.loads(ends(program("describe", "--schema"), 0).stdout)
    check(schema["$schema"].startswith("http://json-schema.org/draft-07"))


def test_readme_table(program):
    table = ends(program("describe", "--markdown"), 0).stdout
    check(table.startswith("|") and table.count("\n") > 20, table)
    readme = ROOT / "README.md"
    if not readme.is_file():
        print("README.md is not there: its table of components is not compared")
        return
    found = re.search(r"<!-- components -->\n(.*?)<!-- /components -->", readme.read_text(),
                      re.DOTALL)
    check(found, "README.md has no lines <!-- components --> and <!-- /components -->")
    check(found[1].strip() == table.strip(), "README.md: between <!-- components --> and its end, "
          "put what `simgrad describe --markdown` prints")


def test_scenarios_are_sound(program):
    if not pathlib.Path("/usr/share/datasets/fashion-mnist").is_dir():
        return
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        check("is sound" in ends(program("check", path), 0).stdout, path)


# stdout and stderr that take nothing


def test_full_output(program):
    program.write("s.toml", scenario())
    for words in (["describe"], ["describe", "--schema"], ["check", "s.toml"], ["--help"],
                  ["run", "s.toml", "--out", "run.db", "--json"]):
        with open("/dev/full", "w") as full:
            running = program.start(*words, stdout=full, stderr=subprocess.PIPE, text=True)
            errors = running.communicate(timeout=10)[1]
        check(running.returncode == 2 and "No space left" in errors, words, errors)
    check(query(program, "SELECT status FROM run") == [("finished",)])
    with open("/dev/full", "w") as full:
        running = program.start("run", "s.toml", "--out", "run.db", stdout=subprocess.PIPE,
                                stderr=full)
        check(b"finished: " in running.communicate(timeout=10)[0] and running.returncode == 0)


def test_closed_streams(program):
    program.write("s.toml", scenario())
    command = f"{shlex.quote(program.path)} run s.toml --out run.db <&- >&- 2>&-"
    done = subprocess.run(["sh", "-c", command], cwd=program.folder, timeout=10, check=False)
    check(done.returncode == 0, done)
    check(query(program, "SELECT status FROM run") == [("finished",)])
    check(query(program, "PRAGMA integrity_check") == [("ok",)])


# run: what it records


def test_database(program):
    ends(small_run(program, "--quiet", "--set", "strategy.rounds=4", "--set", "seed=9"), 0)
    row = query(program, "SELECT title, scenario, overrides, seed, status, device FROM run")
    check(row[0][:5] == ("Small", scenario(), "strategy.rounds=4\nseed=9\n", 9, "finished"), row)
    check(query(program, "SELECT max(round) FROM round") == [(4,)])
    check(query(program, "PRAGMA integrity_check") == [("ok",)])
    check(files(program) == ["run.db", "s.toml"])
    ends(small_run(program, "--quiet"), 0)
    check(query(program, "SELECT count(*), max(seed) FROM run") == [(1, 1)], "replaced")
    check(query(program, "SELECT max(round) FROM round") == [(2,)])


def test_same_run_same_numbers(program):
    rows = []
    for threads in ("1", "2"):
        ends(small_run(program, "--quiet", "--threads", threads), 0)
        rows.append(query(program, "SELECT round, loss, accuracy FROM evaluation") +
                    query(program, "SELECT data FROM artifact"))
    check(rows[0] == rows[1], rows)


def test_without_out(program):
    program.write("deep/name.toml", scenario())
    ends(program("run", "deep/name.toml", "--quiet"), 0)
    check(files(program) == ["deep", "name.db"])


def test_lost_server(program):
    run = ends(small_run(program, rounds="1000", more='\n[[failure]]\nkind = "host_crash"\n'
                         'hosts = "server"\nat = "2 ms"\n'), 1)
    check(run.stdout.startswith("failed: ") and "server" in run.stdout.splitlines()[0], run.stdout)
    check(query(program, "SELECT status FROM run") == [("failed",)])
    run = ends(program("run", "s.toml", "--out", "run.db", "--quiet"), 1)
    check(run.stdout == "" and run.stderr.startswith("simgrad: failed: "), run.stderr)


# run: stopped


def wait_for_rounds(program):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if query(program, "SELECT count(*) FROM round")[0][0] > 0:
                return
        except sqlite3.Error:
            pass  # not there yet
        time.sleep(0.05)
    raise AssertionError("no row of table round in ten seconds")


def stop(program, number, *words):
    """Starts an endless run, sends it a signal; its exit status and what it says on stdout."""
    program.write("s.toml", ENDLESS)
    running = program.start("run", "s.toml", "--out", "run.db", *words, stdout=subprocess.PIPE,
                            text=True)
    try:
        wait_for_rounds(program)
        running.send_signal(number)
        said = running.communicate(timeout=5)[0]
        return running.returncode, said
    finally:
        running.kill()
        running.wait()


def interrupted(program, number):
    check(stop(program, number, "--quiet") == (130, ""))
    check(files(program) == ["run.db", "run.db-saved-1", "s.toml"], os.listdir(program.folder))
    (program.folder / "other").mkdir()
    shutil.copy(program.folder / "run.db", program.folder / "other")
    status, rounds = query(program, "SELECT status, (SELECT max(round) FROM round) FROM run",
                           "other/run.db")[0]
    check(status == "interrupted" and rounds >= 1, status, rounds)
    ends(program("export", "other/run.db", "--format", "json", "-o", "x"), 0)
    ends(program("export", "other/run.db", "--format", "safetensors", "-o", "p"), 0)


def test_interrupt(program):
    interrupted(program, signal.SIGINT)


def test_terminate(program):
    interrupted(program, signal.SIGTERM)


def test_summary_of_an_interrupted_run(program):
    status, said = stop(program, signal.SIGINT, "--json")
    summary = json.loads(said.splitlines()[-1])
    check(status == 130 and summary["type"] == "summary", status, summary)
    check(summary["status"] == "interrupted" and summary["rounds"] >= 1, summary)


def test_kill(program):
    check(stop(program, signal.SIGKILL, "--quiet")[0] == -signal.SIGKILL)
    check(query(program, "SELECT status FROM run") == [("running",)])
    check(query(program, "SELECT count(*) FROM round")[0][0] > 0)
    ends(program("export", "run.db", "--format", "csv", "-o", "tables"), 0)
    ends(small_run(program, "--quiet"), 0)
    check(query(program, "SELECT status FROM run") == [("finished",)], "replaced")


def test_two_writers(program):
    program.write("s.toml", ENDLESS)
    running = program.start("run", "s.toml", "--out", "run.db", "--quiet")
    try:
        wait_for_rounds(program)
        run = ends(program("run", "s.toml", "--out", "run.db", "--quiet"), 2)
        check("another simulation is writing" in run.stderr, run.stderr)
        check(running.poll() is None, "the first one goes on")
    finally:
        running.send_signal(signal.SIGINT)
        check(running.wait(5) == 130)


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
