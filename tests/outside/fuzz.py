"""Schemathesis against the mock, without and with credentials.

    python tests/outside/fuzz.py COUNTERSIGN DOCUMENT [OPTION OF SCHEMATHESIS …]

COUNTERSIGN is the program. Says what came back, by the mock's own log, and exits with 1 if the mock
ended, took too long, gave a status of its own from 500 on, or if fewer than nine in ten of the
requests with credentials were let in. What Schemathesis has to say stands in its own output.
"""

import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# Refusals of the mock have statuses that few documents name, and it is lenient on purpose.
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance,response_headers_conformance,unsupported_method,allow_header_conformance"
# What a caller is refused for before anyone looks at what else it sent.
CALLER = (401,)


def main():
    program, document, *options = sys.argv[1:]
    if shutil.which("schemathesis") is None:
        print("skipped: schemathesis is not installed (pip install schemathesis)")
        return 0
    good = True
    for with_credentials in (False, True):
        good = run(program, document, options, with_credentials) and good
    return 0 if good else 1


def run(program, document, options, with_credentials):
    title = "with" if with_credentials else "without"
    print(f"\n== {document}, {title} credentials", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        log, errors = os.path.join(folder, "log"), os.path.join(folder, "errors")
        mock = subprocess.Popen(
            [program, "mock", document, "--port", "0", "--json"],
            stdout=open(log, "w"),
            stderr=open(errors, "w"),
        )
        try:
            ready = wait_for_ready(mock, log)
            code = attack(document, options, ready, with_credentials, folder)
            alive = mock.poll() is None
        finally:
            mock.terminate()
            ended = mock.wait(timeout=30)
        entries = [json.loads(line) for line in open(log)][1:]
        panicked = "panicked" in open(errors).read()
    print(f"schemathesis ended with {code}, the mock with {ended}")
    return judge(entries, with_credentials) and alive and not panicked and ended == 0


def wait_for_ready(mock, log):
    while mock.poll() is None:
        line = open(log).readline()
        if line.endswith("\n"):
            return json.loads(line)
    raise SystemExit("the mock did not start")


def attack(document, options, ready, with_credentials, folder):
    environment = dict(os.environ)
    if with_credentials:
        environment["SCHEMATHESIS_HOOKS"] = os.path.join(HERE, "signing_hook.py")
        environment["COUNTERSIGN_VARIABLES"] = json.dumps(ready["variables"])
    command = ["schemathesis", "run", document, "--url", ready["url"], "--checks", CHECKS]
    command += ["--request-timeout", "10", "--no-color", *options]
    return subprocess.run(command, env=environment, cwd=folder).returncode


def judge(entries, with_credentials):
    statuses = collections.Counter(entry["status"] for entry in entries)
    codes = collections.Counter(entry["code"] for entry in entries if entry["code"])
    slowest = max((entry["micros"] for entry in entries), default=0)
    # Requests to operations; others never came to a caller's credentials.
    asked = [entry for entry in entries if entry["operation"]]
    let_in = sum(entry["status"] not in CALLER for entry in asked)
    own = sum(entry["status"] >= 500 and entry["code"] is not None for entry in entries)
    print(f"{len(entries)} requests, {len(asked)} to operations, {let_in} of them let in")
    print("statuses:", ", ".join(f"{status} x {count}" for status, count in sorted(statuses.items())))
    print("refusals:", ", ".join(f"{code} x {count}" for code, count in codes.most_common()))
    print(f"the slowest took {slowest / 1000:.1f} ms; {own} refusals from 500 on")
    enough = not with_credentials or let_in * 10 >= len(asked) * 9
    return own == 0 and enough


if __name__ == "__main__":
    sys.exit(main())
