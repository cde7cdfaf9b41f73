"""What of a document is in its crate: operations, parameters, bodies, responses, and schemas that became free JSON.

Reads the documents as they came and the sources as they are, and knows nothing of what lies between:

    coverage.py COUNTERSIGN FOLDER [DOCUMENT...]

generates a crate of each document of FOLDER (all, if none is named) with the program COUNTERSIGN. An operation is
found by the method and path at the head of a file, a parameter by its name in that file, a body and a response by
what the file says of them. A schema is free if a field is a `Value` or `RawJson`, or a list or map of them, though
the document says more. Exit 1 if more than one in a hundred is.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

METHODS = "get put post delete options head patch trace query".split()
FREE = re.compile(r"\b(Value|RawJson)\b")


def load(path):
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Times and the like stay the texts that they are.
    kept = {key: [it for it in rules if "timestamp" not in it[0]] for key, rules in loader.yaml_implicit_resolvers.items()}
    return yaml.load(text, type("Plain", (loader,), {"yaml_implicit_resolvers": kept}))


def resolve(root, pointer):
    node = root
    for part in pointer.lstrip("#").split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(part)] if isinstance(node, list) else node[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return node


def follow(root, node, depth=0):
    while isinstance(node, dict) and isinstance(node.get("$ref"), str) and depth < 20:
        node = resolve(root, node["$ref"]) if node["$ref"].startswith("#") else {}
        depth += 1
    return node if isinstance(node, dict) else {}


def says_more(root, schema, depth=0):
    """Whether a schema says what a value looks like."""
    schema = follow(root, schema)
    if depth > 6:
        return False
    types = schema.get("type")
    types = [it for it in (types if isinstance(types, list) else [types]) if it not in (None, "null")]
    if schema.get("properties") or any(isinstance(it, (str, int, float, bool)) for it in schema.get("enum") or []):
        return True
    if any(it in ("string", "integer", "number", "boolean") for it in types):
        return True
    inside = [schema.get("items"), schema.get("additionalProperties")]
    inside += schema.get("prefixItems") or []
    inside += [it for key in ("allOf", "oneOf", "anyOf") for it in schema.get(key) or []]
    return any(isinstance(it, dict) and says_more(root, it, depth + 1) for it in inside)


def sources(folder):
    files = {}
    for path in sorted(folder.rglob("src/**/*.rs")):
        if "support" not in path.parts and "blocking" not in path.parts:
            files[path.relative_to(folder).as_posix()] = path.read_text()
    return files


def fields(text):
    """The fields of the types of a file: the place of the schema, the name on the wire and the type in Rust."""
    pattern = r"/// Source: `(#[^\n]*)`\.\n(?:#\[[^\n]*\n|    [a-z:]+[^\n]*\n|\)\]\n)*pub struct (\w+) \{\n(.*?)\n\}"
    for pointer, name, body in re.findall(pattern, text, re.S):
        table = re.search(r"json::\w+! \{ %s \{\n(.*?)\n\} \}" % name, text, re.S)
        wires = dict(re.findall(r'(\w+): ("(?:[^"\\]|\\.)*")', table.group(1))) if table else {}
        for field, kind in re.findall(r"^    pub (\w+): (.*),$", body, re.M):
            if field in wires:
                yield pointer, json.loads(wires[field].replace("\\u{", "\\u").replace("\\'", "'")), kind


def members(root, schema, name, depth=0):
    """What the document says of a member, in all the schemas that an object is made of."""
    schema = follow(root, schema)
    found = []
    if name in (schema.get("properties") or {}):
        found.append(schema["properties"][name])
    for key in ("allOf", "oneOf", "anyOf"):
        if depth < 6:
            for part in schema.get(key) or []:
                found += members(root, part, name, depth + 1)
    return found


def count(root, folder, total, odd):
    files = sources(folder)
    heads = {}
    for path, text in files.items():
        for method, route in re.findall(r"^//! `([A-Z]+) ([^`]*)`$", text, re.M):
            heads[method, route] = text
    for route, item in (root.get("paths") or {}).items():
        item = follow(root, item)
        for method in METHODS:
            if isinstance(item.get(method), dict):
                text = heads.get((method.upper(), route))
                operation(root, item, method.upper(), route, text, total, odd)
    for text in files.values():
        for pointer, wire, kind in fields(text):
            schema = follow(root, resolve(root, pointer))
            if "responses" in schema:
                schema = follow(root, schema.get("requestBody"))
                schema = next((it.get("schema") for key, it in (schema.get("content") or {}).items() if "json" in key), {})
            said = [it for it in members(root, schema, wire) if says_more(root, it)]
            total["members"] += 1
            if said and FREE.search(kind):
                total["free though more is said"] += 1
                odd.append(f"free: {pointer} `{wire}` is {kind}: {json.dumps(said[0])[:120]}")


def operation(root, item, method, route, text, total, odd):
    here = item[method.lower()]
    total["operations"] += 1
    if text is None:
        odd.append(f"no operation {method} {route}")
        return
    total["operations found"] += 1
    for parameter in {(follow(root, it).get("name"), follow(root, it).get("in")) for it in (item.get("parameters") or []) + (here.get("parameters") or [])}:
        name, place = parameter
        if not isinstance(name, str) or place == "header" and name.lower() in ("accept", "content-type", "authorization"):
            continue
        total["parameters"] += 1
        if json.dumps(name) in text or json.dumps(name.lower()) in text or "{%s}" % name in text:
            total["parameters sent"] += 1
        else:
            odd.append(f"no parameter {name} in {place} of {method} {route}")
    body = follow(root, here.get("requestBody"))
    typed("bodies", root, body, r"pub body: (?:Option<)?(?:Value|RawJson|Vec<u8>|Bytes)\b", text, total, odd, f"{method} {route}")
    responses = [it for status, it in (here.get("responses") or {}).items() if str(status)[:1] == "2"]
    for response in [follow(root, it) for it in responses][:1]:
        typed("responses", root, response, r"type Output = (?:Option<)?(?:Value|RawJson|Vec<u8>|Bytes)\b", text, total, odd, f"{method} {route}")


def typed(what, root, holder, free, text, total, odd, where):
    schemas = [it.get("schema") for key, it in (holder.get("content") or {}).items() if "json" in key and isinstance(it, dict)]
    if not any(says_more(root, it) for it in schemas if it):
        return
    total[what] += 1
    if re.search(free, text):
        odd.append(f"free {what}: {where}")
    else:
        total[what + " typed"] += 1


def main():
    program, folder, *names = sys.argv[1:]
    documents = sorted(it for it in pathlib.Path(folder).iterdir() if it.suffix in (".json", ".yaml") and (not names or it.name in names))
    if not documents:
        sys.exit("no documents")
    total = collections.Counter()
    for path in documents:
        with tempfile.TemporaryDirectory() as out:
            ran = subprocess.run([program, "generate", path, "--out", out + "/crate", "--name", "crate-of-it"], capture_output=True, text=True)
            odd = []
            if ran.returncode:
                odd.append("no crate: " + ran.stderr.strip().splitlines()[-1][:200])
            total["documents"] += 1
            try:
                count(load(path), pathlib.Path(out) / "crate", total, odd)
            except RecursionError:
                odd.append("too deep to look at")
            for line in odd[:20]:
                print(f"{path.name}: {line}")
    for key, number in sorted(total.items()):
        print(f"{number:8} {key}")
    share = total["free though more is said"] / max(total["members"], 1)
    print(f"{share:.3%} of members are free though the document says more")
    sys.exit(share >= 0.01)


main()
