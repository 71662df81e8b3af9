#!/usr/bin/env python3
"""Writes mlp_ten_steps.txt beside itself: ten optimizer steps of an MLP, as PyTorch computes them.

simgrad's kernels are compared with these numbers; PyTorch is needed only to make them again:

    apt-get install --no-install-recommends python3-torch python3-numpy dataset-fashion-mnist
    /usr/bin/python3 tests/golden/mlp_ten_steps.py

Everything runs twice, in float32 and in float64. The file holds the float32 numbers; how far the
float64 ones lie from them stands in its header and says what tolerance means something.
"""

import gzip
import math
import pathlib
import struct
import sys

import numpy
import torch

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
SIZES = (784, 200, 200, 10)
STEPS = 10
BATCH = 10
TEST_SAMPLES = 1000

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0,
                                              weight_decay=1e-4, nesterov=False),
    "adam_w": lambda p: torch.optim.AdamW(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8,
                                          weight_decay=0.01),
}

HEADER = """\
# Ten steps of an MLP on Fashion-MNIST, computed by PyTorch {torch} in float32 on one thread.
# Made by mlp_ten_steps.py; do not edit.
#
# To read it: skip lines that begin with '#'; every other line is four fields between spaces,
#     OPTIMIZER QUANTITY STEP VALUE
#
# OPTIMIZER      initial        before any step, so the same for all
#                sgd            lr 0.1
#                sgd_momentum   lr 0.1, momentum 0.9, dampening 0, no Nesterov, coupled weight decay
#                               1e-4 (added to the gradient, of biases too); velocity starts as the
#                               first gradient
#                adam_w         lr 1e-3, betas 0.9 and 0.999, eps 1e-8, decoupled weight decay 0.01
#                               (of biases too), bias-corrected
# QUANTITY       loss           of batch STEP before its update: mean cross-entropy (natural log)
#                test_loss      mean cross-entropy over test images 0..999 after STEP updates
#                test_accuracy  correct of those, as a fraction; the first largest logit wins
#                parameter_norm L2 norm of all 199,210 parameters after STEP updates, in double
#
# Model: 784-200-200-10, Linear, ReLU, Linear, ReLU, Linear. Input: pixel / 255 in float32.
# Batch t (0..9): training samples 10 t .. 10 t + 9, in the order of the file.
# Initial parameters: tensor j (0..5: weight, bias of layer 1, then of 2, of 3), element i, a weight
# row-major as [out][in]; all in double without fused multiply-add, then rounded to float:
#     x = (i + 1) * 0.6180339887498949 + 0.1 * j
#     w = (x - floor(x) - 0.5) * (2.0 / sqrt(fan_in))
# with fan_in 784, 200, 200 for layers 1, 2, 3, for a bias as for its weight.
#
# The same run in float64 lies this far away, relative to its value: loss {loss:.1e},
# test_loss {test_loss:.1e}, parameter_norm {parameter_norm:.1e}; test_accuracy {test_accuracy:.3f}, absolute.
# A relative tolerance of 1e-5 sees each of these mistakes: a tensor without gradient (moves a loss
# by 1e-3 or more), Nesterov or coupled decay in place of the variant named, eps 1e-7 (losses by
# 1e-2), weight decay left out (parameter_norm by 1e-4).
"""


def read_idx(name):
    with gzip.open(DATA / name) as file:
        data = file.read()
    dimensions = data[3]
    shape = struct.unpack_from(f">{dimensions}I", data, 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_set(prefix):
    images = read_idx(f"{prefix}-images-idx3-ubyte.gz").reshape(-1, SIZES[0])
    labels = read_idx(f"{prefix}-labels-idx1-ubyte.gz")
    features = images.astype(numpy.float32) / numpy.float32(255)
    return torch.from_numpy(features), torch.from_numpy(labels.astype(numpy.int64))


def initial_value(tensor, shape, fan_in):
    count = math.prod(shape)
    x = (numpy.arange(count, dtype=numpy.float64) + 1) * 0.6180339887498949 + 0.1 * tensor
    w = (x - numpy.floor(x) - 0.5) * (2.0 / math.sqrt(fan_in))
    return torch.from_numpy(w.astype(numpy.float32).reshape(shape))


def initialise(model, fan_ins):
    """fan_ins: of each layer that has a weight and a bias."""
    with torch.no_grad():
        for j, parameter in enumerate(model.parameters()):
            parameter.copy_(initial_value(j, tuple(parameter.shape), fan_ins[j // 2]))
    return model


def make_mlp():
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return initialise(torch.nn.Sequential(*layers[:-1]), SIZES)


def parameter_norm(model):
    return math.sqrt(sum(p.detach().double().square().sum().item() for p in model.parameters()))


def evaluate(model, features, labels):
    with torch.no_grad():
        logits = model(features)
        loss = torch.nn.functional.cross_entropy(logits, labels).item()
        accuracy = (logits.argmax(1) == labels).sum().item() / len(labels)
    return loss, accuracy


def run(make_model, dtype, train, test):
    """{(optimizer, quantity, step): value} in the order of the file."""
    features, labels = train[0][:STEPS * BATCH].to(dtype), train[1][:STEPS * BATCH]
    test_features, test_labels = test[0][:TEST_SAMPLES].to(dtype), test[1][:TEST_SAMPLES]
    values = {}

    def summarise(name, model, step):
        loss, accuracy = evaluate(model, test_features, test_labels)
        values[name, "test_loss", step] = loss
        values[name, "test_accuracy", step] = accuracy
        values[name, "parameter_norm", step] = parameter_norm(model)

    summarise("initial", make_model().to(dtype), 0)
    for name, make_optimizer in OPTIMIZERS.items():
        model = make_model().to(dtype)
        optimizer = make_optimizer(model.parameters())
        for step in range(STEPS):
            batch = slice(step * BATCH, (step + 1) * BATCH)
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            values[name, "loss", step] = loss.item()
        summarise(name, model, STEPS)
    return values


def largest_difference(single, double, quantity):
    keys = [key for key in single if key[1] == quantity]
    scale = (lambda key: 1.0) if quantity == "test_accuracy" else (lambda key: abs(double[key]))
    return max(abs(single[key] - double[key]) / scale(key) for key in keys)


def write(path, make_model, header):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    train, test = read_set("train"), read_set("t10k")
    single, double = (run(make_model, dtype, train, test) for dtype in (torch.float32, torch.float64))
    quantities = ("loss", "test_loss", "test_accuracy", "parameter_norm")
    differences = {q: largest_difference(single, double, q) for q in quantities}
    lines = [f"{o} {q} {step} {value:.9g}\n" for (o, q, step), value in single.items()]
    text = header.format(torch=torch.__version__, **differences) + "".join(lines)
    path.write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    write(pathlib.Path(__file__).with_suffix(".txt"), make_mlp, HEADER)
