#!/usr/bin/env python3
"""Random schedules of faults over every strategy: each run ends, and what it recorded holds together.

    tests/chaos/chaos.py PROGRAM [--schedules N] [--first SEED] [--jobs N] [--keep FOLDER]

A schedule is a strategy, a platform and one to six faults of all kinds that the program describes, the
server among their victims, drawn by its seed alone. It is run by the program as a user runs it:

- it ends within the time limit, with exit status 0, or 1 and a reason; nothing else, no sanitizer's word;
- no node is in two states: nothing that it does overlaps with its being off;
- time never goes back: events in their order, spans that end after they begin, all of it within the run;
- no update counts twice: one row of node_round for a node and round, no more completed than selected;
- bytes are conserved: evaluations count what rounds do, and what was sent between two hosts is what the
  links of both carried; beyond the rounds' there is only what arrived after the last of them, little if all were made.

`make chaos` runs 2,000 of them; the tests a hundred. A schedule that fails is kept, and told with its
seed: `--first SEED --schedules 1` repeats it.
"""
import argparse
import collections
import concurrent.futures
import contextlib
import json
import math
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TIME_LIMIT_S = 60
WORKERS = 4
ROUNDS = 20
HOSTS = [f"host-{k}" for k in range(WORKERS)]
EVERYBODY = HOSTS + ["server"]
LINKS = [f"link-{k}" for k in range(WORKERS)] + ["link-server"]

COPY_BYTES = 4 * 616  # (20 + 1) 12 + 2 (12 + 1) 12 + (12 + 1) 4 parameters
# AdamW's state goes three times as far as the parameters, to each worker and to a checkpoint.
AFTER_THE_LAST_BYTES = 3 * COPY_BYTES * 2 * WORKERS

SGD = '{ kind = "sgd", learning_rate = 0.1 }'
BATCH = f"batch_size = 20\noptimizer = {SGD}\n"
STRATEGIES = {
    "all_reduce": BATCH,
    "asynchronous_gossip": BATCH,
    "asynchronous_parameter_server": BATCH,
    "diloco": 'batch_size = 20\ninner_steps = 5\ninner = "adam_w"\n',
    "federated": f"clients_per_round = 3\nlocal = {{ epochs = 1, batch_size = 20, optimizer = {SGD} }}\n",
    "gossip": BATCH,
    "local_sgd": BATCH + "local_steps = 5\n",
    "pipeline": BATCH + "micro_batches = 4\n",
    "sharded_data_parallel": BATCH,
    "stale_synchronous_parallel": BATCH + "staleness_bound = 2\ncached_reads = true\n",
    "synchronous_parameter_server": BATCH,
}
WITHOUT_CHECKPOINTS = {"asynchronous_gossip", "gossip"}
GROUPS = {"all_reduce", "diloco", "local_sgd", "pipeline", "sharded_data_parallel"}


def seconds(value):
    return f'"{value:.6g} s"'


def some(rng, names):
    return json.dumps(sorted(rng.sample(names, rng.randint(1, len(names)))))


def distribution(rng, mean_s):
    kind = rng.choice(["exponential", "constant", "uniform", "weibull"])
    if kind == "constant":
        return f'{{ distribution = "constant", value = {seconds(mean_s)} }}'
    if kind == "uniform":
        return (f'{{ distribution = "uniform", minimum = {seconds(0.1 * mean_s)}, '
                f'maximum = {seconds(2 * mean_s)} }}')
    if kind == "weibull":
        return f'{{ distribution = "weibull", shape = 0.7, scale = {seconds(mean_s)} }}'
    return f'{{ distribution = "exponential", mean = {seconds(mean_s)} }}'


def outage(rng, length_s):
    """When it happens: once, for ever or not; or again and again."""
    if rng.random() < 0.5:
        text = f"at = {seconds(rng.uniform(0, length_s))}\n"
        return text + (f"duration = {seconds(rng.expovariate(1 / (0.1 * length_s)) + 1e-4)}\n"
                       if rng.random() < 0.85 else "")
    return (f"time_to_failure = {distribution(rng, rng.uniform(0.1, 1) * length_s)}\n"
            f"time_to_repair = {distribution(rng, rng.uniform(0.01, 0.2) * length_s)}\n")


def sides(rng):
    names = EVERYBODY[:]
    rng.shuffle(names)
    cut = rng.randint(1, len(names) - 1)
    return f"[{{ hosts = {json.dumps(names[:cut])} }}, {{ hosts = {json.dumps(names[cut:])} }}]"


def written(rng, folder, lines):
    """A CSV file with these lines, its name as TOML has it."""
    path = folder / f"trace-{rng.randrange(1 << 30)}.csv"
    path.write_text("\n".join(lines) + "\n")
    return json.dumps(path.name)


def trace(rng, length_s, folder, column, bounds):
    times = sorted({round(rng.uniform(0, length_s), 3) for _ in range(4)})
    lines = [f"time,{column}"] + [f"{at},{rng.uniform(*bounds):.6g}" for at in times]
    return f"file = {written(rng, folder, lines)}\nrepeat = {rng.choice(['true', 'false'])}\n"


def availability(rng, length_s, folder):
    lines = ["host,up,down"]
    for host in rng.sample(EVERYBODY, rng.randint(1, len(EVERYBODY))):
        times = sorted({round(rng.uniform(0, 2 * length_s), 3) for _ in range(4)})
        lines += [f"{host},{up},{down}" for up, down in zip(times[0::2], times[1::2])]
    return written(rng, folder, lines)


# One fault of each kind: the keys of its entry but `kind`. s: about how long a run takes.
FAULTS = {
    "availability_trace": lambda rng, s, folder: (
        f"file = {availability(rng, s, folder)}\n"
        + (f"period = {seconds(2 * s)}\n" if rng.random() < 0.5 else "")),
    "background_traffic": lambda rng, s, folder: (
        f"from = {some(rng, HOSTS)}\nto = [\"server\", \"host-*\"]\n"
        f"between = {distribution(rng, 0.1 * s)}\nsize = \"{rng.choice([1, 10, 100])} kB\"\n"
        + (outage(rng, s) if rng.random() < 0.5 else "")),
    "bandwidth_trace": lambda rng, s, folder: (
        f"links = {some(rng, LINKS)}\n" + trace(rng, s, folder, "bandwidth_mbit_per_s", (0.01, 2.0))),
    "correlated_crash": lambda rng, s, folder: (
        f"domain = {sides(rng)}\nshare = {rng.choice([0.5, 1.0])}\n" + outage(rng, s)),
    "diurnal_availability": lambda rng, s, folder: (
        f"hosts = {some(rng, EVERYBODY)}\nperiod = {seconds(s)}\navailable = {rng.choice([0.3, 0.8])}\n"
        f"peak = {seconds(0.1 * s)}\nspread = {seconds(0.1 * s)}\n"),
    "host_crash": lambda rng, s, folder: f"hosts = {some(rng, EVERYBODY)}\n" + outage(rng, s),
    "jitter": lambda rng, s, folder: (
        f"links = {some(rng, LINKS)}\ndelay = {distribution(rng, 0.003 * s)}\n"
        + (outage(rng, s) if rng.random() < 0.5 else "")),
    "latency_trace": lambda rng, s, folder: (
        f"links = {some(rng, LINKS)}\n" + trace(rng, s, folder, "latency_ms", (0.0, 50.0))),
    "link_degradation": lambda rng, s, folder: (
        f"links = {some(rng, LINKS)}\nlatency_factor = {rng.choice([0.5, 10.0])}\n"
        f"bandwidth_factor = {rng.choice([0.05, 1.0, 2.0])}\n" + outage(rng, s)),
    "link_down": lambda rng, s, folder: f"links = {some(rng, LINKS)}\n" + outage(rng, s),
    "packet_loss": lambda rng, s, folder: (
        f"links = {some(rng, LINKS)}\nprobability = {rng.choice([0.001, 0.05, 0.5])}\n"
        + (outage(rng, s) if rng.random() < 0.5 else "")),
    "partition": lambda rng, s, folder: f"side = {sides(rng)}\n" + outage(rng, s),
    "pause": lambda rng, s, folder: f"hosts = {some(rng, EVERYBODY)}\n" + outage(rng, s),
    "published_rates": lambda rng, s, folder: (
        f"hosts = {some(rng, EVERYBODY)}\nacceleration = {rng.choice([1.0, 1e5])}\nfigures = "
        + rng.choice(['"llama3_16k"', '"meta_rsc"', '"spot_instances"', '"lanl"', '"fl_phones"']) + "\n"),
    "silent_corruption": lambda rng, s, folder: (
        f"hosts = {some(rng, EVERYBODY)}\nprobability = {rng.choice([0.1, 1.0])}\n"
        + rng.choice(['effect = "bit_flip"\n', 'effect = "scale"\nfactor = -1.0\n',
                      'effect = "noise"\nsigma = 0.1\n']) + outage(rng, s)),
    "slow_host": lambda rng, s, folder: (
        f"hosts = {some(rng, EVERYBODY)}\nspeed_factor = {rng.choice([0.01, 0.3, 3.0])}\n"
        + outage(rng, s)),
    "stragglers": lambda rng, s, folder: (
        f"hosts = {some(rng, HOSTS)}\nshare = {rng.choice([0.5, 1.0])}\n"
        f"slowdown = {rng.choice([1.5, 20.0])}\n"),
}


def scenario(seed, kinds, folder):
    """The text of a schedule."""
    rng = random.Random(seed)
    strategy = sorted(STRATEGIES)[seed % len(STRATEGIES)]
    length_s = 3.0  # about what twenty rounds take
    keys = STRATEGIES[strategy]
    if strategy in GROUPS:
        keys += f'on_failure = "{rng.choice(["shrink", "wait", "abort"])}"\n'
    if strategy not in WITHOUT_CHECKPOINTS and rng.random() < 0.7:
        when = rng.choice(["every_rounds = 1", "every_rounds = 3", f"every = {seconds(0.1 * length_s)}"])
        cost = rng.choice(["", ', bandwidth = "100 kB/s", latency = "20 ms"'])
        mode = rng.choice(["synchronous", "asynchronous"])
        keys += f'checkpoint = {{ {when}, mode = "{mode}"{cost} }}\n'
    if rng.random() < 0.5:
        keys += f"detection_delay = {seconds(rng.choice([0.0, 0.05, 0.5]))}\n"
    else:
        keys += f"heartbeat = {{ period = {seconds(rng.choice([0.01, 0.1]))}, misses = 3, bytes = \"64 B\" }}\n"
    keys += f"retry_backoff = {rng.choice([1.0, 2.0])}\nretry_jitter = {rng.choice([0.0, 0.5])}\n"
    text = f"""seed = {seed}
[platform]
generate = {{ kind = "star", hosts = {WORKERS}, bandwidth = "1 Mbit/s", latency = "1 ms", server_bandwidth = "4 Mbit/s", duplex = "{rng.choice(["full", "half"])}" }}
server = "server"
workers = "host-*"
[data]
set = {{ kind = "gaussian_blobs", classes = 4, features = 20, samples = 240, test_samples = 80 }}
[model]
kind = "mlp"
hidden = [12, 12, 12]
[compute]
step_time = "20 ms"
jitter_sigma = {rng.choice([0.0, 0.5])}
[stop]
simulated_time = {seconds(100 * length_s)}
[strategy]
kind = "{strategy}"
rounds = {ROUNDS}
{keys}retries = {rng.choice([0, 2, 10])}
retry_interval = {seconds(rng.choice([0.01, 0.2]))}
"""
    for _ in range(rng.randint(1, 6)):
        kind = rng.choice(kinds)
        text += f'[[failure]]\nkind = "{kind}"\n' + FAULTS[kind](rng, length_s, folder)
    return text


def problems_of_record(database):
    """What does not hold together in a run database."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        status, reason, end_s = db.execute("SELECT status, reason, simulated_s FROM run").fetchone()
        if status == "failed" and not reason:
            yield "it failed without a reason"
        last_s = -math.inf
        for (at_s,) in db.execute("SELECT simulated_s FROM event ORDER BY rowid"):
            if at_s < last_s:
                yield f"an event at {at_s} after one at {last_s}"
            last_s = at_s
        if last_s > end_s + 1e-9:
            yield f"an event at {last_s}, but the run ended at {end_s}"
        yield from problems_of_spans(db, end_s)
        for node, round_, count in db.execute(
                "SELECT node, round, count(*) FROM node_round GROUP BY node, round HAVING count(*) > 1"):
            yield f"{node} is counted {count} times in round {round_}"
        for round_, selected, completed in db.execute(
                "SELECT round, selected, completed FROM round WHERE completed > selected"):
            yield f"{completed} completed of {selected} in round {round_}"
        for (round_,) in db.execute(
                "SELECT round FROM round WHERE begin_s > end_s OR up_bytes < 0 OR down_bytes < 0"):
            yield f"round {round_} ends before it begins, or has less than no bytes"
        for link, at_s in db.execute("SELECT link, begin_s FROM traffic WHERE bytes < 0"):
            yield f"link {link} carried less than nothing at {at_s}"
        for row in db.execute("SELECT simulated_s, sent_bytes, round FROM evaluation WHERE sent_bytes != "
                              "(SELECT coalesce(sum(up_bytes + down_bytes), 0) FROM round "
                              "WHERE round.round <= evaluation.round)"):
            yield f"the evaluation at {row[0]} counts {row[1]} bytes, the rounds up to {row[2]} do not"
        carried, sent = db.execute("SELECT (SELECT coalesce(sum(bytes), 0) FROM traffic), (SELECT "
                                   "coalesce(sum(up_bytes + down_bytes), 0) FROM round)").fetchone()
        rounds = db.execute("SELECT max(round) FROM round").fetchone()[0]
        most = AFTER_THE_LAST_BYTES if rounds == ROUNDS else math.inf
        if carried % 2 or not 0 <= carried // 2 - sent <= most:
            yield f"the links carried {carried} bytes over two links each, the rounds have {sent}"


def problems_of_spans(db, end_s):
    """Spans of an inverted length or outside of the run, and what a node does while it is off."""
    off = collections.defaultdict(list)
    for node, begin_s, end in db.execute("SELECT node, begin_s, end_s FROM span WHERE kind = 'down'"):
        off[node].append((begin_s, end))
    for node, kind, begin_s, span_end_s in db.execute("SELECT node, kind, begin_s, end_s FROM span"):
        if not 0.0 <= begin_s <= span_end_s <= end_s + 1e-9:
            yield f"{node}: {kind} from {begin_s} to {span_end_s} in a run of {end_s}"
        if kind != "down" and any(begin_s < until - 1e-9 and since + 1e-9 < span_end_s
                                  for since, until in off[node]):
            yield f"{node}: {kind} from {begin_s} to {span_end_s} while it is off"


def try_schedule(program, seed, kinds, keep):
    """(exit status, what is wrong) of one schedule."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "chaos.toml").write_text(scenario(seed, kinds, folder))
        database = folder / "chaos.db"
        try:
            done = subprocess.run([program, "run", "chaos.toml", "--quiet", "--threads", "1", "--out",
                                   database], cwd=folder, timeout=TIME_LIMIT_S, capture_output=True,
                                  text=True)
        except subprocess.TimeoutExpired:
            return None, keep_it(keep, seed, folder, [f"it did not end within {TIME_LIMIT_S} s"])
        wrong = []
        if done.returncode not in (0, 1):
            wrong.append(f"exit status {done.returncode}: {done.stderr.strip()[-400:]}")
        elif "ERROR: AddressSanitizer" in done.stderr or "runtime error:" in done.stderr:
            wrong.append(done.stderr.strip()[-400:])
        else:
            wrong += problems_of_record(database)
        return done.returncode, keep_it(keep, seed, folder, wrong)


def keep_it(keep, seed, folder, wrong):
    if wrong and keep:
        shutil.copytree(folder, keep / str(seed), dirs_exist_ok=True)
    return wrong


def kinds_of_faults(program):
    """All that the program describes; each has to have its entry here."""
    described = json.loads(subprocess.run([program, "describe", "--json"], check=True,
                                          capture_output=True, text=True).stdout)["families"]
    names = {family: {one["name"] for one in described[family]["components"]}
             for family in ("failure", "strategy")}
    if names["strategy"] != set(STRATEGIES):
        sys.exit(f"chaos: strategies without an entry here: {names['strategy'] ^ set(STRATEGIES)}")
    if names["failure"] != set(FAULTS):
        sys.exit(f"chaos: faults without an entry here: {names['failure'] ^ set(FAULTS)}")
    return sorted(FAULTS)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--schedules", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first schedule's seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=pathlib.Path, help="where schedules that fail are put")
    arguments = parser.parse_args()
    program = pathlib.Path(arguments.program).resolve()
    kinds = kinds_of_faults(program)
    seeds = range(arguments.first, arguments.first + arguments.schedules)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda seed: try_schedule(program, seed, kinds, arguments.keep), seeds))
    failures = 0
    for seed, (_, wrong) in zip(seeds, results):
        failures += bool(wrong)
        for problem in wrong[:5]:
            print(f"schedule {seed} ({sorted(STRATEGIES)[seed % len(STRATEGIES)]}): {problem}")
    ends = collections.Counter(status for status, _ in results)
    print(f"chaos: {len(results)} schedules of {len(kinds)} kinds of faults over {len(STRATEGIES)} "
          f"strategies: {ends[0]} finished, {ends[1]} failed with a reason, {failures} went wrong")
    sys.exit(1 if failures else 0)


main()
