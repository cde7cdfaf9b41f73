"""What of a document is in its crate: operations, parameters, bodies, responses, and schemas that became free JSON.

Reads the documents as they came and the sources as they are, and knows nothing of what lies between:

    coverage.py COUNTERSIGN FOLDER [DOCUMENT...]

generates a crate of each document of FOLDER (all, if none is named) with the program COUNTERSIGN. An operation is
found by the method and path of what its file sends, a parameter by its name in there. From the types
of its body and responses on, types and schemas are walked side by side, and whatever stands in a field, a list, a
map or a variant is a place. A place is free if it is a `Value` or `RawJson` though the document says more. Exit 1 if
more than one in a hundred is.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

# Schemas are walked as deep as they refer to each other.
sys.setrecursionlimit(50_000)
NOTHING = {}
METHODS = "get put post delete options head patch trace query".split()
BYTES = ("Vec<u8>", "Bytes", "BinaryBody")
TRANSPARENT = re.compile(r"^(?:Option|Box|Nullable)<(.*)>$")


# The document.


def load(path):
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Times and the like stay the texts that they are.
    kept = {key: [it for it in rules if "timestamp" not in it[0]] for key, rules in loader.yaml_implicit_resolvers.items()}
    return yaml.load(text, type("Plain", (loader,), {"yaml_implicit_resolvers": kept}))


def types_of(schema):
    """The types of JSON that a schema names, but for `null`."""
    types = schema.get("type")
    return [it for it in (types if isinstance(types, list) else [types]) if it not in (None, "null")]


class Document:
    def __init__(self, root):
        self.root = root
        self.found = {}
        self.sayings = {}

    def follow(self, node):
        """What a node refers to, or the node."""
        for _ in range(20):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str) or set(node) & {"properties", "allOf"}:
                break
            node = self.resolve(node["$ref"])
        return node if isinstance(node, dict) else NOTHING

    def is_binary(self, schema):
        schema = self.follow(schema)
        return schema.get("type") == "string" and schema.get("format") == "binary"

    def resolve(self, reference):
        if reference not in self.found:
            node = self.root if reference.startswith("#") else None
            for part in reference.lstrip("#").split("/")[1:]:
                part = urllib.parse.unquote(part).replace("~1", "/").replace("~0", "~")
                try:
                    node = node[int(part)] if isinstance(node, list) else node[part]
                except (KeyError, IndexError, ValueError, TypeError):
                    node = None
            self.found[reference] = node
        return self.found[reference]

    def parts(self, schema):
        """A schema and all that it is made of; each once."""
        seen, todo, parts = set(), [schema], []
        while todo:
            schema = self.follow(todo.pop())
            if id(schema) not in seen:
                seen.add(id(schema))
                parts.append(schema)
                todo += [it for key in ("allOf", "oneOf", "anyOf") for it in schema.get(key) or [] if isinstance(it, dict)]
                if isinstance(schema.get("$ref"), str):
                    todo.append(self.resolve(schema["$ref"]))
        return parts

    def says_more(self, schema):
        """Whether a schema says what a value looks like; one with an alternative that can be anything does not."""
        schema = self.follow(schema)
        if id(schema) not in self.sayings:
            self.sayings[id(schema)] = False
            self.sayings[id(schema)] = self.says(schema)
        return self.sayings[id(schema)]

    def is_impossible(self, schema):
        """Whether no value fits: parts of an `allOf` are of types that have none in common."""
        types = [set(types_of(self.follow(it))) for it in schema.get("allOf") or []]
        # A whole number is a number.
        types = [it | ({"integer"} if "number" in it else set()) for it in types if it]
        return bool(types) and not set.intersection(*types)

    def says(self, schema):
        if self.is_impossible(schema):
            return False
        types = types_of(schema)
        if schema.get("properties") or any(isinstance(it, (str, int, float, bool)) for it in schema.get("enum") or []):
            return True
        if types and all(it in ("string", "integer", "number", "boolean") for it in types):
            return True
        inside = [schema.get("items"), schema.get("additionalProperties"), *(schema.get("prefixItems") or [])]
        inside += schema.get("allOf") or []
        choices = [it for key in ("oneOf", "anyOf") for it in schema.get(key) or [] if self.follow(it).get("type") != "null"]
        return any(self.says_more(it) for it in inside) or bool(choices) and all(self.says_more(it) for it in choices)

    def members(self, schemas, name):
        """What the document says of a member, in all that an object is made of."""
        parts = [part for schema in schemas for part in self.parts(schema)]
        return [it["properties"][name] for it in parts if name in (it.get("properties") or {})]

    def held(self, schemas, keys):
        """What lists or maps hold."""
        parts = [part for schema in schemas for part in self.parts(schema)]
        held = [it for part in parts for key in keys for it in [part.get(key)]]
        held += [it for part in parts for it in (part.get("patternProperties") or {}).values()]
        return [it for found in held for it in (found if isinstance(found, list) else [found]) if isinstance(it, dict)]

    def operations(self):
        for route, item in (self.root.get("paths") or {}).items():
            item = self.follow(item)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield method.upper(), route, item, item[method]

    def parameters(self, item, operation):
        both = [self.follow(it) for it in (item.get("parameters") or []) + (operation.get("parameters") or [])]
        unread = ("accept", "content-type", "authorization")
        named = {(it.get("name"), it.get("in")): it for it in both if isinstance(it.get("name"), str)}
        return [it for (name, place), it in named.items() if place != "header" or name.lower() not in unread]

    def schemas(self, holder):
        """The schemas of a body or a response, of those media types that can be typed."""
        for media_type, it in (self.follow(holder).get("content") or {}).items():
            if isinstance(it, dict) and isinstance(it.get("schema"), dict) and re.search("json|form", media_type):
                yield it["schema"]


# The crate.


def text_of(literal):
    """A literal of Rust as the text that it is."""
    simple = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda it: chr(int(it[1], 16)), literal[1:-1])
    return re.sub(r"\\(.)", lambda it: {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(it[1], it[1]), simple)


def escaped(path):
    return urllib.parse.quote(urllib.parse.unquote(path))


class Source:
    """A file: its types by name, each with its members (name on the wire and type) or its variants."""

    TYPE = re.compile(r"^( *)pub (struct|enum) (\w+) \{\n(.*?)\n\1\}", re.S | re.M)
    BARE = re.compile(r"^    pub (?:enum (\w+) \{.*\}|struct (\w+)(?:;| \{\}))$", re.M)
    ALIAS = re.compile(r"^pub type (\w+) =\s+(\w+::\w+);$", re.M)
    FIELD = re.compile(r'^ +(?:\.\.)?pub (\w+): (.*?)(?: as ("(?:[^"\\]|\\.)*"))?(?: = None(?: or null)?)?,$', re.M)
    VARIANT = re.compile(r"^ +(\w+)\(((?:[^()]|\(\))*)\)(?:: From\b.*| if .*| = \{.*)?,$", re.M)
    PART = re.compile(r'\.\w+\(\s*("(?:[^"\\]|\\.)*"),[^;]*?&?(?:self|body)\s*(?:\.body)?\.(\w+)')

    def __init__(self, text):
        self.text = text
        self.types = {}
        self.aliases = dict(self.ALIAS.findall(text))
        for names in self.BARE.findall(text):
            self.types["".join(names)] = []
        for _, kind, name, body in self.TYPE.findall(text):
            if kind == "struct":
                fields = self.FIELD.findall(body)
                self.types[name] = [(text_of(wire) if wire else it.removesuffix("_"), kind) for it, kind, wire in fields]
            else:
                self.types[name] = [(None, kind) for _, kind in self.VARIANT.findall(body)]

    def routes(self):
        """The path of each request, as the docs of the method have it that sends it."""
        line = r"^    /// `+ ?[A-Z]+ ([^`]*?) ?`.*\n(?:    (?:///|#).*\n)*    pub \w+ fn \w+\((?:\w+: )?&(\w+)\)"
        return {request: route for route, request in re.findall(line, self.text, re.M)}

    def requests(self, routes):
        """What the operation of this file sends: method, path, type and how it is sent and read."""
        found = re.search(r"^impl Operation for (\w+) \{(.*?)^\}", self.text, re.S | re.M)
        sent = found and re.search(r"OperationInfo::new\(\"(?:[^\"\\]|\\.)*\", Method::(\w+), (\"(?:[^\"\\]|\\.)*\")", found[2])
        if sent:
            # The docs tell operations apart that differ in a fragment, which nobody sends.
            for rank, route in enumerate([routes.get(found[1]), text_of(sent[2])]):
                if route and escaped(text_of(sent[2])) in (escaped(route), escaped(route.split("#")[0]), escaped(re.split("[?#]", route)[0])):
                    yield rank, (sent[1], route), (self, found[1], found[2])


# What a document repeats, below `types`.
REPEATED = ("choices.rs", "enums.rs", "objects.rs")


class Crate:
    def __init__(self, folder):
        self.files = {}
        self.shared = {}
        for path in sorted(folder.rglob("src/**/*.rs")):
            parts = path.relative_to(folder / "src").parts
            if parts[0] not in ("support", "blocking", "security"):
                source = Source(path.read_text())
                self.files["/".join(parts)] = source
                if parts[0] == "types":
                    self.shared.update({name: source for name in [*source.types, *source.aliases] if parts[-1] not in REPEATED})
        routes = {name.removesuffix(".rs"): source.routes() for name, source in self.files.items() if "/" not in name}
        found = [it for name, source in self.files.items() for it in source.requests(routes.get(name.split("/")[0], {}))]
        found.sort(key=lambda it: -it[0])
        self.requests = {key: request for _, key, request in found}


class Walk:
    """Types and schemas side by side."""

    def __init__(self, document, crate, total, odd):
        self.document, self.crate, self.total, self.odd = document, crate, total, odd
        self.seen = set()

    def place(self, schemas, kind, source, where, is_bytes_free=False):
        """Whether the type of a place says what the schemas say."""
        while inner := TRANSPARENT.match(kind):
            kind = inner[1]
        self.total["places"] += 1
        self.total["places that no value fits"] += any(self.document.is_impossible(self.document.follow(it)) for it in schemas)
        if kind in ("Value", "RawJson") or is_bytes_free and kind in BYTES:
            said = [it for it in schemas if self.document.says_more(it) and not (kind in BYTES and self.document.is_binary(it))]
            if said and len(said) == len(schemas):
                self.total["places free though more is said"] += 1
                self.odd.append(f"free: {where} is {kind}: {json.dumps(said[0])[:160]}")
                return False
        elif inner := re.match(r"^(?:Vec|BTreeSet)<(.*)>$", kind):
            if inner[1] != "u8":
                return self.place(self.document.held(schemas, ("items", "prefixItems")), inner[1], source, where + "[]")
        elif inner := re.match(r"^BTreeMap<String, (.*)>$", kind):
            return self.place(self.document.held(schemas, ("additionalProperties",)), inner[1], source, where + "{}")
        else:
            self.named(schemas, kind, source)
        return True

    def named(self, schemas, kind, source):
        while True:
            module, _, name = kind.rpartition("::")
            repeated = self.crate.files.get(f"types/{module}.rs") if module + ".rs" in REPEATED else None
            known = module == "" and (name in source.types or name in source.aliases)
            source = repeated or (source if known else self.crate.shared.get(name))
            if source is None or name not in source.types and name not in source.aliases:
                if module + ".rs" in REPEATED:
                    self.odd.append(f"no type {kind}")
                return
            if repeated or name not in source.aliases:
                break
            kind = source.aliases[name]
        # One type for all its places: each says something of its own.
        place = tuple(id(self.document.follow(it)) for it in schemas) if repeated else ()
        if (id(source), name, place) in self.seen:
            return
        self.seen.add((id(source), name, place))
        for wire, kind in source.types[name]:
            if wire is None:
                self.place(self.alternative(schemas, kind), kind, source, f"{name}::_")
            elif members := self.document.members(schemas, wire):
                self.place(members, kind, source, f"{name}.{wire}")

    def alternative(self, schemas, kind):
        """The one of a choice that a variant is for, where its type has the name of a component; else all."""
        for part in (part for schema in schemas for part in self.document.parts(schema)):
            for key in ("oneOf", "anyOf"):
                for it in part.get(key) or []:
                    name = it["$ref"].rsplit("/")[-1] if isinstance(it, dict) and isinstance(it.get("$ref"), str) else ""
                    if re.sub(r"[\W_]", "", name).lower() == kind.rpartition("::")[2].lower():
                        return [it]
        return schemas

    def operation(self, method, route, item, operation):
        self.total["operations"] += 1
        where = f"{method} {route}"
        if (method, route) not in self.crate.requests:
            self.odd.append(f"no operation {where}")
            return
        self.total["operations found"] += 1
        source, name, text = self.crate.requests[method, route]
        self.parameters(self.document.parameters(item, operation), source, name, text, where)
        if body := list(self.document.schemas(operation.get("requestBody"))):
            self.body(body, source, name, text, where)
        for status, response in (operation.get("responses") or {}).items():
            if schemas := list(self.document.schemas(response)):
                kind = type_of_status(source, name, text, str(status))
                self.holder("responses", schemas, kind, source, f"{status} of {where}")

    def parameters(self, parameters, source, name, text, where):
        encode = text.partition("fn encode")[2]
        sent = {text_of(wire): field for wire, field in Source.PART.findall(encode)}
        # A flag that is required has no field.
        sent |= {text_of(wire): "" for wire in re.findall(r'\.query_flag\(("(?:[^"\\]|\\.)*"), &true\)', encode)}
        sent |= {wire.lower(): field for wire, field in sent.items()}
        fields = {it: kind for it, kind, _ in Source.FIELD.findall(type_text(source, name))}
        for parameter in parameters:
            self.total["parameters"] += 1
            # A path may end with a query, which has the parameter under another name: `?q={query}`.
            pair = re.search(r"[?&]([^=&]*)=\{%s\}" % re.escape(parameter["name"]), where)
            wire = pair[1] if pair else parameter["name"]
            field = sent.get(wire, sent.get(wire.lower()))
            if field is None:
                self.odd.append(f"no parameter {parameter['name']} in {parameter.get('in')} of {where}")
                continue
            self.total["parameters sent"] += 1
            if field in fields and isinstance(parameter.get("schema"), dict):
                self.place([parameter["schema"]], fields[field], source, f"{parameter['name']} of {where}")

    def body(self, schemas, source, name, text, where):
        fields = {it: kind for it, kind, _ in Source.FIELD.findall(type_text(source, name))}
        wires = dict(source.types.get(name, []))
        flat = [wire for wire in wires if self.document.members(schemas, wire)]
        if re.search(r"&(?:self|body)\b(?:\.body)", text) and "body" in fields and "&self.body" in text:
            self.holder("bodies", schemas, fields["body"], source, f"body of {where}")
        elif any(self.document.says_more(it) for it in schemas):
            self.total["bodies"] += 1
            flat = flat or "additional_properties" in wires or "&self.body" in text
            self.total["bodies typed"] += bool(flat)
            if not flat:
                self.odd.append(f"no body of {where}")
            self.named(schemas, name, source)

    def holder(self, what, schemas, kind, source, where):
        """A body or a response."""
        if not any(self.document.says_more(it) for it in schemas):
            self.total[what + " that no value fits"] += any(self.document.is_impossible(self.document.follow(it)) for it in schemas)
            return
        self.total[what] += 1
        if kind is None:
            self.odd.append(f"no type for {where}")
        elif self.place(schemas, kind, source, where, is_bytes_free=True):
            self.total[what + " typed"] += 1


def type_text(source, name):
    found = re.search(r"^    pub struct %s \{\n(.*?)\n    \}" % name, source.text, re.S | re.M)
    return found[1] if found else ""


def payload(kind):
    """The type that a payload is read as."""
    while inner := re.match(r"^payload::(?:Json|Optional)<(.*)>$", kind):
        kind = inner[1]
    return {"payload::Text": "String", "payload::Bytes": "Vec<u8>", "payload::Nothing": "()"}.get(kind, kind)


def type_of_status(source, name, text, status):
    """The type that is read for a status: of the output, or of refusals."""
    refused = re.search(r"refusals! \{ %s .*?^\}|refusals! \{ %s = .*$" % (name, name), source.text, re.S | re.M)
    if status[:1] in "123" or status == "default" and not refused:
        output = payload(" ".join(re.search(r"type Payload =\s+(.*?);", text, re.S)[1].split()))
        by_status = re.search(r"^impl payload::Payload for %s \{(.*?)^\}" % re.escape(output), source.text, re.S | re.M)
        by_status = by_status[1] if by_status else ""
        variant = re.search(r"^            %s => .*Self::(\w+)\)" % status, by_status, re.M)
        variant = variant or re.search(r"^            _ => .*Self::(\w+)\)", by_status, re.M)
        kind = variant and re.search(r"^    %s\((.*)\),$" % variant[1], source.text, re.M)
        return kind[1] if kind else None if variant else output
    one = re.search(r"refusals! \{ %s = \w+ (.*) \}" % name, source.text)
    if one:
        return one[1]
    many = re.search(r"refusals! \{ %s => \w+ \{\n(.*?)\n\} \}" % name, source.text, re.S)
    if not many:
        return None
    ranges = status[0] + "00..=" + status[0] + "99"
    entries = dict(re.findall(r"^    ([\d.=]+|_): \w+(?: = \w+ (.*))?,$", many[1], re.M))
    return next((entries[it] or None for it in (status, ranges, "_") if it in entries), None)


# The run.


def examine(program, path):
    total, odd = collections.Counter(documents=1), []
    with tempfile.TemporaryDirectory() as out:
        ran = subprocess.run([program, "generate", path, "--out", out + "/crate", "--name", "crate-of-it"], capture_output=True, text=True)
        if ran.returncode:
            odd.append("no crate: " + (ran.stderr.strip().splitlines() or ["?"])[-1][:200])
        else:
            total["crates"] = 1
        document = Document(load(path))
        walk = Walk(document, Crate(pathlib.Path(out) / "crate"), total, odd)
        for method, route, item, operation in document.operations():
            walk.operation(method, route, item, operation)
    return path.name, total, odd


def main():
    program, folder, *names = sys.argv[1:]
    documents = sorted(it for it in pathlib.Path(folder).iterdir() if it.suffix in (".json", ".yaml") and (not names or it.name in names))
    if not documents:
        sys.exit("no documents")
    most = int(os.environ.get("COVERAGE_LINES", "20"))
    total = collections.Counter()
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for name, counts, odd in pool.map(examine, [program] * len(documents), documents):
            total += counts
            for line in odd[:most]:
                print(f"{name}: {line}")
    for key, number in sorted(total.items()):
        print(f"{number:8} {key}")
    share = total["places free though more is said"] / max(total["places"], 1)
    print(f"{share:.3%} of places are free JSON though the document says more")
    sys.exit(share >= 0.01)


if __name__ == "__main__":
    main()
