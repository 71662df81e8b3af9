#!/usr/bin/env python3
"""A switch that hands each frame on a while after it came: latency without netem in the kernel.

    delaying_switch.py SECONDS PORT...

Frames keep the kernel's header for large segments and unfinished checksums (virtio_net_hdr). What a
port's queue does not take is lost, as in any switch. In Python: good for 50 Mbit/s a port.
"""

import collections
import select
import socket
import sys
import time

# Of linux/if_packet.h and asm-generic/socket.h; Python's socket has no names for them.
SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
ETH_P_ALL = 3
LARGEST_FRAME_BYTES = 1 << 17
# Larger than a port's queue, so that it is tbf that drops, and not this socket that has no room.
SOCKET_BYTES = 1 << 24
# Behind the 10 bytes of virtio_net_hdr.
DESTINATION, SOURCE = slice(10, 16), slice(16, 22)


def open_port(name):
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    port.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    port.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    port.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BYTES)
    port.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BYTES)
    port.bind((name, 0))
    port.setblocking(False)
    return port


def frames(port):
    """What has come in."""
    try:
        while True:
            yield port.recv(LARGEST_FRAME_BYTES)
    except BlockingIOError:
        pass


def hand_on(frame, ports):
    for port in ports:
        try:
            port.send(frame)
        except OSError:  # its queue is full
            pass


def main():
    delay_s = float(sys.argv[1])
    ports = [open_port(name) for name in sys.argv[2:]]
    port_of = {}  # by hardware address, learnt from what comes
    waiting = collections.deque()
    while True:
        left_s = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        for port in select.select(ports, [], [], left_s)[0]:
            for frame in frames(port):
                port_of[frame[SOURCE]] = port
                waiting.append((time.monotonic() + delay_s, frame, port))
        while waiting and waiting[0][0] <= time.monotonic():
            _, frame, origin = waiting.popleft()
            known = port_of.get(frame[DESTINATION])
            hand_on(frame, [known] if known else [port for port in ports if port is not origin])


if __name__ == "__main__":
    main()
