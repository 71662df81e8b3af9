#!/usr/bin/env python3
"""Real processes on one machine, each with a network line of its own that tc shapes.

    shaped_network.py PYTHON < SETTINGS > STEPS

A network namespace for each process and one for the switch, a bridge, between them. A token bucket
(tbf) at either end of each line lets through the setting's bits a second, one way each: what
simgrad's `star` with duplex = "full" is.

It is to be started in fresh network, mount and process-id namespaces (reality.py does), so that the
machine is left as it was whatever happens: what is made here is not seen outside, and the kernel
takes it away with the first process, this one.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
WORLD_SIZE = 4
# Bytes that a port of the switch holds before it drops: commodity switches have some 100 kB a port.
QUEUE_BYTES = 256 * 1024
# Seconds of the rate that tbf sends at once after a pause. With less, late timers cost throughput.
BURST_S = 0.002


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def inside(rank, *command):
    """A command as a process of this rank has to give it."""
    return ["ip", "netns", "exec", f"rank{rank}", *command]


def build():
    """The star: eth0 of each rank leads to a port of the bridge, 10.0.0.RANK + 1."""
    subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
    ip("link", "add", "switch", "type", "bridge")
    ip("link", "set", "switch", "up")
    for rank in range(WORLD_SIZE):
        namespace, port = f"rank{rank}", f"port{rank}"
        ip("netns", "add", namespace)
        ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace)
        ip("link", "set", port, "master", "switch", "up")
        ip("-n", namespace, "address", "add", f"10.0.0.{rank + 1}/24", "dev", "eth0")
        ip("-n", namespace, "link", "set", "lo", "up")
        ip("-n", namespace, "link", "set", "eth0", "up")
        # The one that every kernel has and every namespace may choose; the machine's own may be bbr.
        subprocess.run(inside(rank, "sysctl", "-qw", "net.ipv4.tcp_congestion_control=reno"),
                       check=True)


def shape(bits_per_s):
    """Gives every line this rate, each way."""
    for rank in range(WORLD_SIZE):
        bucket = ["root", "tbf", "rate", f"{bits_per_s}bit", "burst", str(max(3028, int(bits_per_s * BURST_S / 8))),
                  "limit", str(QUEUE_BYTES)]
        subprocess.run(["tc", "qdisc", "replace", "dev", f"port{rank}", *bucket], check=True)
        subprocess.run(inside(rank, "tc", "qdisc", "replace", "dev", "eth0", *bucket), check=True)


def start(rank, python, folder):
    command = [python, HERE / "gloo_rank.py", str(rank), str(WORLD_SIZE), folder]
    return subprocess.Popen(inside(rank, *command), stdin=subprocess.PIPE, text=True,
                            stdout=subprocess.PIPE if rank == 0 else None,
                            env=os.environ | {"GLOO_SOCKET_IFNAME": "eth0"})


def main():
    build()
    with tempfile.TemporaryDirectory() as folder:
        ranks = [start(rank, sys.argv[1], folder) for rank in range(WORLD_SIZE)]
        for line in sys.stdin:
            shape(json.loads(line)["bits_per_s"])
            for rank in ranks:
                print(line, end="", file=rank.stdin, flush=True)
            print(ranks[0].stdout.readline(), end="", flush=True)


if __name__ == "__main__":
    main()
