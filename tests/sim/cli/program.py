"""The program as its tests run it: a small scenario, a folder of its own, a limit of time."""
import os
import pathlib
import resource
import sqlite3
import subprocess
import tempfile
import time
import traceback

TIME_LIMIT_S = 10
MEMORY_LIMIT = 8 << 30  # bytes; what is refused must be refused before it takes memory

SMALL = {
    "platform": 'generate = { kind = "star", hosts = 4 }',
    "server": '"server"',
    "workers": '"host-*"',
    "set": '{ kind = "gaussian_blobs", classes = 3, features = 4, samples = 60, test_samples = 20 }',
    "partition": '"iid"',
    "model": '"mlp"',
    "hidden": "[8]",
    "rounds": "2",
    "clients": "2",
    "more": "",
}


def scenario(**changes):
    """A scenario that takes a blink, with other values at some of SMALL's keys."""
    take = {**SMALL, **changes}
    return f"""title = "Small"

[platform]
{take["platform"]}
server = {take["server"]}
workers = {take["workers"]}

[data]
set = {take["set"]}
partition = {take["partition"]}

[model]
kind = {take["model"]}
hidden = {take["hidden"]}

[strategy]
kind = "federated"
rounds = {take["rounds"]}
clients_per_round = {take["clients"]}
{take["more"]}
"""


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


class Program:
    """Runs the program in a folder that is gone afterwards."""

    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self._started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._started:
            process.kill()
            process.wait()
        self._folder.cleanup()

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(self, *words, prepare=limit_memory, **options):
        """`prepare` is called in the new process before the program."""
        return subprocess.run([self.path, *map(str, words)], cwd=self.folder, text=True,
                              capture_output=True, timeout=TIME_LIMIT_S, preexec_fn=prepare,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}, **options)

    def start(self, *words, **options):
        process = subprocess.Popen([self.path, *map(str, words)], cwd=self.folder, **options)
        self._started.append(process)
        return process


def check(condition, *details):
    if not condition:
        raise AssertionError(" ".join(map(str, details)) or "see the line above")


def ends(run, status):
    check(run.returncode == status, "exit status", run.returncode, "for", status, "\n", run.stdout,
          run.stderr)
    return run


def small_run(program, *words, **changes):
    program.write("s.toml", scenario(**changes))
    return program("run", "s.toml", "--out", "run.db", *words)


def files(program):
    """Without what SQLite leaves beside a database that somebody has read: -shm, and -wal if
    nothing is in it."""
    return sorted(path.name for path in program.folder.iterdir()
                  if not path.name.endswith("-shm") and
                  not (path.name.endswith("-wal") and path.stat().st_size == 0))


def query(program, sql, database="run.db"):
    connection = sqlite3.connect(f"file:{program.folder / database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def run_tests(names, path):
    """Runs every test_… of a module's `names` on the program at `path`, each in a new folder.

    Returns the exit status: 0 all passed, 1 some failed.
    """
    tests = [(name, test) for name, test in names.items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        begin = time.monotonic()
        with Program(path) as program:
            try:
                test(program)
            except Exception:
                failed += 1
                traceback.print_exc(limit=-2)
                print(f"{name} FAILED", flush=True)
        print(f"{name}: {time.monotonic() - begin:.1f} s", flush=True)
    print(f"{len(tests) - failed} of {len(tests)} tests passed")
    return 1 if failed else 0
