#!/usr/bin/env python3
"""Writes cnn_ten_steps.txt beside itself: ten optimizer steps of a small CNN, as PyTorch computes
them. Everything but the model is mlp_ten_steps.py's.

    apt-get install --no-install-recommends python3-torch python3-numpy dataset-fashion-mnist
    /usr/bin/python3 tests/golden/cnn_ten_steps.py
"""

import pathlib

from torch import nn

import mlp_ten_steps

HEADER = """\
# Ten steps of a CNN on Fashion-MNIST, computed by PyTorch {torch} in float32 on one thread.
# Made by cnn_ten_steps.py; do not edit.
#
# Lines, optimizers, quantities, batches and the formula of the initial parameters are those of
# mlp_ten_steps.txt.
#
# Model: images (1, 28, 28); Conv2d(1, 4, 5, padding=2), ReLU, MaxPool2d(2), Conv2d(4, 8, 5,
# padding=2), ReLU, MaxPool2d(2), Flatten, Linear(392, 32), ReLU, Linear(32, 10): 13,818 parameters.
# fan_in 25, 100, 392, 32.
#
# The same run in float64 lies this far away, relative to its value: loss {loss:.1e},
# test_loss {test_loss:.1e}, parameter_norm {parameter_norm:.1e}; test_accuracy {test_accuracy:.3f}, absolute.
"""


def make_cnn():
    return mlp_ten_steps.initialise(
        nn.Sequential(nn.Unflatten(1, (1, 28, 28)),
                      nn.Conv2d(1, 4, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                      nn.Conv2d(4, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                      nn.Flatten(), nn.Linear(392, 32), nn.ReLU(), nn.Linear(32, 10)),
        (25, 100, 392, 32))


if __name__ == "__main__":
    mlp_ten_steps.write(pathlib.Path(__file__).with_suffix(".txt"), make_cnn, HEADER)
