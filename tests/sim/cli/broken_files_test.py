#!/usr/bin/env python3
"""Broken data, platforms, databases and command lines: `broken_files_test.py PROGRAM`.

Each has to end within ten seconds with exit status 2, with nothing on stdout, with nothing new in
the folder, and with as many lines on stderr as are expected here, each holding the texts expected
of it: the place and what was expected there.
"""
import gzip
import os
import sqlite3
import struct
import subprocess
import sys

from program import Program, scenario

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">\n'


class Case:
    """`says`: for each line of stderr, the texts that it holds."""

    def __init__(self, name, *says, toml=None, files=None, words=None, prepare=None):
        self.name, self.says = name, [[s] if isinstance(s, str) else s for s in says]
        self.files = {"s.toml": toml or scenario(), **(files or {})}
        self.words = ["run", "s.toml", "--out", "run.db", "--quiet"] if words is None else words
        self.prepare = prepare or (lambda folder: None)


def idx(sizes, values, magic=None):
    header = bytes([0, 0, 8, len(sizes)]) if magic is None else magic
    return header + b"".join(struct.pack(">I", size) for size in sizes) + bytes(values)


def idx_case(name, says, **changed):
    """A folder of IDX files in which those `changed` are broken."""
    files = {"train_images": idx([6, 2, 2], range(24)), "train_labels": idx([6], [0, 1, 2] * 2),
             "t10k_images": idx([3, 2, 2], range(12)), "t10k_labels": idx([3], [0, 1, 2])}
    files.update(changed)
    names = {"images": "images-idx3-ubyte.gz", "labels": "labels-idx1-ubyte.gz"}
    compressed = {}
    for key, content in files.items():
        part, kind = key.split("_")
        broken_gzip = isinstance(content, tuple)
        data = content[0] if broken_gzip else gzip.compress(content, mtime=0)
        compressed[f"d/{part}-{names[kind]}"] = data
    return Case(name, ["s.toml:9:7: error: data.set: "] + says, files=compressed,
                toml=scenario(set='{ kind = "fashion_mnist", path = "d", classes = 3 }'))


def csv_case(name, text, *says, **changes):
    return Case(name, ["s.toml:9:7: error: data.set: ", *says], files={"t.csv": text},
                toml=scenario(set='{ kind = "csv", path = "t.csv" }', **changes))


def blobs(more):
    return ('{ kind = "gaussian_blobs", classes = 3, features = 4, samples = 60, test_samples = 20, '
            f"{more} }}")


DATA = [
    Case("data set folder missing", ["s.toml:9:7: error: data.set: ", "/d: no such folder: install"],
         toml=scenario(set='{ kind = "fashion_mnist", path = "d" }')),
    Case("data set file missing", ["s.toml:9:7: error: data.set: ", "expected a file train-images"],
         toml=scenario(set='{ kind = "fashion_mnist", path = "d" }'), files={"d/x": ""}),
    idx_case("truncated gzip", ["train-images-idx3-ubyte.gz: byte ", ": truncated: expected 240000 values"],
             train_images=(gzip.compress(idx([600, 20, 20], os.urandom(240000)))[:200000],)),
    idx_case("truncated IDX", ["train-images-idx3-ubyte.gz: byte 23: truncated: expected 24 values"],
             train_images=idx([6, 2, 2], range(7))),
    idx_case("truncated header", ["train-labels-idx1-ubyte.gz: byte 6: truncated"],
             train_labels=b"\0\0\x08\x01\0\0"),
    idx_case("empty IDX file", ["t10k-images-idx3-ubyte.gz: byte 0: truncated"], t10k_images=b""),
    idx_case("a lying IDX header", ["train-images-idx3-ubyte.gz: byte 4: size 1 is 4294967295"],
             train_images=idx([2**32 - 1] * 3, range(24))),
    idx_case("wrong magic number", ["train-labels-idx1-ubyte.gz: byte 2: wrong magic number"],
             train_labels=idx([6], [0] * 6, magic=b"\0\0\x0d\1")),
    idx_case("counts disagree", ["train-labels-idx1-ubyte.gz: byte 4: expected 6 labels"],
             train_labels=idx([5], [0, 1, 2, 0, 1])),
    idx_case("label out of range", ["t10k-labels-idx1-ubyte.gz: byte 9: expected a label below 3"],
             t10k_labels=idx([3], [0, 3, 2])),
    idx_case("images of two sizes", ["training images are 2 x 2", "expected the same size"],
             t10k_images=idx([3, 1, 2], range(6))),
    idx_case("trailing bytes", ["train-labels-idx1-ubyte.gz: byte 14: trailing bytes"],
             train_labels=idx([6], [0] * 7)),
    csv_case("csv with a bad field", "x,y,label\n1,2,0\n1,two,1\n", "t.csv:3", '"y"', "two"),
    csv_case("csv with NaN", "x,y,label\n1,nan,0\n1,2,1\n", "t.csv:2", '"y"', "nan"),
    csv_case("csv with a short line", "x,y,label\n1,2,0\n1,1\n", "t.csv:3: expected 3 fields"),
    csv_case("csv with an open quote", 'x,y,label\n1,2,0\n1,"2,1\n', "t.csv:3"),
    csv_case("csv without samples", "x,y,label\n", "t.csv: expected at least 2 samples"),
    csv_case("empty csv", "", "t.csv: is empty"),
    csv_case("csv of one class", "x,y,label\n1,2,0\n3,4,0\n5,6,0\n", "t.csv: expected 2 to"),
    csv_case("binary csv", bytes(range(256)) * 4, "t.csv"),
    Case("csv is missing", ["s.toml:9:", "data.set", "nowhere.csv"],
         toml=scenario(set='{ kind = "csv", path = "nowhere.csv" }')),
    Case("csv is a folder", ["s.toml:9:", "data.set", "is a folder"],
         toml=scenario(set='{ kind = "csv", path = "." }')),
    Case("a data set of 40 GB", ["s.toml:9:7: error: data.set: ", "100000000 samples", "limit"],
         toml=scenario(set='{ kind = "gaussian_blobs", samples = 100000000, features = 10000 }')),
    Case("more clients than samples", ["s.toml:10:13: error: data.partition: ", "60", "100"],
         toml=scenario(platform='generate = { kind = "star", hosts = 100 }')),
    Case("more shards than samples", ["s.toml:10:13: error: data.partition: ", "shards", "60"],
         toml=scenario(partition='{ kind = "shards", shards_per_node = 20 }')),
    Case("a client that stays empty", ["s.toml:10:13: error: data.partition: ", "empty"],
         toml=scenario(platform='generate = { kind = "star", hosts = 40 }',
                       partition='{ kind = "dirichlet", alpha = 0.001 }')),
    Case("natural partition without devices",
         ["s.toml:10:13: error: data.partition: ", "choose another partition"],
         toml=scenario(partition='"natural"')),
    Case("a model larger than any machine", ["s.toml:", "error: model: ", "parameters", "240000000"],
         toml=scenario(hidden="[65536, 65536, 65536]")),
    Case("convolutions of features in no order",
         ["s.toml:12:1: error: model: convolutions need images, but each sample is a row of 4"],
         toml=scenario(model='"cnn"')),
    Case("convolutions of an image that is too small",
         ["s.toml:12:1: error: model: ", "larger image than 1 x 1, what is left here of 2 x 2"],
         toml=scenario(model='"cnn"', set=blobs("image = [1, 2, 2]"))),
    Case("an image of another size than the features",
         ["s.toml:9:7: error: data.set: image is [1, 2, 3], 6 numbers, but a sample has 4"],
         toml=scenario(set=blobs("image = [1, 2, 3]"))),
    Case("an image without channels", ["s.toml:9:7: error: data.set: image is [2, 2], expected [channels, height, width]"],
         toml=scenario(set=blobs("image = [2, 2]"))),
]


def zone(inside, routing="Full"):
    """Its lines begin with line 5."""
    return (f'{HEAD}<platform version="4.1">\n<zone id="z" routing="{routing}">\n{inside}\n'
            "</zone>\n</platform>\n")


HOSTS = '<host id="server" speed="1Gf"/>\n<host id="a" speed="1Gf"/>\n'
LINK = '<link id="l" bandwidth="1Gbps" latency="1us"/>\n'
ROUTE = '<route src="a" dst="server"><link_ctn id="l"/></route>'


def platform_case(name, content, *says, server='"server"', workers='"a"'):
    return Case(name, *says, files={"p.xml": content},
                toml=scenario(platform='file = "p.xml"', server=server, workers=workers, clients=1))


PLATFORMS = [
    platform_case("platform with an include", zone(HOSTS + LINK + ROUTE + '<include file="q.xml"/>'),
                  ["p.xml:8: error: ", "include"]),
    platform_case("negative speed", zone(HOSTS.replace("1Gf", "-1Gf", 1) + LINK + ROUTE),
                  ["p.xml:5: error: ", "speed", "-1Gf"]),
    platform_case("NaN bandwidth", zone(HOSTS + LINK.replace("1Gbps", "nanGbps") + ROUTE),
                  ["p.xml:7: error: ", "bandwidth", "nan"]),
    platform_case("zero bandwidth", zone(HOSTS + LINK.replace("1Gbps", "0bps") + ROUTE),
                  ["p.xml:7: error: ", "bandwidth", "0bps"]),
    platform_case("missing latency", zone(HOSTS + LINK.replace(' latency="1us"', "") + ROUTE),
                  ["p.xml:7: error: ", "latency"]),
    platform_case("unknown element", zone(HOSTS + LINK + ROUTE + "<hots/>"),
                  ["p.xml:8: error: ", "hots"]),
    platform_case("duplicate host", zone(HOSTS + '<host id="a" speed="2Gf"/>\n' + LINK + ROUTE),
                  ["p.xml:7: error: ", 'the name "a" is that of a host of line 6']),
    platform_case("two problems of a platform",
                  zone(HOSTS.replace("1Gf", "-1Gf") + LINK + ROUTE),
                  ["p.xml:5: error: "], ["p.xml:6: error: "]),
    platform_case("no route to the server",
                  zone(HOSTS + '<host id="b" speed="1Gf"/>\n' + LINK + ROUTE),
                  ["s.toml:4:8: error: platform.file: ", "no route from host 'b' to host 'server'",
                   "expected a route"], workers='["a", "b"]'),
    platform_case("a route one way",
                  zone(HOSTS + LINK + ROUTE.replace('"server">', '"server" symmetrical="NO">')),
                  ["s.toml:4:8: error: platform.file: ", "no route from host 'server' to host 'a'"]),
    platform_case("not XML", "hosts: [a, b]\n", ["p.xml:1: error: ", "not well-formed XML"]),
    platform_case("unclosed XML", zone(HOSTS)[:-20], ["p.xml:", "error: ", "not well-formed XML"]),
    platform_case("binary platform", os.urandom(4096), ["p.xml:", "error: ", "XML"]),
    Case("platform that is a pipe", ["s.toml:4:8: error: platform.file: not a file:"],
         toml=scenario(platform='file = "pipe"'),
         prepare=lambda folder: os.mkfifo(folder / "pipe")),
    platform_case("empty platform", "", ["p.xml: error: ", "empty"]),
    platform_case("entities that expand",
                  '<!DOCTYPE platform [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<platform/>\n',
                  ["p.xml:1: error: ", "refused"]),
    platform_case("a billion hosts",
                  HEAD + '<platform version="4.1"><cluster id="c" prefix="n" suffix="" '
                  'radical="0-999999999" speed="1Gf" bw="1Gbps" lat="1us"/></platform>',
                  ["p.xml:3: error: ", "1000000"], server='"n0"', workers='"n1"'),
    platform_case("server that is no host", zone(HOSTS + LINK + ROUTE),
                  ["s.toml:5:10: error: platform.server: no host is called 'boss'"], server='"boss"'),
    platform_case("worker that is no host", zone(HOSTS + LINK + ROUTE),
                  ["s.toml:6:11: error: platform.workers: no host is called 'b'"], workers='"b"'),
    platform_case("glob that matches nothing", zone(HOSTS + LINK + ROUTE),
                  ["s.toml:6:11: error: platform.workers: no host matches 'node-*'"],
                  workers='"node-*"'),
    Case("a star of a billion hosts", ["s.toml:4:", "platform.generate.hosts", "1000000000"],
         toml=scenario(platform='generate = { kind = "star", hosts = 1000000000 }')),
]


def failure_case(name, entry, *says):
    """[[failure]] is line 20."""
    return Case(name, *says, toml=scenario(more=f"\n[[failure]]\n{entry}"))


CRASH = 'kind = "host_crash"\nhosts = "host-1"\n'
FAILURES = [
    failure_case("failure on an unknown host",
                 'kind = "host_crash"\nhosts = "host-9"\nat = "1 s"',
                 ["s.toml:23:9: error: failure[0].hosts: no host is called 'host-9'"]),
    failure_case("at and time_to_failure", CRASH + 'at = "1 s"\ntime_to_failure = "2 h"',
                 ["s.toml:21:1: error: failure[0]: exactly one of 'at'", "not both"]),
    failure_case("neither at nor time_to_failure", CRASH,
                 ["s.toml:21:1: error: failure[0]: exactly one of 'at'", "neither is there"]),
    failure_case("duration and time_to_repair",
                 CRASH + 'at = "1 s"\nduration = "1 s"\ntime_to_repair = "2 s"',
                 ["s.toml:21:1: error: failure[0]: at most one of 'duration'", "not both"]),
    failure_case("an outage of no time again and again",
                 'kind = "link_down"\nlinks = "*"\ntime_to_failure = "0 s"\n'
                 'time_to_repair = { distribution = "uniform", minimum = "0 s", maximum = "0 s" }',
                 ["s.toml:21:1: error: failure[0]: it would come and go for ever"]),
    failure_case("a degradation of nothing",
                 'kind = "link_degradation"\nlinks = "link-1"\nat = "1 s"\nduration = "1 s"',
                 ["s.toml:21:1: error: failure[0]: nothing would happen", "'latency_factor'"]),
    failure_case("a slow host that is not slow",
                 'kind = "slow_host"\nhosts = "host-1"\nat = "1 s"\nspeed_factor = 1.0',
                 ["s.toml:21:1: error: failure[0]: nothing would happen", "'speed_factor'"]),
    failure_case("weibull with mean and scale", CRASH + "time_to_failure = { distribution = "
                 '"weibull", shape = 0.7, mean = "1 h", scale = "1 h" }',
                 ["s.toml:24:19: error: failure[0].time_to_failure: ", "either mean or scale",
                  "both"]),
    failure_case("lognormal with a mean", CRASH + "time_to_failure = { distribution = "
                 '"lognormal", mean = "1 h", sigma = 1.0 }',
                 ["failure[0].time_to_failure.median' is missing"], ["unknown key", "mean"]),
    failure_case("uniform the wrong way round", CRASH + "time_to_failure = { distribution = "
                 '"uniform", minimum = "2 h", maximum = "1 h" }',
                 ["s.toml:24:19: error: failure[0].time_to_failure: ", "minimum"]),
    failure_case("empirical without a file", CRASH + "time_to_failure = { distribution = "
                 '"empirical", path = "times.csv" }',
                 ["s.toml:24:19: error: failure[0].time_to_failure: ", "times.csv"]),
    failure_case("several problems at once", 'kind = "host_crash"\nhosts = "host-9"\n\n'
                 '[[failure]]\nkind = "link_down"\nlinks = "link-1"\n\n[stop]\naccuracy = 2.0',
                 ["s.toml:21:1: error: failure[0]: exactly one of"],
                 ["s.toml:23:9: error: failure[0].hosts: no host is called 'host-9'"],
                 ["s.toml:25:1: error: failure[1]: exactly one of"],
                 ["s.toml:30:12: error: stop.accuracy: 2 is out of range"]),
]


def foreign_database(folder):
    connection = sqlite3.connect(folder / "run.db")
    connection.execute("CREATE TABLE cars (name TEXT)")
    connection.commit()
    connection.close()


def newer_database(folder):
    connection = sqlite3.connect(folder / "run.db")
    connection.execute("CREATE TABLE run (id INTEGER)")
    connection.execute("PRAGMA application_id = 0x73677264")
    connection.execute("PRAGMA user_version = 1000000")
    connection.commit()
    connection.close()


def tableless_database(folder):
    """One that says it is simgrad's."""
    connection = sqlite3.connect(folder / "run.db")
    connection.execute("CREATE TABLE run (id INTEGER)")
    connection.execute("PRAGMA application_id = 0x73677264")
    connection.execute("PRAGMA user_version = 3")
    connection.commit()
    connection.close()


def export(*words):
    return ["export", "run.db", *words]


FORMATS = ("csv", "json", "perfetto", "safetensors", "tensorboard")


def export_cases(name, says, **how):
    """A database that none of the formats can be made of."""
    return [Case(f"{name}, to {form}", says, words=export("--format", form, "-o", "x"), **how)
            for form in FORMATS]


OUTPUTS = [
    Case("--out into no place for files", ["/proc/run.db: "],
         words=["run", "s.toml", "--out", "/proc/run.db"]),
    Case("--out with an endless name", [": cannot open"],
         words=["run", "s.toml", "--out", "a" * 300]),
    Case("--out into a missing folder", ["nowhere/run.db: "],
         words=["run", "s.toml", "--out", "nowhere/run.db"]),
    Case("--out onto a folder", ["d: not a file"], files={"d/x": ""},
         words=["run", "s.toml", "--out", "d"]),
    Case("--out onto a text file", ["run.db: "], files={"run.db": "Dear diary,\n" * 100}),
    Case("--out onto another program's database", ["run.db: a database of another program"],
         prepare=foreign_database),
    *export_cases("export of a missing file", ["run.db: no such file"]),
    *export_cases("export of a folder that is no sweep's", ["run.db: not a file, and no sweep"],
                  files={"run.db/x": ""}),
    *export_cases("export of a sweep's folder with a broken database", ["run.db/sweep.db: "],
                  files={"run.db/sweep.db": "Dear diary,\n" * 100}),
    *export_cases("export of a text file", ["run.db: "], files={"run.db": "Dear diary,\n" * 100}),
    *export_cases("export of an empty file", ["run.db: "], files={"run.db": ""}),
    *export_cases("export of another program's database", ["run.db: ", "not a simgrad run"],
                  prepare=foreign_database),
    *export_cases("export of a newer schema", ["run.db: ", "newer", "1000000"],
                  prepare=newer_database),
    *export_cases("export of a database without its tables", ["run.db: ", "no such column"],
                  prepare=tableless_database),
    Case("report of a missing file", ["run.db: no such file"], words=["report", "run.db"]),
    Case("report of a folder that is no sweep's", ["run.db: a folder without sweep.db"],
         files={"run.db/x": ""}, words=["report", "run.db"]),
    Case("report of a sweep that is none", ["sweep.db: "], files={"out/sweep.db": "Dear diary"},
         words=["report", "out"]),
    Case("report of a text file", ["run.db: "], files={"run.db": "Dear diary,\n" * 100},
         words=["report", "run.db"]),
    Case("report of an empty file", ["run.db: "], files={"run.db": ""}, words=["report", "run.db"]),
    Case("report of another program's database", ["run.db: ", "not a simgrad run"],
         prepare=foreign_database, words=["report", "run.db"]),
    Case("report of a newer schema", ["run.db: ", "newer", "1000000"], prepare=newer_database,
         words=["report", "run.db"]),
    Case("report of nothing", ["database is required"], ["--help"], words=["report"]),
    Case("export in an unknown form", ["--format", "xml", "csv"], ["--help"],
         words=export("--format", "xml", "-o", "x")),
    Case("export of a run that is no number", ["--run", "two"], ["--help"],
         words=export("--run", "two", "--format", "csv", "-o", "x")),
    Case("export of a table at the start", ["--at start", "safetensors"],
         words=export("--at", "start", "--format", "csv", "-o", "x")),
    Case("export without a place", ["--out is required"], ["--help"], words=export("--format", "csv")),
]

LINES = [
    Case("run of a missing file", ["t.toml: error: ", "no such file"], words=["run", "t.toml"]),
    Case("run of a directory", [".: error: ", "directory"], words=["run", "."]),
    Case("run of an empty file", ["e.toml: error: ", "empty"], files={"e.toml": ""},
         words=["run", "e.toml"]),
    Case("run of a binary file", ["b.toml", "error: "], files={"b.toml": os.urandom(5000)},
         words=["run", "b.toml"]),
    Case("run of zeros", ["b.toml", "error: "], files={"b.toml": bytes(5000)},
         words=["run", "b.toml"]),
    Case("run of a device", ["/dev/zero: error: not a regular file"], words=["run", "/dev/zero"]),
    Case("run of a pipe", ["pipe: error: not a regular file"], words=["run", "pipe"],
         prepare=lambda folder: os.mkfifo(folder / "pipe")),
    Case("run of a very large file", ["b.toml: error: larger than 16 MiB"], words=["run", "b.toml"],
         files={"b.toml": b"#" * (17 << 20)}),
    Case("a key of a hundred thousand parts", ["s.toml:2:1: error: a key of more than 16 parts"],
         toml="title = 'x'\n" + "a." * 100000 + "b = 1"),
    Case("quoted keys without end", ["s.toml:1:1: error: a key of more than 16 parts"],
         toml="[" + '"a" . ' * 100000 + "b]"),
    Case("lists in lists", ["s.toml:1:", "nested"], toml="x = " + "[" * 100000),
    Case("run of a platform", ["p.xml:1:1: error: "], files={"p.xml": zone(HOSTS)},
         words=["run", "p.xml"]),
    Case("--set without a value", ["--set strategy.rounds: error: key=value was expected"],
         words=["run", "s.toml", "--set", "strategy.rounds"]),
    Case("--set of nothing", ["--set", "key=value"], words=["run", "s.toml", "--set", ""]),
    Case("--set of a value", ["--set =3: error: "], words=["run", "s.toml", "--set", "=3"]),
    Case("latencies beyond what can be summed",
         ["--set platform.latency_factor=1e12: error: ", "at most 100000 s were expected"],
         words=["run", "s.toml", "--set", "platform.latency_factor=1e12"]),
    Case("bandwidths beyond what can be summed",
         ["--set platform.bandwidth_factor=1e12: error: ", "1 to 1e+15 were expected"],
         words=["check", "s.toml", "--set", "platform.bandwidth_factor=1e12"]),
    Case("--set of an unknown key", ["--set strategy.roundz=3: error: ", "did you mean 'rounds'?"],
         words=["run", "s.toml", "--set", "strategy.roundz=3"]),
    Case("--set of a key without end", ["is not a key"],
         words=["run", "s.toml", "--set", "a." * 30000 + "b=1"]),
    Case("--set of a table without end", ["error: model: unknown model"],
         words=["run", "s.toml", "--set", "model={" + "a." * 30000 + "b=1}"]),
    Case("--set of an open table", ["--set model={: error: "],
         words=["run", "s.toml", "--set", "model={"]),
    Case("--set without a word after it", ["--set"], ["--help"], words=["run", "s.toml", "--set"]),
    Case("no command", ["subcommand"], ["--help"], words=[]),
    Case("an empty command", ["subcommand"], ["--help"], words=[""]),
    Case("unknown command", ["unknown command 'rum'; did you mean 'run'?"], ["--help"], words=["rum", "s.toml"]),
    Case("unknown option", ["--sett", "did you mean '--set'?"], ["--help"],
         words=["run", "s.toml", "--sett", "seed=1"]),
    Case("option of another command", ["--format"], ["--help"],
         words=["run", "s.toml", "--format", "csv"]),
    Case("two scenarios", ["t.toml"], ["--help"], words=["run", "s.toml", "t.toml"]),
    Case("--threads 0", ["--threads", "1 to 1024"], ["--help"],
         words=["run", "s.toml", "--threads", "0"]),
    Case("--threads -1", ["--threads", "-1"], ["--help"], words=["run", "s.toml", "--threads", "-1"]),
    Case("--threads abc", ["--threads", "abc"], ["--help"],
         words=["run", "s.toml", "--threads", "abc"]),
    Case("--threads 1e9", ["--threads", "1 to 1024"], ["--help"],
         words=["run", "s.toml", "--threads", "1000000000"]),
    Case("--device tpu", ["--device", "tpu", "cuda"], ["--help"],
         words=["run", "s.toml", "--device", "tpu"]),
    Case("--quiet and --json", ["--json", "--quiet"], ["--help"],
         words=["run", "s.toml", "--quiet", "--json"]),
    Case("describe an unknown name", ["federatd", "did you mean 'federated'?"],
         words=["describe", "federatd"]),
]


def snapshot(folder):
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*")}


def wrong_about(case, program_path):
    """What is wrong with how the program took it, as lines."""
    with Program(program_path) as program:
        for name, content in case.files.items():
            program.write(name, content)
        case.prepare(program.folder)
        before = snapshot(program.folder)
        try:
            run = program(*case.words)
        except subprocess.TimeoutExpired:
            return ["it hangs"]
        wrong = [] if run.returncode == 2 else [f"exit status {run.returncode}, 2 was expected"]
        if snapshot(program.folder) != before:
            wrong.append(f"it leaves files: {snapshot(program.folder)}, before: {before}")
    if run.stdout:
        wrong.append(f"it says on stdout: {run.stdout}")
    lines = run.stderr.splitlines()
    if len(lines) != len(case.says):
        wrong.append(f"{len(lines)} lines, {len(case.says)} were expected")
    for texts in case.says:
        if not any(all(text in line for text in texts) for line in lines):
            wrong.append(f"no line has all of {texts}")
    return wrong + ([run.stderr] if wrong else [])


def main():
    cases = DATA + PLATFORMS + FAILURES + OUTPUTS + LINES
    failed = 0
    for case in cases:
        wrong = wrong_about(case, sys.argv[1])
        failed += bool(wrong)
        for line in wrong:
            print(f"{case.name}: {line[:1000]}")
    print(f"{len(cases) - failed} of {len(cases)} broken inputs are refused as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
