#!/usr/bin/env python3
"""`simgrad export` as a user runs it, read back by other means: `export_test.py PROGRAM`."""
import csv
import importlib.util
import json
import math
import os
import pathlib
import resource
import shutil
import signal
import sqlite3
import struct
import sys

from program import check, ends, files, query, run_tests, scenario, small_run

TABLES = ("run", "node", "link", "evaluation", "round", "traffic", "span", "event", "node_round",
          "decision", "metric", "artifact", "point")
# Transfers take most of a second each, so that crashes meet them and traffic fills many bins.
SLOW = 'generate = { kind = "star", hosts = 4, latency = "400 ms" }'
FAILING = """
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "10 s" }
time_to_repair = { distribution = "exponential", mean = "2 s" }

[[failure]]
kind = "link_down"
links = "link-2"
at = "3 s"
duration = "2 s"
"""
SCHEMA = pathlib.Path(__file__).with_name("trace_events.schema.json")
NASTY = 'λ"\\\n</script>\x07'


def change(program, *statements, database="run.db"):
    """Changes a database as no run would leave it."""
    connection = sqlite3.connect(program.folder / database)
    with connection:
        for statement, *values in statements:
            connection.execute(statement, values)
    connection.close()


def make_sweep(program, ids=(3, 1, 2), name="sweep.db"):
    """A database with the rows of run.db as several runs, merged in the order of `ids`."""
    shutil.copy(program.folder / "run.db", program.folder / name)
    connection = sqlite3.connect(program.folder / name)
    with connection:
        for table in TABLES:
            first, *others = [column[1] for column in
                              connection.execute(f"PRAGMA table_info({table})")]
            rest = ", ".join(others)
            rows = connection.execute(f"SELECT {rest} FROM {table} ORDER BY rowid").fetchall()
            connection.execute(f"DELETE FROM {table}")
            for run in ids:
                connection.executemany(
                    f"INSERT INTO {table}({first}, {rest}) VALUES "
                    f"({run}{', ?' * len(others)})", rows)
        for run in ids:
            connection.execute("INSERT INTO point(run, point, rung, key, value) VALUES (?, ?, 0, "
                               "'strategy.rounds', ?)", (run, run, f"{run}0"))
    connection.close()


# csv, json, safetensors


def read_safetensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    floats = {name: struct.unpack(f"<{(one['data_offsets'][1] - one['data_offsets'][0]) // 4}f",
                                  data[slice(*(8 + length + end for end in one["data_offsets"]))])
              for name, one in header.items()}
    return {name: one["shape"] for name, one in header.items()}, floats


def test_export(program):
    ends(small_run(program, "--quiet"), 0)
    ends(program("export", "run.db", "--format", "csv", "-o", "tables"), 0)
    ends(program("export", "run.db", "--format", "json", "-o", "run.json"), 0)
    document = json.loads((program.folder / "run.json").read_text())
    for table in TABLES:
        with open(program.folder / "tables" / f"{table}.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        count = query(program, f"SELECT count(*) FROM {table}")[0][0]
        check(len(rows) == count == len(document[table]), table, len(rows), count)
        check(not rows or list(rows[0]) == list(document[table][0]), table)
    check([row["round"] for row in document["round"]] == [1, 2], document["round"])
    shapes = {"layers.0.weight": [8, 4], "layers.0.bias": [8],
              "layers.1.weight": [3, 8], "layers.1.bias": [3]}
    values = {}
    for moment in ("start", "end"):
        ends(program("export", "run.db", "--format", "safetensors", "--at", moment, "-o", "p"), 0)
        found, values[moment] = read_safetensors(program.folder / "p")
        check(sorted(found.values()) == sorted(shapes.values()), found)
    check(values["start"].keys() == values["end"].keys() and values["start"] != values["end"])
    check(all(abs(x) <= 0.5 for x in values["start"][min(values["start"])]), values["start"])


def test_export_of_a_cnn(program):
    image_set = ('{ kind = "gaussian_blobs", classes = 3, features = 96, samples = 60, '
                 "test_samples = 20, image = [2, 8, 6] }")
    ends(small_run(program, "--quiet", "--set", "model.channels=[4, 5]", model='"cnn"',
                   set=image_set), 0)
    ends(program("export", "run.db", "--format", "safetensors", "-o", "p"), 0)
    shapes, values = read_safetensors(program.folder / "p")
    check(shapes == {"0.weight": [4, 2, 5, 5], "0.bias": [4], "3.weight": [5, 4, 5, 5],
                     "3.bias": [5], "7.weight": [8, 10], "7.bias": [8], "9.weight": [3, 8],
                     "9.bias": [3]}, shapes)
    if importlib.util.find_spec("torch") is None:
        return
    import torch
    from torch import nn
    model = nn.Sequential(nn.Conv2d(2, 4, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Conv2d(4, 5, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Flatten(), nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 3))
    model.load_state_dict({name: torch.tensor(values[name]).reshape(shape)
                           for name, shape in shapes.items()})


def test_sweep(program):
    ends(small_run(program, "--quiet"), 0)
    (program.folder / "results").mkdir()
    make_sweep(program, name="results/sweep.db")
    ends(program("export", "results", "--format", "csv", "-o", "tables"), 0)
    ends(program("export", "results/sweep.db", "--format", "json", "-o", "all.json"), 0)
    ends(program("export", "run.db", "--format", "json", "-o", "one.json"), 0)
    ends(program("export", "results", "--run", "2", "--format", "json", "-o", "2.json"), 0)
    every = json.loads((program.folder / "all.json").read_text())
    one = json.loads((program.folder / "one.json").read_text())
    second = json.loads((program.folder / "2.json").read_text())
    for table in TABLES[:-1]:
        key = "id" if table == "run" else "run"
        expected = [{**row, key: run} for run in (1, 2, 3) for row in one[table]]
        check(every[table] == expected, table, every[table][:3])
        check(second[table] == [row for row in expected if row[key] == 2], table)
        with open(program.folder / "tables" / f"{table}.csv", newline="") as file:
            written = [row[key] for row in csv.DictReader(file)]
        check(written == [str(row[key]) for row in expected], table)
    for words in ([], ["--run", "1"], ["--run", "3"]):
        ends(program("export", "results", "--format", "safetensors", "-o", "p", *words), 0)
        check(read_safetensors(program.folder / "p")[0]["2.bias"] == [3], words)
    for form in ("safetensors", "json", "csv", "perfetto", "tensorboard"):
        run = ends(program("export", "results", "--run", "7", "--format", form, "-o", "x"), 2)
        check(run.stderr == "simgrad: results/sweep.db: holds no run 7; there are 3, with numbers "
              "from 1 to 3\n", run.stderr)
    change(program, ("DELETE FROM run WHERE id = 1",), database="results/sweep.db")
    run = ends(program("export", "results", "--format", "safetensors", "-o", "x"), 2)
    check("holds no run 1; there are 2, with numbers from 2 to 3" in run.stderr, run.stderr)
    check("x" not in files(program))


# tensorboard


def crc32c(data):
    """Bit by bit (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def records(data):
    """The records of a TFRecord file; each check sum is compared."""
    while data:
        length, length_crc = struct.unpack("<QI", data[:12])
        record, crc = data[12:12 + length], struct.unpack("<I", data[12 + length:16 + length])[0]
        for text, stored in ((data[:8], length_crc), (record, crc)):
            plain = crc32c(text)
            masked = ((plain >> 15 | plain << 17) + 0xA282EAD8) & 0xFFFFFFFF
            check(masked == stored, "check sum", masked, stored)
        yield record
        data = data[16 + length:]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(message):
    """A protocol buffer's fields as (number, value)."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        if key & 7 == 0:
            value, at = varint(message, at)
        elif key & 7 == 2:
            length, at = varint(message, at)
            value, at = message[at:at + length], at + length
        else:
            form, size = {1: ("<d", 8), 5: ("<f", 4)}[key & 7]
            value, at = struct.unpack(form, message[at:at + size])[0], at + size
        yield key >> 3, value


def read_events(path):
    """{tag: [(step, wall time, value), …]} of an event file."""
    check(crc32c(b"123456789") == 0xE3069283)
    first, *others = [dict(fields(record)) for record in records(path.read_bytes())]
    check(first[3] == b"brain.Event:2", first)
    scalars = {}
    for event in others:
        for number, value in fields(event[5]):
            check(number == 1)
            value = dict(fields(value))
            scalars.setdefault(value[1].decode(), []).append((event[2], event[1], value[2]))
    return scalars


def float32(value):
    return math.nan if value is None else struct.unpack("<f", struct.pack("<f", value))[0]


def same(found, expected):
    """Equal, with NaN equal to itself."""
    return repr(found) == repr(expected)


def test_tensorboard(program):
    ends(small_run(program, "--quiet", rounds="5"), 0)
    end_s = query(program, "SELECT end_s FROM round ORDER BY round")
    change(program, ("UPDATE evaluation SET loss = NULL WHERE round = 3",),
           ("INSERT INTO metric VALUES (1, ?, ?, 1.5)", end_s[1][0], NASTY),
           ("INSERT INTO metric VALUES (1, ?, ?, 2.5)", 1e6, NASTY))
    ends(program("export", "run.db", "--format", "tensorboard", "-o", "deep/events"), 0)
    (path,) = (program.folder / "deep" / "events").iterdir()
    check("tfevents" in path.name, path)
    scalars = read_events(path)
    start = query(program, "SELECT strftime('%s', started_utc) FROM run")[0][0]
    expected = {}
    for column in ("loss", "accuracy", "sent_bytes"):
        expected[f"evaluation/{column}"] = query(
            program, f"SELECT round, {start} + simulated_s, {column} FROM evaluation")
    for column in ("end_s - begin_s", "selected", "completed", "late", "failed", "mean_staleness",
                   "up_bytes", "down_bytes"):
        expected[f"round/{'duration_s' if '-' in column else column}"] = query(
            program, f"SELECT round, {start} + end_s, {column} FROM round")
    expected[f"metric/{NASTY}"] = [(2, int(start) + end_s[1][0], 1.5), (5, int(start) + 1e6, 2.5)]
    check(scalars.keys() == expected.keys(), scalars.keys())
    for tag, rows in expected.items():
        check(same(scalars[tag], [(step, at, float32(value)) for step, at, value in rows]), tag,
              scalars[tag], rows)
    check(math.isnan(scalars["evaluation/loss"][3][2]), scalars["evaluation/loss"])


def test_tensorboard_of_a_sweep(program):
    ends(small_run(program, "--quiet"), 0)
    make_sweep(program)
    change(program, ("UPDATE evaluation SET loss = run",), database="sweep.db")
    ends(program("export", "sweep.db", "--format", "tensorboard", "-o", "events"), 0)
    folders = sorted((program.folder / "events").iterdir())
    check([path.name for path in folders] == ["run-000001", "run-000002", "run-000003"], folders)
    for run, folder in enumerate(folders, 1):
        (path,) = folder.iterdir()
        check({value for _, _, value in read_events(path)["evaluation/loss"]} == {run}, path)
    for statement, text in (
            ("UPDATE round SET end_s = NULL WHERE run = 3",
             "run 3: round/duration_s: the time nan s"),
            ("UPDATE run SET started_utc = 'yesterday' WHERE id = 2",
             "run 2: started_utc is 'yesterday'"),
            ("UPDATE run SET started_utc = '2030-02-30T00:00:00Z' WHERE id = 1",
             "run 1: started_utc is '2030-02-30T00:00:00Z'")):
        change(program, (statement,), database="sweep.db")
        refuses(program, "x", text, form="tensorboard", database="sweep.db", names_place=False)


# perfetto


def check_schema(trace):
    """The trace's form, by a library where it is installed (python3-jsonschema)."""
    if importlib.util.find_spec("jsonschema") is None:
        print("python3-jsonschema is not installed: a trace's form is not checked by its schema")
        return
    import jsonschema
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(trace)


class Trace:
    """A trace with what Perfetto's import and the format's text demand of it."""

    def __init__(self, path):
        whole = json.loads(path.read_text(encoding="utf-8"))
        check_schema(whole)
        self.events = whole["traceEvents"]
        self.processes = self.names("process_name", "pid")
        self.threads = self.names("thread_name", "tid")
        self.positions = {event["tid"]: event["args"]["sort_index"] for event in self.events
                          if event["name"] == "thread_sort_index"}
        check(len(self.positions) == len(self.threads) == len(set(self.positions.items())))
        check(0 not in self.processes | self.threads and not self.processes & self.threads.keys())
        for event in self.events:
            check(event["ph"] in "MXiC" and event["pid"] in self.processes, event)
            check(event["ph"] == "C" or event["name"].startswith("process_") or
                  event["tid"] in self.threads, event)
            check(event["ph"] == "M" or round(event["ts"] * 1000) >= 0, event)
        self.check_nesting()

    def names(self, kind, key):
        found = [(event[key], event["args"]["name"]) for event in self.events
                 if event["ph"] == "M" and event["name"] == kind]
        check(len(dict(found)) == len(found), kind)
        return dict(found)

    def of(self, phase):
        return [event for event in self.events if event["ph"] == phase]

    def track(self, event):
        """The node of an event: its thread's name without the number of its lane."""
        name, _, lane = self.threads[event["tid"]].partition(" (")
        return name if lane == "" or lane[:-1].isdigit() else self.threads[event["tid"]]

    def check_nesting(self):
        ends_ns = {}
        for event in sorted(self.of("X"), key=lambda event: event["ts"]):
            begin_ns = round(event["ts"] * 1000)
            check(begin_ns >= ends_ns.get(event["tid"], 0), event)
            ends_ns[event["tid"]] = begin_ns + round(event["dur"] * 1000)


def sums(pairs):
    found = {}
    for key, value in pairs:
        found[key] = found.get(key, 0.0) + value
    return found


def close(found, expected, tolerance):
    return found.keys() == expected.keys() and all(
        abs(found[key] - expected[key]) <= tolerance for key in expected)


def integrals(trace):
    """{(process, counter of bytes/s): bytes}."""
    steps_of = {}
    for event in trace.of("C"):
        if "bytes/s" in event["args"]:
            steps_of.setdefault((trace.processes[event["pid"]], event["name"]), []).append(
                (event["ts"], event["args"]["bytes/s"]))
    found = {}
    for name, steps in steps_of.items():
        check(steps == sorted(steps) and steps[-1][1] == 0, name, steps)
        found[name] = sum((after[0] - step[0]) * 1e-6 * step[1]
                          for step, after in zip(steps, steps[1:]))
    return found


def test_perfetto(program):
    ends(small_run(program, "--quiet", rounds="20", clients="4", platform=SLOW,
                   more=FAILING), 0)
    ends(program("export", "run.db", "--format", "perfetto", "-o", "trace.json"), 0)
    trace = Trace(program.folder / "trace.json")
    check(trace.processes == {1: "run 1: Small"}, trace.processes)
    shown = sorted(trace.threads, key=trace.positions.get)
    check([trace.threads[tid] for tid in shown if "(" not in trace.threads[tid]] ==
          ["rounds", "events", "server", "host-0", "host-1", "host-2", "host-3"], trace.threads)
    spans = [event for event in trace.of("X") if not event["name"].startswith("round ")]
    check(close(sums(((trace.track(event), event["name"]), event["dur"] * 1e-6) for event in spans),
                dict(((node, kind), length_s) for node, kind, length_s in query(
                    program, "SELECT node, kind, sum(end_s - begin_s) FROM span GROUP BY 1, 2")),
                1e-7), "spans")
    count = query(program, "SELECT count(*) FROM span")[0][0]
    check(len(spans) == count > 20, len(spans))
    rounds = [(event["name"], round(event["ts"], 3), trace.threads[event["tid"]])
              for event in trace.of("X") if event["name"].startswith("round ")]
    check(rounds == [(f"round {number}", round(begin_s * 1e6, 3), "rounds") for number, begin_s in
                     query(program, "SELECT round, begin_s FROM round ORDER BY 1")], rounds)
    instants = [(event["name"], trace.threads[event["tid"]], event["args"]["subject"])
                for event in trace.of("i")]
    nodes = {name for name, in query(program, "SELECT name FROM node")}
    check(instants == [(kind, subject if subject in nodes else "events", subject)
                       for kind, subject in query(program, "SELECT kind, subject FROM event")],
          instants)
    kinds = {kind for kind, _, _ in instants}
    check({"host_down", "host_up", "link_down", "link_up", "drop"} <= kinds, kinds)
    totals = query(program, "SELECT group_name, sum(bytes) FROM traffic JOIN link ON link = name "
                   "GROUP BY 1")
    check(close(integrals(trace), {("run 1: Small", f"traffic of {group}"): total
                                   for group, total in totals}, 0.01), integrals(trace))
    for name in ("loss", "accuracy"):
        check([(event["ts"], event["args"]["value"]) for event in trace.of("C")
               if event["name"] == name] == [(round(at * 1e6, 3), value) for at, value in query(
                   program, f"SELECT simulated_s, {name} FROM evaluation ORDER BY rowid")], name)


def test_perfetto_of_what_overlaps_and_of_nasty_names(program):
    ends(small_run(program, "--quiet"), 0)
    span = "INSERT INTO span VALUES (1, ?, ?, ?, ?, 1)"
    change(program, ("DELETE FROM span",), ("DELETE FROM event",),
           ("UPDATE run SET title = ?", NASTY),
           ("UPDATE node SET name = ? WHERE name = 'host-1'", NASTY),
           (span, NASTY, "compute", 1.0, 3.0), (span, NASTY, "send", 2.0, 4.0),
           (span, NASTY, "send", 3.0, 5.0), (span, NASTY, NASTY, 5.0, 5.0),
           (span, "nobody", "wait", 0.0, 1.0),
           ("INSERT INTO event VALUES (1, 2.0, 'host_down', 'host-1', ?)", NASTY),
           ("UPDATE evaluation SET loss = 9e999 WHERE round = 1",),
           ("INSERT INTO metric VALUES (1, 3.0, ?, NULL)", NASTY))
    ends(program("export", "run.db", "--format", "perfetto", "-o", "trace.json"), 0)
    trace = Trace(program.folder / "trace.json")
    check(trace.processes == {1: "run 1: " + NASTY})
    spans = [(trace.threads[event["tid"]], event["name"], event["ts"], event["dur"])
             for event in trace.of("X") if not event["name"].startswith("round ")]
    check(spans == [("nobody", "wait", 0, 1e6), (NASTY, "compute", 1e6, 2e6),
                    (NASTY + " (2)", "send", 2e6, 2e6), (NASTY, "send", 3e6, 2e6),
                    (NASTY, NASTY, 5e6, 0)], spans)
    instants = [(trace.threads[event["tid"]], event["name"], event["args"])
                for event in trace.of("i")]
    check(instants == [(NASTY, "host_down", {"subject": "host-1", "detail": NASTY}),
                       ("events", "loss", {"value": "inf"}),
                       ("events", "metric " + NASTY, {"value": "nan"})], instants)


def test_perfetto_of_a_sweep(program):
    ends(small_run(program, "--quiet"), 0)
    make_sweep(program)
    ends(program("export", "sweep.db", "--format", "perfetto", "-o", "all"), 0)
    ends(program("export", "sweep.db", "--format", "perfetto", "--run", "2", "-o", "second"), 0)
    every, second = Trace(program.folder / "all"), Trace(program.folder / "second")
    check(list(every.processes.values()) == [f"run {n}: strategy.rounds = {n}0" for n in (1, 2, 3)])
    check(list(second.processes.values()) == ["run 2: strategy.rounds = 20"])
    for phase in "XiC":
        check(len(every.of(phase)) == 3 * len(second.of(phase)), phase)
    check(len(integrals(every)) == 3 and len(set(integrals(every).values())) == 1, integrals(every))
    check(integrals(second).items() <= integrals(every).items())


def test_perfetto_of_impossible_times(program):
    ends(small_run(program, "--quiet"), 0)
    for statement, text in (
            ("UPDATE span SET begin_s = NULL", "run 1: a span of '"),
            ("UPDATE span SET end_s = -1", "before its begin"),
            ("UPDATE span SET end_s = 1e300", "1e+300 s; a trace holds"),
            ("UPDATE round SET end_s = 9e999", "round 1: the time inf s"),
            ("UPDATE traffic SET length_s = 0", "a bin without length")):
        shutil.copy(program.folder / "run.db", program.folder / "broken.db")
        change(program, (statement,), database="broken.db")
        refuses(program, "x", text, form="perfetto", database="broken.db", names_place=False)


# What cannot be written


def refuses(program, place, *texts, form="json", database="run.db", names_place=True):
    run = ends(program("export", database, "--format", form, "-o", place), 2)
    check(run.stdout == "" and run.stderr.count("\n") == 1, run.stdout, run.stderr)
    for text in (place if names_place else database, *texts):
        check(text in run.stderr, text, "in", run.stderr)


def test_export_to_where_nothing_can_be(program):
    ends(small_run(program, "--quiet"), 0)
    program.write("file", "")
    (program.folder / "folder").mkdir()
    os.mkfifo(program.folder / "pipe")
    os.mkfifo(program.folder / "x.partial")
    os.symlink("nowhere/else", program.folder / "dangling")
    before = query(program, "SELECT * FROM evaluation")
    for form, place, text in (
            ("json", "nowhere/x", "No such file"), ("json", "folder", "a folder, not a file"),
            ("json", "folder/", "a folder, not a file"), ("json", "file/x", "Not a directory"),
            ("json", "/proc/x", "cannot write"), ("json", "pipe", "not a file"),
            ("json", "/dev/full", "not a file"), ("json", "/dev/null", "not a file"),
            ("json", "x", "x.partial: not a file"), ("json", "a" * 300, "too long"),
            ("json", "./run.db", "the run database itself"), ("json", "", "is empty"),
            ("perfetto", "nowhere/x", "No such file"), ("perfetto", "pipe", "not a file"),
            ("safetensors", "nowhere/x", "No such file"), ("safetensors", "pipe", "not a file"),
            ("csv", "file", "not a folder"), ("csv", "file/x", "Not a directory"),
            ("csv", "/proc/x", "cannot make"), ("csv", "pipe", "not a folder"),
            ("csv", "/dev/full", "not a folder"), ("csv", "a" * 300, "too long"),
            ("csv", "dangling", "cannot make"), ("csv", "run.db", "the run database itself"),
            ("csv", "", "is empty"), ("tensorboard", "file", "not a folder"),
            ("tensorboard", "pipe", "not a folder"), ("tensorboard", "/proc/x", "cannot make")):
        refuses(program, place, text, form=form)
    check(files(program) == ["dangling", "file", "folder", "pipe", "run.db", "s.toml", "x.partial"])
    check(query(program, "SELECT * FROM evaluation") == before)


def limit_file_size():
    """Stands for a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))


def test_full_disk(program):
    ends(small_run(program, "--quiet", rounds="20"), 0)
    change(program, ("PRAGMA journal_mode = DELETE",))  # else reading writes run.db-shm
    for form in ("json", "perfetto", "csv", "tensorboard"):
        run = program("export", "run.db", "--format", form, "-o", form, prepare=limit_file_size)
        ends(run, 2)
        check(run.stderr.count("\n") == 1 and run.stderr.startswith(f"simgrad: {form}") and
              "cannot write: File too large" in run.stderr, run.stderr)
        left = list((program.folder / form).rglob("*"))
        check(all(path.suffix == ".csv" for path in left), "not whole:", left)
    check([name for name in files(program) if name not in ("csv", "tensorboard")] ==
          ["run.db", "s.toml"])


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
