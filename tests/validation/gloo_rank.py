#!/usr/bin/env python3
"""One of the real processes of reality.py: trains by gloo what it is told to, and tells how long.

    gloo_rank.py RANK WORLD_SIZE FOLDER

Each line of stdin is a setting, as JSON: the strategy, the float32 parameters, the seconds that a
gradient takes, and the steps. Rank 0 answers each with a line of the seconds of every step. What is
sent is what a training would send; a gradient is a sleep, so that the processes, which share a few
cores, do not slow one another. FOLDER is where they find each other.
"""

import datetime
import json
import pathlib
import sys
import time

import torch
import torch.distributed as dist

LEARNING_RATE = 0.1
TIMEOUT = datetime.timedelta(minutes=2)


def is_wrong(parameters, steps):
    """All gradients are 1, so that `steps` of SGD from 0 end at −learning rate · steps."""
    return not torch.allclose(parameters, torch.full((), -LEARNING_RATE * steps))


def serve(workers, parameters, gradients):
    """A step of the server: parameters to each worker, a gradient from each, and their mean."""
    pulls = [dist.isend(parameters, worker) for worker in workers]
    pushes = [dist.irecv(gradients[worker - 1], worker) for worker in workers]
    for transfer in pulls + pushes:
        transfer.wait()
    parameters.add_(torch.stack(gradients).mean(0), alpha=-LEARNING_RATE)


def work(parameters, gradient, compute_s):
    """A step of a worker of a parameter server."""
    dist.recv(parameters, 0)
    time.sleep(compute_s)
    dist.send(gradient.fill_(1.0), 0)


def all_reduce(parameters, gradient, compute_s):
    """A step of a member of the group: gloo's ring, whatever the size."""
    time.sleep(compute_s)
    dist.all_reduce(gradient.fill_(1.0))
    parameters.add_(gradient, alpha=-LEARNING_RATE / dist.get_world_size())


def step_of(rank, world_size, setting):
    """The step that this process makes, and what it makes it with."""
    parameters = torch.zeros(setting["parameters"])
    gradient = torch.empty_like(parameters)
    if setting["strategy"] == "all_reduce":
        return parameters, lambda: all_reduce(parameters, gradient, setting["compute_s"])
    if rank > 0:
        return parameters, lambda: work(parameters, gradient, setting["compute_s"])
    gradients = [torch.empty_like(parameters) for _ in range(1, world_size)]
    return parameters, lambda: serve(range(1, world_size), parameters, gradients)


def measure(rank, world_size, setting):
    """The seconds of each step."""
    parameters, step = step_of(rank, world_size, setting)
    dist.barrier()
    ends = [time.monotonic()]
    for _ in range(setting["steps"]):
        step()
        ends.append(time.monotonic())
    if rank == 0 and is_wrong(parameters, setting["steps"]):
        raise RuntimeError("the parameters are not what the gradients make of them")
    return [end - begin for begin, end in zip(ends, ends[1:])]


def main():
    rank, world_size = int(sys.argv[1]), int(sys.argv[2])
    folder = pathlib.Path(sys.argv[3])
    torch.set_num_threads(1)
    for number, line in enumerate(sys.stdin):
        # Connections of its own for each measurement: congestion windows are not handed on.
        dist.init_process_group("gloo", f"file://{folder / f'rendezvous-{number}'}",
                                rank=rank, world_size=world_size, timeout=TIMEOUT)
        steps_s = measure(rank, world_size, json.loads(line))
        dist.barrier()
        dist.destroy_process_group()
        if rank == 0:
            print(json.dumps(steps_s), flush=True)


if __name__ == "__main__":
    main()
