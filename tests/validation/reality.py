#!/usr/bin/env python3
"""Simulated steps beside those of real processes.

    reality.py SIMGRAD [RESULTS.txt]

Four processes of PyTorch (gloo over TCP), each in a network namespace whose line tc shapes, make
steps of a parameter server and of an all-reduce (gloo's is a ring), at several bandwidths and sizes
of the parameters. simgrad simulates the same on a star of the same lines. Compared: the median step.

A line's bandwidth in simgrad is what TCP leaves of tc's rate for the data: 1448 bytes of each frame
of 1514. That, 50 us a line and a gradient's 20 ms are all that it is told; nothing is fitted.

Checked: nine steps in ten are within 15 %. Where the processes need more of this machine's cores than
they get (see the load), real steps are longer than the network's share.
Skipped where the machine has not got what it takes: root, namespaces, tc with tbf, PyTorch.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from runs import rows

HERE = pathlib.Path(__file__).parent
WORLD_SIZE = 4
BANDWIDTHS_MBIT = (20, 50, 100, 200, 500)
SIZES_MB = (0.5, 1, 4)
STRATEGIES = ("synchronous_parameter_server", "all_reduce")
TITLES = {"synchronous_parameter_server": "parameter server", "all_reduce": "all-reduce"}
COMPUTE_S = 0.02
# Of an Ethernet frame of 1514 bytes, which are what tc counts, 66 are headers with TCP's timestamps.
GOODPUT = 1448 / 1514
ACCEPTED = 0.15
# Real steps of each setting: as many as fit, between these, after one that is not counted.
MEASURED_S, FEWEST_STEPS, MOST_STEPS = 6.0, 3, 15

# Namespaces that end with this process, however it ends: the kernel kills what is in them.
FRESH_NAMESPACES = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid",
                    "--fork", "--kill-child", "--mount-proc"]


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
    if not succeeds(*FRESH_NAMESPACES, "sh", "-c", "ip link set lo up && ip link add switch type "
                    "bridge && tc qdisc add dev lo root tbf rate 1mbit burst 2k limit 9k"):
        return "no bridge or no tbf in this kernel"
    if not python_with_gloo():
        return "no PyTorch with gloo (Debian package python3-torch)"
    return None


def simulated_step_s(simgrad, strategy, mbit, megabytes):
    """The first step of the same star; without a server's line where there is no server."""
    bandwidth = f'"{mbit * GOODPUT} Mbit/s"'
    settings = [f"strategy.kind={strategy}", f'compute.step_time="{COMPUTE_S} s"',
                f"platform.generate.bandwidth={bandwidth}",
                f"model.cost.parameters={round(megabytes * 250_000)}"]
    if strategy == "all_reduce":
        settings += [f"platform.generate.hosts={WORLD_SIZE}"]
    else:
        settings += [f"platform.generate.hosts={WORLD_SIZE - 1}",
                     f"platform.generate.server_bandwidth={bandwidth}",
                     'platform.generate.server_latency="50 us"']
    return rows(simgrad, "reality.toml", settings, "SELECT end_s - begin_s FROM round")[0][0]


def real_steps_s(settings):
    """The seconds of every step of each setting, as each is measured."""
    python = python_with_gloo()
    command = [*FRESH_NAMESPACES, sys.executable, HERE / "shaped_network.py", python]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as measuring:
        for setting in settings:
            print(json.dumps(setting), file=measuring.stdin, flush=True)
            yield json.loads(measuring.stdout.readline())[1:]


def compare(simgrad):
    """(strategy, Mbit/s, MB) → (real steps, simulated step), in seconds."""
    points = [(strategy, mbit, megabytes) for strategy in STRATEGIES
              for mbit in BANDWIDTHS_MBIT for megabytes in SIZES_MB]
    simulated = [simulated_step_s(simgrad, *point) for point in points]
    settings = [{"strategy": strategy, "bits_per_s": mbit * 1_000_000, "compute_s": COMPUTE_S,
                 "parameters": round(megabytes * 250_000),
                 "steps": 1 + max(FEWEST_STEPS, min(MOST_STEPS, round(MEASURED_S / step_s)))}
                for (strategy, mbit, megabytes), step_s in zip(points, simulated)]
    return dict(zip(points, zip(real_steps_s(settings), simulated)))


def error(real_s, simulated_s):
    return simulated_s / statistics.median(real_s) - 1


def table(results):
    lines = ["                               measured                        simulated",
             "                               median     lowest    highest    step         error"]
    for (strategy, mbit, megabytes), (real_s, simulated_s) in results.items():
        lines.append(f"{TITLES[strategy]:16s} {mbit:3d} Mbit/s, {megabytes:3} MB "
                     f"{statistics.median(real_s):8.4f} s {min(real_s):8.4f} s "
                     f"{max(real_s):8.4f} s {simulated_s:8.4f} s {error(real_s, simulated_s):+9.1%}")
    return lines


def markdown(results):
    """The errors alone, as README shows them."""
    columns = [(strategy, megabytes) for strategy in STRATEGIES for megabytes in SIZES_MB]
    lines = ["| lines of | " + " | ".join(f"{TITLES[strategy]}, {megabytes} MB"
                                          for strategy, megabytes in columns) + " |",
             "| --- |" + " --- |" * len(columns)]
    for mbit in BANDWIDTHS_MBIT:
        cells = [f"{statistics.median(real_s):.3g} s, {error(real_s, simulated_s):+.0%}"
                 for real_s, simulated_s in (results[strategy, mbit, megabytes]
                                             for strategy, megabytes in columns)]
        lines.append(f"| {mbit} Mbit/s | " + " | ".join(cells) + " |")
    return [line.replace("%", " %") for line in lines]


def main():
    reason = missing()
    if reason:
        print(f"SKIPPED: {reason}")
        return 0
    load_before = os.getloadavg()[0]
    results = compare(sys.argv[1])
    errors = sorted(abs(error(*steps)) for steps in results.values())
    within = sum(each <= ACCEPTED for each in errors)
    text = "\n".join(table(results) + [
        "", f"{within} of {len(errors)} within {ACCEPTED:.0%}; median error "
        f"{statistics.median(errors):.1%}, largest {errors[-1]:.1%}",
        f"load of the machine's {os.cpu_count()} cores: {load_before:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after", ""] + markdown(results)) + "\n"
    print(text, end="")
    if len(sys.argv) > 2:
        pathlib.Path(sys.argv[2]).write_text(text)
    return 0 if within >= 0.9 * len(errors) else "simulated steps are not within 15 % of real ones"


if __name__ == "__main__":
    sys.exit(main())
