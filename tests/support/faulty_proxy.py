#!/usr/bin/env python3
"""Stands between nodes and a control plane and spoils what passes: faulty_proxy.py HOST PORT prints its own port, then
takes one word a line from standard input and answers "ok":
  pass | cut (connections are closed and refused) | stall (nothing passes, nothing is closed)
  up (only what clients send passes) | down (only what the server sends passes)
  slow (8 kbit/s each way)
Ends with its standard input."""
import os
import socket
import sys
import threading
import time

SLOW_BYTES_PER_SECOND = 1000
mode = "pass"
changed = threading.Condition()
open_sockets = set()


def wait_until_passes(direction):
    with changed:
        changed.wait_for(lambda: mode in ("pass", "slow", "cut", direction))


def pump(source, target, direction):
    try:
        while True:
            data = source.recv(250 if mode == "slow" else 65536)
            wait_until_passes(direction)
            if not data or mode == "cut":
                break
            target.sendall(data)
            if mode == "slow":
                time.sleep(len(data) / SLOW_BYTES_PER_SECOND)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(listener, address):
    while True:
        client, _ = listener.accept()
        if mode == "cut":
            client.close()
            continue
        try:
            server = socket.create_connection(address, 5)
        except OSError:
            client.close()
            continue
        with changed:
            open_sockets.update((client, server))
        threading.Thread(target=pump, args=(client, server, "up"), daemon=True).start()
        threading.Thread(target=pump, args=(server, client, "down"), daemon=True).start()


def main():
    global mode
    listener = socket.create_server((sys.argv[1], 0))
    threading.Thread(target=serve, args=(listener, (sys.argv[1], int(sys.argv[2]))), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    for line in sys.stdin:
        with changed:
            mode = line.strip()
            if mode == "cut":
                for one in open_sockets:
                    try:
                        one.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
                open_sockets.clear()
            changed.notify_all()
        print("ok", flush=True)
    os._exit(0)


main()
