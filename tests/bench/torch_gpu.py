#!/usr/bin/env python3
"""What `bench gpu` compares with: the same client epochs in PyTorch on the same GPU, and what the GPU
itself can do. The bench runs it.

    torch_gpu.py SECONDS      how long each line is measured, at least three times

A client epoch is 60 steps of SGD on batches of 10 of its 600 samples, in float32 without tf32; data
and orders are on the GPU, nothing waits for the GPU inside an epoch. Prints one JSON object: "device",
"copy_bytes_per_s" (bytes read and written), "fp32_flop_per_s", and for each model by name lists of
client epochs per second: "loop", one client after the other; "graph", the same as a CUDA graph of a
whole epoch; "vmap K", K clients' models at once by torch.func; "vmap graph K", that as a CUDA graph.
null: not enough memory. Exit status 3: no PyTorch with a GPU; 1: two ways disagree.
"""
import json
import sys
import time

try:
    import torch
except ImportError:
    sys.exit(3)
if not torch.cuda.is_available():
    sys.exit(3)
from torch import nn
from torch.func import functional_call, grad, vmap

STEPS = 60
BATCH = 10
SAMPLES = STEPS * BATCH
RATE = 0.05
GPU = torch.device("cuda")
CLIENTS = {"mlp": (1, 10, 100, 1000), "cnn": (1, 10, 100)}


def mlp():
    return nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(),
                         nn.Linear(200, 10))


def cnn():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 10))


def make_data():
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(10, (60_000,), generator=generator)
    means = 0.1 * torch.randn((10, 784), generator=generator)
    features = means[labels] + 0.5 * torch.randn((60_000, 784), generator=generator)
    return features.to(GPU), labels.to(GPU)


def make_orders(clients):
    """(clients, SAMPLES): each client's samples in the order of its epoch."""
    generator = torch.Generator().manual_seed(2)
    rows = [torch.randperm(SAMPLES, generator=generator) + SAMPLES * (k % 100)
            for k in range(clients)]
    return torch.stack(rows).to(GPU)


class Loop:
    """One client after the other, each from the same start."""

    def __init__(self, make, data):
        torch.manual_seed(3)
        self.model = make().to(GPU)
        self.parameters = list(self.model.parameters())
        self.start = [p.detach().clone() for p in self.parameters]
        self.features, self.labels = data

    def reset(self):
        with torch.no_grad():
            torch._foreach_copy_(self.parameters, self.start)

    def epoch(self, order):
        for rows in order.view(STEPS, BATCH).unbind():
            x = self.features.index_select(0, rows)
            y = self.labels.index_select(0, rows)
            loss = nn.functional.cross_entropy(self.model(x), y)
            gradients = torch.autograd.grad(loss, self.parameters)
            with torch.no_grad():
                torch._foreach_add_(self.parameters, gradients, alpha=-RATE)

    def run(self, orders):
        for order in orders.unbind():
            self.reset()
            self.epoch(order)

    def result(self):
        return [p.detach().clone() for p in self.parameters]


def captured(body):
    """`body` as a CUDA graph, warmed up as torch.cuda.graphs asks."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(2):
            body()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        body()
    return graph


class GraphLoop(Loop):
    def __init__(self, make, data):
        super().__init__(make, data)
        self.order = make_orders(1)[0].clone()
        self.graph = captured(lambda: self.epoch(self.order))

    def run(self, orders):
        for order in orders.unbind():
            self.reset()
            self.order.copy_(order)
            self.graph.replay()


class Vmap:
    """All clients' models at once, their parameters stacked."""

    def __init__(self, make, data, clients, as_graph):
        torch.manual_seed(3)
        self.model = make().to(GPU)
        self.features, self.labels = data
        self.start = {name: p.detach() for name, p in self.model.named_parameters()}
        self.parameters = {name: p.expand(clients, *p.shape).clone()
                           for name, p in self.start.items()}
        self.gradients = vmap(grad(self.loss))
        self.orders = make_orders(clients)
        self.graph = captured(self.epoch) if as_graph else None

    def loss(self, parameters, x, y):
        return nn.functional.cross_entropy(functional_call(self.model, parameters, (x,)), y)

    def epoch(self):
        for begin in range(0, SAMPLES, BATCH):
            rows = self.orders[:, begin:begin + BATCH]
            with torch.no_grad():
                gradients = self.gradients(self.parameters, self.features[rows], self.labels[rows])
                torch._foreach_add_(list(self.parameters.values()),
                                    [gradients[name] for name in self.parameters], alpha=-RATE)

    def run(self, orders):
        for name, p in self.parameters.items():
            p.copy_(self.start[name].expand_as(p))
        self.orders.copy_(orders)
        if self.graph is None:
            self.epoch()
        else:
            self.graph.replay()

    def result(self):
        """The last client's."""
        return [p[-1].clone() for p in self.parameters.values()]


def check_same(name, one, other, start):
    """‖one − other‖ is small beside how far training went."""
    apart = sum(float((a - b).double().square().sum()) for a, b in zip(one, other)) ** 0.5
    length = sum(float((b - s).double().square().sum()) for b, s in zip(other, start)) ** 0.5
    if not apart <= 1e-2 * length:
        sys.exit(f"torch_gpu: {name} differs from the loop: {apart} of {length}")


def seconds_of(body):
    torch.cuda.synchronize()
    begin = time.perf_counter()
    body()
    torch.cuda.synchronize()
    return time.perf_counter() - begin


def rates(count, body, limit_s):
    """`count` over the seconds of `body`, warmed up, three times at least."""
    seconds_of(body)
    found = []
    end = time.perf_counter() + limit_s
    while len(found) < 3 or (time.perf_counter() < end and len(found) < 50):
        found.append(count / seconds_of(body))
    return found


def measure(make, clients, data, limit_s):
    loop = Loop(make, data)
    few = make_orders(max(clients))[:3]
    lines = {"loop": rates(len(few), lambda: loop.run(few), limit_s)}
    expected = loop.result()

    def add(name, build, orders):
        way = None
        try:
            way = build()
            way.run(few if name == "graph" else orders[:len(orders)])
            if name == "graph":
                check_same(name, way.result(), expected, loop.start)
            else:
                loop.run(orders[-1:])
                check_same(name, way.result(), loop.result(), loop.start)
            lines[name] = rates(len(orders), lambda: way.run(orders), limit_s)
        except torch.OutOfMemoryError:
            lines[name] = None
        del way
        torch.cuda.empty_cache()

    add("graph", lambda: GraphLoop(make, data), few)
    for count in clients:
        orders = make_orders(count)
        add(f"vmap {count}", lambda: Vmap(make, data, count, False), orders)
        add(f"vmap graph {count}", lambda: Vmap(make, data, count, True), orders)
    return lines


def copy_rates(limit_s):
    source = torch.rand(1 << 29, device=GPU)
    target = torch.empty_like(source)
    return rates(2.0 * source.numel() * 4, lambda: target.copy_(source), limit_s)


def product_rates(limit_s):
    n = 8192
    a, b = torch.rand((n, n), device=GPU), torch.rand((n, n), device=GPU)
    out = torch.empty_like(a)
    return rates(2.0 * n**3, lambda: torch.mm(a, b, out=out), limit_s)


def main():
    limit_s = float(sys.argv[1])
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    found = {"device": torch.cuda.get_device_name(), "torch": torch.__version__,
             "copy_bytes_per_s": copy_rates(limit_s), "fp32_flop_per_s": product_rates(limit_s)}
    data = make_data()
    for name, make in (("mlp", mlp), ("cnn", cnn)):
        found[name] = measure(make, CLIENTS[name], data, limit_s)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
