"""The steps of real processes on shaped lines, or why there can be none on this machine."""

import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
# Namespaces that end with this process, however it ends: the kernel kills what is in them.
FRESH_NAMESPACES = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid",
                    "--fork", "--kill-child", "--mount-proc"]
TRY = """ip link set lo up && ip link add bridge0 type bridge &&
         tc qdisc add dev lo root tbf rate 1mbit burst 2k limit 9k"""


def succeeds(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def python_with_gloo():
    """An interpreter that has PyTorch with gloo; None: there is none."""
    has_gloo = "import torch.distributed as d; raise SystemExit(not d.is_gloo_available())"
    return next((python for python in (sys.executable, "/usr/bin/python3")
                 if pathlib.Path(python).exists() and succeeds(python, "-c", has_gloo)), None)


def missing():
    """Why real steps cannot be measured here; None: they can."""
    for program in ("setpriv", "unshare", "ip", "tc", "sysctl"):
        if not shutil.which(program):
            return f"no program {program}"
    if not succeeds(*FRESH_NAMESPACES, "true"):
        return "no right to make network namespaces"
    if not succeeds(*FRESH_NAMESPACES, "sh", "-c", TRY):
        return "this kernel has no bridge, or no tbf for tc"
    if not python_with_gloo():
        return "no PyTorch with gloo (Debian package python3-torch)"
    return None


def real_steps_s(settings):
    """For each setting (shaped_network.py) the seconds of its steps but the first: a warm-up."""
    command = [*FRESH_NAMESPACES, sys.executable, HERE / "shaped_network.py", python_with_gloo()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as measuring:
        for setting in settings:
            print(json.dumps(setting), file=measuring.stdin, flush=True)
            measured = measuring.stdout.readline()
            if not measured:
                raise RuntimeError(f"no step was measured of {setting}")
            yield json.loads(measured)[1:]
