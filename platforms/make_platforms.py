#!/usr/bin/env python3
"""Writes the platform files beside this script; with --check, says whether they are up to date.

Standard library only. Generated numbers come from a seeded generator and are rounded to three
digits, so that the files are the same on every machine.
"""

import itertools
import math
import pathlib
import random
import statistics
import sys

FOLDER = pathlib.Path(__file__).resolve().parent

HEAD = """<?xml version="1.0"?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<!-- Written by make_platforms.py: change that, not this file.

{text}
-->
<platform version="4.1">
"""

def page(text, body):
    return HEAD.format(text=text.strip("\n")) + "\n".join(body) + "\n</platform>\n"


def host(name, speed, indent):
    return f'{indent}<host id="{name}" speed="{speed}"/>'


def link(name, bandwidth, latency, policy, indent):
    return (f'{indent}<link id="{name}" bandwidth="{bandwidth}" latency="{latency}"'
            f' sharing_policy="{policy}"/>')


def link_list(links):
    """links: names, or (name, direction) for a SPLITDUPLEX link."""
    return "".join(
        f'<link_ctn id="{x}"/>' if isinstance(x, str) else f'<link_ctn id="{x[0]}" direction="{x[1]}"/>'
        for x in links)


def route(src, dst, links, indent, one_way=False):
    symmetrical = ' symmetrical="NO"' if one_way else ""
    return f'{indent}<route src="{src}" dst="{dst}"{symmetrical}>{link_list(links)}</route>'


def zone_route(src, dst, gateway_src, gateway_dst, links, indent):
    return (f'{indent}<zoneRoute src="{src}" dst="{dst}" gw_src="{gateway_src}" gw_dst="{gateway_dst}">'
            f'{link_list(links)}</zoneRoute>')


# ---- cluster_16 -------------------------------------------------------------------------------

CLUSTER_TEXT = """
     A star: 16 workers node-0 to node-15 and one server around one switch.

     Numbers: chosen round, those of a plain 10 Gigabit Ethernet cluster. Any two hosts are 50 us apart
     one way: 25 us for the link of each. The switch itself is never the bottleneck. A host computes
     100 Gflop/s.

     Links: link-N joins node-N and the switch, link-server the server and the switch; each carries all
     that its host sends and receives. It is full duplex (SPLITDUPLEX): each direction has the whole
     bandwidth. SimGrid knows the two directions of link-0 as link-0_UP (away from the host) and
     link-0_DOWN.

     Routing: Floyd finds node, switch, node; so every pair of hosts has a route.
"""


def cluster_16():
    names = [f"node-{n}" for n in range(16)] + ["server"]
    links = [f"link-{n}" for n in range(16)] + ["link-server"]
    body = ['  <zone id="cluster" routing="Floyd">']
    body += [host(name, "100Gf", "    ") for name in names]
    body += ['    <router id="switch"/>']
    body += [link(name, "10Gbps", "25us", "SPLITDUPLEX", "    ") for name in links]
    body += [route(h, "switch", [(x, "UP")], "    ") for h, x in zip(names, links)]
    return page(CLUSTER_TEXT, body + ["  </zone>"])


# ---- cabinets_4x8 -----------------------------------------------------------------------------

CABINETS_TEXT = """
     Two levels: 4 cabinets of 8 hosts, cabinet-0-node-0 to cabinet-3-node-7, and one server beside them.

     Numbers: chosen round. Eight hosts of 10 Gbit/s share an uplink of 40 Gbit/s, so traffic that
     leaves a cabinet is oversubscribed 2 to 1. Every link takes 25 us one way: 50 us inside a cabinet,
     100 us between cabinets, 75 us to the server. The core switch is never the bottleneck. A host
     computes 100 Gflop/s.

     Links: link-C-N joins cabinet-C-node-N and its cabinet's switch (10 Gbit/s); uplink-C joins cabinet C
     and the core, shared by its hosts (40 Gbit/s); link-server joins the server and the core (40 Gbit/s).
     Each is full duplex (SPLITDUPLEX): each direction has the whole bandwidth. SimGrid knows the two
     directions of uplink-0 as uplink-0_UP (towards the core) and uplink-0_DOWN.
"""


def cabinet(c):
    body = [f'    <zone id="cabinet-{c}" routing="Floyd">']
    body += [host(f"cabinet-{c}-node-{n}", "100Gf", "      ") for n in range(8)]
    body += [f'      <router id="cabinet-{c}-switch"/>']
    body += [link(f"link-{c}-{n}", "10Gbps", "25us", "SPLITDUPLEX", "      ") for n in range(8)]
    body += [route(f"cabinet-{c}-node-{n}", f"cabinet-{c}-switch", [(f"link-{c}-{n}", "UP")], "      ")
             for n in range(8)]
    return body + ["    </zone>"]


def cabinets_4x8():
    body = ['  <zone id="cabinets" routing="Full">']
    for c in range(4):
        body += cabinet(c)
    body += ['    <zone id="server-zone" routing="Full">', host("server", "100Gf", "      "), "    </zone>"]
    body += [link(f"uplink-{c}", "40Gbps", "25us", "SPLITDUPLEX", "    ") for c in range(4)]
    body += [link("link-server", "40Gbps", "25us", "SPLITDUPLEX", "    ")]
    for a, b in itertools.combinations(range(4), 2):
        body += [zone_route(f"cabinet-{a}", f"cabinet-{b}", f"cabinet-{a}-switch", f"cabinet-{b}-switch",
                            [(f"uplink-{a}", "UP"), (f"uplink-{b}", "DOWN")], "    ")]
    for c in range(4):
        body += [zone_route(f"cabinet-{c}", "server-zone", f"cabinet-{c}-switch", "server",
                            [(f"uplink-{c}", "UP"), ("link-server", "DOWN")], "    ")]
    return page(CABINETS_TEXT, body + ["  </zone>"])


# ---- wan_8_regions ----------------------------------------------------------------------------

HOSTS_PER_REGION = 4
REGIONS = ["oregon", "virginia", "ohio", "tokyo", "seoul", "london", "frankfurt", "ireland"]

# (round trip in ms, Gbit/s) of each pair of regions.
REGION_PAIRS = {
    ("oregon", "virginia"): (67, 0.79), ("oregon", "ohio"): (49, 1.10),
    ("oregon", "tokyo"): (96, 0.523), ("oregon", "seoul"): (124, 0.46),
    ("oregon", "london"): (136, 0.42), ("oregon", "frankfurt"): (143, 0.404),
    ("oregon", "ireland"): (124, 0.482), ("virginia", "ohio"): (11, 1.12),
    ("virginia", "tokyo"): (143, 0.524), ("virginia", "seoul"): (172, 0.500),
    ("virginia", "london"): (76, 1.16), ("virginia", "frankfurt"): (90, 1.02),
    ("virginia", "ireland"): (67, 1.05), ("ohio", "tokyo"): (130, 0.694),
    ("ohio", "seoul"): (159, 0.529), ("ohio", "london"): (86, 1.05),
    ("ohio", "frankfurt"): (99, 0.799), ("ohio", "ireland"): (77, 1.14),
    ("tokyo", "seoul"): (34, 1.10), ("tokyo", "london"): (210, 0.366),
    ("tokyo", "frankfurt"): (223, 0.36), ("tokyo", "ireland"): (199, 0.465),
    ("seoul", "london"): (238, 0.342), ("seoul", "frankfurt"): (235, 0.358),
    ("seoul", "ireland"): (228, 0.335), ("london", "frankfurt"): (14, 1.14),
    ("london", "ireland"): (12, 1.09), ("frankfurt", "ireland"): (24, 1.08),
}

REGIONS_TEXT = """
     Eight cloud regions with four workers each, oregon-0 to ireland-3, and one server in Ohio.

     Numbers: delays and bandwidths between AWS regions as tabulated by DT-FM (Yuan et al. 2022,
     "Decentralized Training of Foundation Models in Heterogeneous Environments"). The table's delays are
     of the size of measured round trips and are taken as ROUND TRIP: the latencies below are one way,
     half of the table's. Inside a region: 10 ms round trip, 2 Gbit/s. A host computes 5 Tflop/s
     (chosen: about a third of one V100's float32 peak).

     Links: oregon-virginia is the way between two regions; it is named in the order of the regions
     above it, and it is a FATPIPE: every flow has at most the table's bandwidth, flows do not slow each
     other, as measured between clouds, where parallel flows add up until the host's own link is full.
     link-oregon-0 is that own link (2 Gbit/s each way, no latency; full duplex, so SimGrid knows its
     directions as link-oregon-0_UP and link-oregon-0_DOWN), link-server the server's. lan-oregon is the way
     between two hosts of one region (5 ms one way, also a FATPIPE); it is not on the way to other regions,
     so that the latency between hosts of two regions is exactly half of the table's delay.
"""


def gbps(value):
    return f"{round(value * 1000):d}Mbps"


def region(name):
    hosts = [f"{name}-{n}" for n in range(HOSTS_PER_REGION)]
    if name == "ohio":
        hosts.append("server")
    links = {h: "link-server" if h == "server" else f"link-{h}" for h in hosts}
    body = [f'    <zone id="{name}" routing="Full">']
    body += [host(h, "5Tf", "      ") for h in hosts]
    body += [f'      <router id="{name}-gateway"/>']
    body += [link(links[h], "2Gbps", "0s", "SPLITDUPLEX", "      ") for h in hosts]
    body += [link(f"lan-{name}", "2Gbps", "5ms", "FATPIPE", "      ")]
    body += [route(h, f"{name}-gateway", [(links[h], "UP")], "      ") for h in hosts]
    body += [route(a, b, [(links[a], "UP"), f"lan-{name}", (links[b], "DOWN")], "      ")
             for a, b in itertools.combinations(hosts, 2)]
    return body + ["    </zone>"]


def wan_8_regions():
    body = ['  <zone id="world" routing="Full">']
    for name in REGIONS:
        body += region(name)
    pairs = list(itertools.combinations(REGIONS, 2))
    for a, b in pairs:
        round_trip_ms, bandwidth = REGION_PAIRS[a, b]
        body += [link(f"{a}-{b}", gbps(bandwidth), f"{round_trip_ms / 2:g}ms", "FATPIPE", "    ")]
    body += [zone_route(a, b, f"{a}-gateway", f"{b}-gateway", [f"{a}-{b}"], "    ") for a, b in pairs]
    return page(REGIONS_TEXT, body + ["  </zone>"])


# ---- wan_100 ----------------------------------------------------------------------------------

CLIENTS = 100
CLIENT_SEED = 1

CLIENTS_TEXT = f"""
     Federated clients at the edge: client-0 to client-{CLIENTS - 1}, phones and laptops of differing speed
     behind last-mile links, and one server in a data centre.

     Numbers: drawn once, from seed {CLIENT_SEED} (see make_platforms.py), of plausible size, not measured.
     Speed: lognormal, median 10 Gflop/s, sigma 0.8. Downlink: lognormal, median 40 Mbit/s,
     sigma 0.6, and the uplink a quarter of it (median 10 Mbit/s), as access lines are. Latency of the
     last mile: uniform from 10 to 80 ms one way, the same both ways. The server computes
     1 Tflop/s and is 1 ms from the internet by a 10 Gbit/s link, which all clients share.

     Links: uplink-N carries what client-N sends, downlink-N what it receives. link-server is full duplex
     (SPLITDUPLEX): SimGrid knows its directions as link-server_UP (what the server sends) and
     link-server_DOWN.

     Routing: Floyd finds client, internet, server, and client, internet, client too.
"""


def three_digits(value):
    return f"{float(f'{value:.3g}'):g}"


class Draws:
    """Uniform and lognormal draws. Through the inverse distribution function: one uniform number each."""

    def __init__(self, seed):
        self.generator = random.Random(seed)

    def uniform(self, low, high):
        return low + (high - low) * self.generator.random()

    def lognormal(self, median, sigma):
        u = min(max(self.generator.random(), 1e-12), 1 - 1e-12)
        return median * math.exp(sigma * statistics.NormalDist().inv_cdf(u))


def wan_100():
    draws = Draws(CLIENT_SEED)
    hosts, links, routes = [], [], []
    for n in range(CLIENTS):
        speed = draws.lognormal(10, 0.8)
        down = draws.lognormal(40, 0.6)
        latency = three_digits(draws.uniform(10, 80)) + "ms"
        hosts += [host(f"client-{n}", three_digits(speed) + "Gf", "    ")]
        links += [link(f"uplink-{n}", three_digits(down / 4) + "Mbps", latency, "SHARED", "    "),
                  link(f"downlink-{n}", three_digits(down) + "Mbps", latency, "SHARED", "    ")]
        routes += [route(f"client-{n}", "internet", [f"uplink-{n}"], "    ", one_way=True),
                   route("internet", f"client-{n}", [f"downlink-{n}"], "    ", one_way=True)]
    body = ['  <zone id="edge" routing="Floyd">'] + hosts
    body += [host("server", "1Tf", "    "), '    <router id="internet"/>'] + links
    body += [link("link-server", "10Gbps", "1ms", "SPLITDUPLEX", "    ")] + routes
    body += [route("server", "internet", [("link-server", "UP")], "    "), "  </zone>"]
    return page(CLIENTS_TEXT, body)


FILES = {
    "cabinets_4x8.xml": cabinets_4x8,
    "cluster_16.xml": cluster_16,
    "wan_100.xml": wan_100,
    "wan_8_regions.xml": wan_8_regions,
}


def stale():
    """The files whose text on disk is not what this script writes."""
    return [name for name, make in FILES.items()
            if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != make()]


def main(arguments):
    if arguments == ["--check"]:
        for name in stale():
            print(f"{name}: differs from what make_platforms.py writes", file=sys.stderr)
        return 1 if stale() else 0
    if arguments:
        print("usage: make_platforms.py [--check]", file=sys.stderr)
        return 2
    for name, make in FILES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
