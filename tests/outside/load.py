"""Load on the mock, signatures checked, beside Prism on the same document.

    python tests/outside/load.py speed  COUNTERSIGN PRISM [ROUNDS [SECONDS]]
    python tests/outside/load.py memory COUNTERSIGN [SECONDS]

COUNTERSIGN and PRISM (of `@stoplight/prism-cli`) are the programs; `wrk` has to be installed. `speed`
sends requests that were signed before, each with its own nonce, to both in turns, and gives requests
a second, CPU time a request, and the ratios; Prism checks no signatures. `memory` signs as fast as the
mock takes it and gives its resident memory every ten seconds. Anything but a 200 is a failure.
"""

import hashlib
import hmac
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = os.path.join(HERE, "../../spec/onchainpay.yaml")
TARGET = "/partner/api/create-api-keys"
PUBLIC_KEY, SECRET = "load", "secret-of-the-load"
MEMBERS = '"userId":"7376bfd8-2e53-4832-8445-50095093b5c2","organizationId":"23fd734d-df33-4c6a-964c-55fba0c235ee","alias":"load"'
CONNECTIONS = 16
MOST_A_SECOND = 60_000


class Server:
    """A program that serves the document, until the block ends."""

    def __init__(self, command, port):
        self.port = port
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.said)

    def __enter__(self):
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"nothing listens on {self.port}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def cpu(self):
        """Seconds of the process and its threads."""
        if self.process.poll() is not None:
            self.said.seek(0)
            raise SystemExit(f"the server on {self.port} ended:\n{self.said.read()}")
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self):
        """Megabytes."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def mock(program, port):
    credentials = {"public_key": PUBLIC_KEY, "secret": SECRET}
    command = [program, "mock", DOCUMENT, "--port", str(port)]
    for name, text in credentials.items():
        command += ["--credential", f"partner.{name}={text}"]
    return Server(command, port)


def prism(program, port):
    return Server([program, "mock", "-v", "silent", "--port", str(port), DOCUMENT], port)


def signed(first, count):
    """Lines for `load.lua`, with nonces from `first` on."""
    key = SECRET.encode()
    for nonce in range(first, first + count):
        body = f'{{{MEMBERS},"nonce":{nonce}}}'
        signature = hmac.digest(key, body.encode(), hashlib.sha256).hex()
        yield f"{signature}\t{body}\n"


def wrk(port, path, seconds):
    environment = {**os.environ, "SIGNED": path, "TARGET": TARGET, "PUBLIC_KEY": PUBLIC_KEY}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", os.path.join(HERE, "load.lua")]
    command.append(f"http://127.0.0.1:{port}")
    report = subprocess.run(command, env=environment, capture_output=True, text=True)
    if report.returncode != 0 or "Non-2xx" in report.stdout or "Socket errors" in report.stdout:
        raise SystemExit(report.stdout + report.stderr)
    return int(re.search(r"(\d+) requests in", report.stdout)[1])


def speed(countersign, prism_program, rounds=3, seconds=10):
    rounds, seconds, nonce, path = int(rounds), int(seconds), int(time.time() * 1e6), None
    rates = {"countersign": [], "prism": []}
    costs = {"countersign": [], "prism": []}
    with mock(countersign, 4810) as one, prism(prism_program, 4811) as two:
        for number in range(rounds + 1):
            for name, server in (("countersign", one), ("prism", two)):
                # The first round warms both up.
                length = seconds if number else 2
                count = (MOST_A_SECOND if name == "countersign" else MOST_A_SECOND // 10) * length
                with tempfile.NamedTemporaryFile("w", prefix="signed-") as file:
                    file.writelines(signed(nonce, count))
                    file.flush()
                    nonce += count
                    before, started = server.cpu(), time.time()
                    requests = wrk(server.port, file.name, length)
                    took = time.time() - started
                    cost = (server.cpu() - before) / requests * 1e6
                if number:
                    rates[name].append(requests / took)
                    costs[name].append(cost)
                    print(f"round {number}: {name} {requests / took:.0f} requests/s, {cost:.1f} µs CPU a request, {server.resident():.0f} MB", flush=True)
    rate = {name: statistics.median(values) for name, values in rates.items()}
    cost = {name: statistics.median(values) for name, values in costs.items()}
    print(f"medians: {rate['countersign']:.0f} and {rate['prism']:.0f} requests/s, ratio {rate['countersign'] / rate['prism']:.1f}")
    print(f"medians: {cost['countersign']:.1f} and {cost['prism']:.1f} µs CPU a request, ratio {cost['prism'] / cost['countersign']:.1f}")


def memory(countersign, seconds=300):
    seconds = int(seconds)
    with tempfile.TemporaryDirectory() as folder, mock(countersign, 4812) as server:
        pipe = os.path.join(folder, "signed")
        os.mkfifo(pipe)
        threading.Thread(target=feed, args=(pipe,), daemon=True).start()
        total = []
        load = threading.Thread(target=lambda: total.append(wrk(4812, pipe, seconds)))
        load.start()
        started = time.time()
        while load.is_alive():
            print(f"{time.time() - started:4.0f} s: {server.resident():.1f} MB", flush=True)
            load.join(10)
    if not total:
        raise SystemExit("the load ended early")
    print(f"{total[0]} requests, each a 200")


def feed(pipe):
    try:
        with open(pipe, "w") as file:
            file.writelines(signed(int(time.time() * 1e6), 10**12))
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    {"speed": speed, "memory": memory}[sys.argv[1]](*sys.argv[2:])
