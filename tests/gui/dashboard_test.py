#!/usr/bin/env python3
"""Starts the dashboard as its users do: on a screen, without one, with wrong arguments.

    dashboard_test.py DASHBOARD SIMGRAD

The screen is Xvfb's; where that is not installed, its part is skipped and says so.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 60
SCENARIO = """
title = "small"
seed = 1
[platform]
generate = { kind = "star", hosts = 4, speed = "10 Gflop/s", bandwidth = "1 Gbit/s", latency = "5 ms" }
server = "server"
workers = "host-*"
[data]
set = "gaussian_blobs"
partition = "iid"
[model]
kind = "softmax_regression"
[strategy]
kind = "synchronous_parameter_server"
rounds = 5
batch_size = 8
optimizer = { kind = "sgd", learning_rate = 0.1 }
"""


def environment(folder, **more):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("QT_", "XDG_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**kept, "HOME": str(folder), **more}


def run(folder, *command, **more):
    return subprocess.run([str(word) for word in command], cwd=folder, capture_output=True,
                          text=True, timeout=PATIENCE_S, env=environment(folder, **more))


def check(condition, text):
    if not condition:
        raise SystemExit(f"dashboard: {text}")


def test_pictures_without_a_screen(folder, dashboard, database):
    for name, begin in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml")):
        done = run(folder, dashboard, "--screenshot", name, "--size", "900x600", database)
        check(done.returncode == 0 and done.stderr == "", f"{name}: {done}")
        check((folder / name).read_bytes().startswith(begin), f"{name} is none")
    check(not (folder / ".config").exists(), "a picture changed the user's settings")


def test_problems_are_one_message_and_status_2(folder, dashboard, database):
    (folder / "text.db").write_text("text")
    cases = [
        (["--view", "nothing", database], "no view 'nothing'; there are: "),
        (["--size", "7", database], "expected WIDTHxHEIGHT"),
        (["--screenshot", "a.png", "missing.db"], "missing.db: no such file"),
        (["--screenshot", "a.png", "text.db"], "text.db: "),
        (["--screenshot", "no/folder/a.png", database], "no/folder/a.png: cannot be written"),
        ([database], "no screen can be reached"),
    ]
    for arguments, expected in cases:
        done = run(folder, dashboard, *arguments)
        check(done.returncode == 2, f"{arguments}: {done}")
        check(expected in done.stderr and done.stderr.count("\n") == 1, f"{arguments}: {done}")
    done = run(folder, dashboard, database, DISPLAY=":4094")
    check(done.returncode == 2 and "no screen" in done.stderr, f"a screen that is none: {done}")
    for answer in ("--help", "--version"):
        done = run(folder, dashboard, answer)
        check(done.returncode == 0 and "simgrad-dashboard" in done.stdout, f"{answer}: {done}")


class Screen:
    """An X server of our own, on a number that it finds itself."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            self.name = ":" + answer.readline().strip()
        check(self.name != ":", "Xvfb did not start")
        return self

    def __exit__(self, *error):
        self.server.terminate()
        self.server.wait()


def test_on_a_screen(folder, dashboard, database):
    with Screen() as screen:
        done = run(folder, dashboard, "--screenshot", "x.png", database, DISPLAY=screen.name,
                   QT_QPA_PLATFORM="xcb")
        check(done.returncode == 0 and done.stderr == "", f"a picture on a screen: {done}")
        settings = folder / ".config/simgrad/dashboard.ini"
        for number, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            settings.unlink(missing_ok=True)
            with subprocess.Popen([dashboard, database], cwd=folder, stderr=subprocess.PIPE,
                                  text=True, env=environment(folder, DISPLAY=screen.name)) as shown:
                try:
                    # The run is remembered once the window has opened it.
                    end = time.monotonic() + PATIENCE_S
                    while not (settings.exists() and database.name in settings.read_text()):
                        check(shown.poll() is None, f"ended by itself: {shown.returncode}")
                        check(time.monotonic() < end, "opened nothing")
                        time.sleep(0.05)
                    shown.send_signal(number)
                    _, errors = shown.communicate(timeout=PATIENCE_S)
                finally:
                    shown.kill()  # else leaving waits for it
            check(shown.returncode == status, f"{number}: status {shown.returncode}")
            check(errors == "", f"{number}: {errors}")
            check("geometry=" in settings.read_text(), "the window's place is not remembered")


def main():
    dashboard, simgrad = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="simgrad-dashboard-") as name:
        folder = pathlib.Path(name)
        (folder / "small.toml").write_text(SCENARIO)
        database = folder / "small.db"
        done = run(folder, simgrad, "run", "small.toml", "--quiet", "--out", database)
        check(done.returncode == 0, f"simgrad run: {done}")
        test_pictures_without_a_screen(folder, dashboard, database)
        test_problems_are_one_message_and_status_2(folder, dashboard, database)
        if shutil.which("Xvfb") is None:
            print("SKIPPED: the dashboard on a screen: Xvfb (Debian package xvfb) is not installed")
            return
        test_on_a_screen(folder, dashboard, database)
    print("dashboard: all passed")


if __name__ == "__main__":
    main()
