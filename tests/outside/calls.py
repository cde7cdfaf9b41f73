#!/usr/bin/env python3
"""What it costs to build a program that calls every operation of a document and reads every response.

    python3 tests/outside/calls.py BENCH WORK TOOL DOCUMENT... [--set KEY=VALUE]... [--debug 0,2] [--rounds 1]

Generates a crate with the generator TOOL, an entry of `tools.json` in the folder BENCH, and writes a program of one
function an operation: each makes its arguments of nothing, awaits the call and takes the response. The program is
never run. Crate and program are then built as `cargo build` does it, dependencies built before and nothing kept of
earlier builds (`CARGO_INCREMENTAL=0`). Prints a row a document and kind of debug information: CPU seconds (user and
system, of all processes, the best of the rounds) and megabytes of the largest process, of the crate, of the program,
and of both. Nothing but the versions of the dependencies, and these built, stays in WORK from one document to the next.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

COLUMNS = "tool document operations debug crate_s crate_mb program_s program_mb both_s both_mb note"

MAIN = """#![allow(warnings)]
use std::future::Future;
use std::hint::black_box;
use std::pin::{{Pin, pin}};
use std::task::{{Context, Waker}};

fn any<T>() -> T {{
    unimplemented!()
}}

fn take<T, E>(result: Result<T, E>) {{
    if let Ok(response) = result {{
        black_box(response);
    }}
}}

fn poll(call: Pin<&mut dyn Future<Output = ()>>) {{
    let _ = call.poll(&mut Context::from_waker(Waker::noop()));
}}

fn main() {{
    let client: {client} = {made};
    for call in CALLS {{
        if std::env::args().count() > 99 {{
            call(&client);
        }}
    }}
}}

static CALLS: &[fn(&{client})] = &[{names}];
"""

CALL = """
fn call{number}(client: &{client}) {{
    poll(pin!(async {{ take(client{handle}.{method}({arguments}).await) }}))
}}
"""


class Tool:
    """How crates of a generator are called."""

    files = "src/client.rs"
    client = r"impl (\w+) \{\n    /// Create a client"
    made = "{krate}::{client}::new()"

    def handle(self, krate, text, before):
        """How the client leads to a method, given what stands before it; `None` if it does not."""
        return ""

    def taken(self, parameters):
        """The parameters that a caller gives; none if it is no method."""
        return parameters[1:] if re.fullmatch(r"&?self", parameters[0]) else None


class Ploidy(Tool):
    files = "src/client/*.rs"
    client = None
    made = '{krate}::Client::new("https://localhost").unwrap()'


class Ours(Tool):
    files = "src/*.rs"
    client = None
    made = "{krate}::Client::builder().build().unwrap()"

    def handle(self, krate, text, before):
        way = re.findall(r"^    pub struct \w+ = (\w+);$", before, re.M)
        return f".{way[-1]}()" if way else None

    def taken(self, parameters):
        return [parameter for parameter in parameters if ":" in parameter]


TOOLS = {"oas3-gen": Tool, "ploidy": Ploidy}


def split(text):
    """The parts of a list that ends with the first bracket that it does not open."""
    parts, depth, begin = [], 0, 0
    for at, sign in enumerate(text):
        arrow = sign == ">" and text[at - 1] == "-"
        if depth == 0 and sign in ",)":
            parts.append(text[begin:at])
            begin = at + 1
            if sign == ")":
                break
        depth += (sign in "(<[") - (sign in ")>]" and not arrow)
    return [" ".join(part.split()) for part in parts if part.strip()]


def argument(parameter, krate):
    """An expression for a parameter; its type is inferred where it has one."""
    kind = parameter.split(":", 1)[1].strip()
    stand_in = re.fullmatch(r"impl Into<(.*?),? ?>", kind)
    if stand_in:
        kind = re.sub(r"\bcrate::", f"{krate}::", stand_in[1])
        return f"any::<{kind.replace('::ploidy_util', krate + '::util')}>()"
    if re.match(r"&(str\b|\[|dyn )", kind) or not kind.startswith("&"):
        return "any()"
    return "&any()"


def calls(tool, folder, krate):
    """The way to each method, its name and its arguments."""
    for path in sorted(folder.glob(tool.files)):
        text = path.read_text()
        for found in re.finditer(r"^ +pub async fn (\w+)\s*\(", text, re.M):
            parameters = split(text[found.end() :])
            handle = tool.handle(krate, text, text[: found.start()])
            taken = tool.taken(parameters)
            if handle is not None and taken is not None:
                arguments = ", ".join(argument(parameter, krate) for parameter in taken)
                yield handle, found[1], arguments


def program(tool, folder, krate):
    """The program's text, and how many operations it calls."""
    name = "Client"
    if tool.client:
        name = re.search(tool.client, (folder / "src/client.rs").read_text())[1]
    client = f"{krate}::{name}"
    functions = [
        CALL.format(number=number, client=client, handle=handle, method=method, arguments=arguments)
        for number, (handle, method, arguments) in enumerate(calls(tool, folder, krate))
    ]
    names = ", ".join(f"call{number}" for number in range(len(functions)))
    made = tool.made.format(krate=krate, client=name)
    return MAIN.format(client=client, made=made, names=names) + "".join(functions), len(functions)


class Scene:
    """A workspace of a generator's crate and the program; its lock file and dependencies outlast documents."""

    def __init__(self, arguments, entry):
        self.bench, self.entry = arguments.bench.resolve(), entry
        self.folder = arguments.work.resolve() / arguments.tool
        self.folder.mkdir(parents=True, exist_ok=True)
        self.places = dict(pair.split("=", 1) for pair in arguments.set)
        self.places["bench"] = str(self.bench)
        lock, known = self.folder / "Cargo.lock", self.bench / "warm" / f"{arguments.tool}.lock"
        if known.exists() and not lock.exists():
            shutil.copyfile(known, lock)

    def generate(self, document):
        """Writes the crate and gives its name, or what went wrong."""
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != "target":
                shutil.rmtree(old)
        name = "c_" + re.sub(r"[^a-z0-9]+", "_", document.stem.lower()).strip("_")
        self.krate = self.folder / name
        values = dict(self.places, spec=str(document.resolve()), out=str(self.krate), name=name)
        command = [word.format(**values) for word in shlex.split(self.entry["gen"])]
        environment = dict(os.environ, **self.entry.get("env", {}))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return None if done.returncode == 0 and (self.krate / "src/lib.rs").exists() else "generation fails"

    def write(self, tool):
        """Writes workspace and program, and gives how many operations are called."""
        manifest = (self.krate / "Cargo.toml").read_text()
        self.package = re.search(r'^name = "([^"]+)"', manifest, re.M)[1]
        krate = self.package.replace("-", "_")
        text, count = program(tool, self.krate, krate)
        members = f'members = ["{self.krate.name}", "calls"]\nresolver = "3"\n'
        (self.folder / "Cargo.toml").write_text(f"[workspace]\n{members}")
        sources = self.folder / "calls" / "src"
        sources.mkdir(parents=True)
        (sources / "main.rs").write_text(text)
        head = '[package]\nname = "calls"\nversion = "0.0.0"\nedition = "2024"\n'
        path = f'{self.package} = {{ path = "../{self.krate.name}" }}\n'
        (self.folder / "calls" / "Cargo.toml").write_text(f"{head}\n[dependencies]\n{path}")
        return count

    def cargo(self, debug, package):
        """Builds a package; gives seconds, megabytes, and what cargo said if it failed or built anything else."""
        environment = dict(
            os.environ,
            CARGO_TARGET_DIR=str(self.folder / "target"),
            CARGO_INCREMENTAL="0",
            CARGO_TERM_COLOR="never",
            CARGO_PROFILE_DEV_DEBUG=str(debug),
        )
        environment.pop("RUSTFLAGS", None)
        command = ["cargo", "build", "--package", package, "--message-format", "short"]
        log = self.folder / "cargo.log"
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=output, stderr=output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        said = log.read_text()
        others = [line for line in said.splitlines() if re.match(r" *Compiling (?!%s )" % package, line)]
        trouble = None if process.returncode == 0 and not others else said
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, trouble

    def dependencies(self, debug):
        """Builds what the crate depends on, with nothing in crate and program."""
        roots = [self.krate / "src/lib.rs", self.folder / "calls/src/main.rs"]
        for root, text in zip(roots, ("", "fn main() {}\n")):
            root.rename(root.with_suffix(".kept"))
            root.write_text(text)
        self.cargo(debug, "calls")
        for root in roots:
            root.with_suffix(".kept").replace(root)

    def measure(self, debug):
        """The costs of crate and program, or what went wrong."""
        costs = []
        for root, package in ((self.krate / "src/lib.rs", self.package), (self.folder / "calls/src/main.rs", "calls")):
            os.utime(root)
            *cost, trouble = self.cargo(debug, package)
            if trouble:
                errors = [line for line in trouble.splitlines() if "error" in line]
                return f"{package}: {len(errors)} lines of errors: {errors[0] if errors else trouble}"
            costs.append(cost)
        return costs


def row(scene, arguments, document):
    """Prints what a document costs, a row a kind of debug information."""
    head = [arguments.tool, document.name]
    trouble = scene.generate(document)
    count = 0 if trouble else scene.write(TOOLS.get(arguments.tool, Ours)())
    for debug in arguments.debug.split(","):
        figures, note = [""] * 6, trouble
        if not trouble:
            scene.dependencies(debug)
            rounds = [scene.measure(debug) for _ in range(arguments.rounds)]
            note = next((found for found in rounds if isinstance(found, str)), None)
        if not note:
            best = [[min(values) for values in zip(*package)] for package in zip(*rounds)]
            both = [best[0][0] + best[1][0], max(best[0][1], best[1][1])]
            figures = [f"{value:.{digits}f}" for pair in (*best, both) for value, digits in zip(pair, (2, 0))]
        line = [*head, count, debug, *figures, (note or "")[:300]]
        print("\t".join(re.sub(r"\s+", " ", str(value)) for value in line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("tool")
    parser.add_argument("document", type=pathlib.Path, nargs="+")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--debug", default="0,2", help="values of `profile.dev.debug`; 2 is cargo's own")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    entry = json.loads((arguments.bench / "tools.json").read_text())[arguments.tool]
    scene = Scene(arguments, entry)
    print(COLUMNS.replace(" ", "\t"))
    for document in arguments.document:
        row(scene, arguments, document)


if __name__ == "__main__":
    sys.exit(main())
