#!/usr/bin/env python3
"""Real processes on one machine, each with a network line of its own that tc shapes.

    shaped_network.py PYTHON

Each line of stdin is a setting, as gloo_rank.py reads it, with the lines' bits_per_s and the
latency_s from one process to another; each is answered with a line of what rank 0 measured.

A network namespace for each process, and a switch between them: a bridge, or delaying_switch.py
where there is a latency. A token bucket (tbf) at either end of each line lets through the setting's
bits a second, one way each: what simgrad's `star` with duplex = "full" is.

To be started in fresh network, mount and process-id namespaces (real_steps.py does), so that the
machine is left as it was whatever happens: what is made here is not seen outside, and the kernel
takes it away with the first process, this one.
"""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
WORLD_SIZE = 4
PORTS = [f"port{rank}" for rank in range(WORLD_SIZE)]
# Bytes that a port of the switch holds before it drops: commodity switches have some 100 kB a port.
QUEUE_BYTES = 256 * 1024
FRAME_BYTES = 1514
# Seconds of the rate that tbf sends at once after a pause; with less, late timers cost throughput.
BURST_S = 0.002


def call(*command):
    subprocess.run(command, check=True)


def inside(rank, *command):
    """A command as it has to be given to run where this rank does."""
    return ["ip", "netns", "exec", f"rank{rank}", *command]


def build():
    """The star: eth0 of each rank leads to a port of the switch, 10.0.0.RANK + 1."""
    # Of our own: the names of namespaces, and where the ranks find each other.
    call("mount", "-t", "tmpfs", "none", "/run")
    call("ip", "link", "add", "bridge0", "type", "bridge")
    call("ip", "link", "set", "bridge0", "up")
    for rank, port in enumerate(PORTS):
        at = ["ip", "-n", f"rank{rank}"]
        call("ip", "netns", "add", f"rank{rank}")
        call("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
             f"rank{rank}")
        call("ip", "link", "set", port, "up")
        call(*at, "address", "add", f"10.0.0.{rank + 1}/24", "dev", "eth0")
        call(*at, "link", "set", "lo", "up")
        call(*at, "link", "set", "eth0", "up")
        # What every kernel has and every namespace may choose; the machine's own may be another.
        call(*inside(rank, "sysctl", "-qw", "net.ipv4.tcp_congestion_control=reno"))


def shape(bits_per_s):
    """Gives every line this rate, each way."""
    burst_bytes = round(bits_per_s * BURST_S / 8)
    bucket = ["root", "tbf", "rate", f"{bits_per_s}bit", "burst", str(burst_bytes),
              "limit", str(QUEUE_BYTES)]
    for rank, port in enumerate(PORTS):
        call("tc", "qdisc", "replace", "dev", port, *bucket)
        call(*inside(rank, "tc", "qdisc", "replace", "dev", "eth0", *bucket))
        # What TCP hands over at once: more than a burst is taken to pieces, at a cost that real
        # cards do not have, and as much as a burst waits for a full bucket.
        call("ip", "-n", f"rank{rank}", "link", "set", "eth0", "gso_max_size",
             str(max(2 * FRAME_BYTES, burst_bytes // 4)))


class Switch:
    """What lies between the ports."""

    def __init__(self):
        self.latency_s_ = None
        self.delaying_ = None

    def set_latency(self, latency_s):
        if latency_s == self.latency_s_:
            return
        self.latency_s_ = latency_s
        if self.delaying_:
            self.delaying_.kill()
            self.delaying_.wait()
            self.delaying_ = None
        for port in PORTS:
            call("ip", "link", "set", port, *(["nomaster"] if latency_s else ["master", "bridge0"]))
        if latency_s:
            self.delaying_ = subprocess.Popen(
                [sys.executable, HERE / "delaying_switch.py", str(latency_s), *PORTS])


def start(rank, python):
    command = inside(rank, python, HERE / "gloo_rank.py", str(rank), str(WORLD_SIZE), "/run")
    return subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                            stdout=subprocess.PIPE if rank == 0 else None,
                            env=os.environ | {"GLOO_SOCKET_IFNAME": "eth0"})


def main():
    build()
    switch = Switch()
    ranks = [start(rank, sys.argv[1]) for rank in range(WORLD_SIZE)]
    for line in sys.stdin:
        setting = json.loads(line)
        shape(setting["bits_per_s"])
        switch.set_latency(setting["latency_s"])
        for rank in ranks:
            print(line, end="", file=rank.stdin, flush=True)
        measured = ranks[0].stdout.readline()
        if not measured:
            sys.exit("rank 0 has ended")
        print(measured, end="", flush=True)


if __name__ == "__main__":
    main()
