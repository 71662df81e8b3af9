#!/usr/bin/env python3
"""The SGD steps of `bench steps` in PyTorch, on one thread; the bench runs it.

    torch_steps.py FOLDER BATCH REPETITIONS mlp|cnn

FOLDER holds raw arrays: features (N, 784) and parameters in float32 (weight, bias of each layer),
labels and the orders of samples in int32. Prints "loss X", the mean over one pass in the order
`checked_order`; "rate X" for each timed pass in `order`, in samples per second of processor time;
and "reference_blas 1" where products come from the reference BLAS, which nobody would train with.
"""

import os
import pathlib
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
# The instruction set that simgrad fixes. Left to itself, OpenBLAS 0.3.21 takes kernels on Sapphire
# Rapids that are half as fast at batch 64; told SkylakeX, AVX-512 that is 1.3 times as fast.
os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
# The same for oneDNN's convolutions: with AVX-512 they are 1.4 times as fast there.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")
os.environ.setdefault("DNNL_MAX_CPU_ISA", os.environ["ONEDNN_MAX_CPU_ISA"])

import numpy
import torch

SIZES = (784, 200, 200, 10)
LEARNING_RATE = 0.05


def read(folder, name, kind):
    return torch.from_numpy(numpy.fromfile(folder / name, kind))


def has_reference_blas():
    """Debian's libblas.so.3 is the reference one unless a package provides another in its place."""
    maps = pathlib.Path("/proc/self/maps").read_text()
    libraries = {os.path.realpath(line.split()[-1]) for line in maps.splitlines() if "/" in line}
    names = {os.path.basename(name) for name in libraries}
    return (any(name.startswith("libblas.so") for name in names)
            and not any("openblas" in name or "mkl" in name or "blis" in name for name in libraries))


def mlp():
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def cnn():
    """McMahan et al. 2017's for MNIST."""
    n = torch.nn
    return n.Sequential(n.Unflatten(1, (1, 28, 28)),
                        n.Conv2d(1, 32, 5, padding=2), n.ReLU(), n.MaxPool2d(2),
                        n.Conv2d(32, 64, 5, padding=2), n.ReLU(), n.MaxPool2d(2),
                        n.Flatten(), n.Linear(3136, 512), n.ReLU(), n.Linear(512, SIZES[-1]))


def make_model(parameters):
    model = {"mlp": mlp, "cnn": cnn}[sys.argv[4]]()
    begin = 0
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(parameters[begin:begin + tensor.numel()].view_as(tensor))
            begin += tensor.numel()
    assert begin == len(parameters)
    return model


def train(model, features, labels, order, batch, each_loss=None):
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for begin in range(0, len(order), batch):
        rows = order[begin:begin + batch]
        optimizer.zero_grad(set_to_none=True)
        logits = model(torch.index_select(features, 0, rows))
        loss = torch.nn.functional.cross_entropy(logits, torch.index_select(labels, 0, rows))
        loss.backward()
        optimizer.step()
        if each_loss is not None:
            each_loss.append(loss.item())


def main():
    folder, batch, repetitions = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    features = read(folder, "features", numpy.float32).view(-1, SIZES[0])
    labels = read(folder, "labels", numpy.int32).long()
    parameters = read(folder, "parameters", numpy.float32)
    losses = []
    checked_order = read(folder, "checked_order", numpy.int32)
    train(make_model(parameters), features, labels, checked_order, batch, losses)
    print("loss", sum(losses) / len(losses))
    order = read(folder, "order", numpy.int32)
    model = make_model(parameters)
    train(model, features, labels, order, batch)
    for _ in range(repetitions):
        begin = time.process_time()
        train(model, features, labels, order, batch)
        print("rate", len(order) / (time.process_time() - begin))
    print("reference_blas", int(has_reference_blas()))


if __name__ == "__main__":
    main()
