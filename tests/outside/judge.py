#!/usr/bin/env python3
"""Judges recorded requests (tests/loopback) against their documents with a validator of others.

    python3 -m venv venv && venv/bin/pip install openapi-core==0.23.1 pyyaml
    venv/bin/python tests/outside/judge.py CORPUS RECORDS

The validator (openapi-core) judges credentials, parameters and bodies. Finding the operation is done here, by the whole
path as it was sent: the validator's own search takes ends of paths. What it read must also have the values that were
meant, whatever the schema allows.

`EXPLAINED` says why requests are called invalid that are not. Most of its reasons are put to the test: what they say
is wrong with the document, or beyond the validator, is mended in a copy of the document, and the request must be valid
by that. Exits with 1 if a request is called invalid, or not all of it was read, and no reason holds.
"""

import collections
import json
import math
import pathlib
import re
import sys
import warnings
from urllib.parse import parse_qsl, unquote

import yaml
from jsonschema_path import SchemaPath
from openapi_core import V30RequestValidator, V31RequestValidator
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.styles import StyleDeserializersFactory, style_deserializers
from openapi_core.schema.schemas import get_properties
from werkzeug.datastructures import Headers, ImmutableMultiDict

SHOWN = 3
TO_EXPLAIN = ("invalid", "valid, not all read")


class Loader(yaml.CSafeLoader):
    """YAML without dates."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def texts(node):
    """The same tree with texts for keys."""
    if isinstance(node, dict):
        return {str(key): texts(value) for key, value in node.items()}
    return [texts(item) for item in node] if isinstance(node, list) else node


class Query(ImmutableMultiDict):
    """The pairs of a query, and which names belong to other parameters."""

    others = frozenset()


def form(explode, name, schema_type, location):
    """As the validator reads the style, but for objects: in pairs of their own (it looks for them in one pair), or as
    JSON in forms, which is the rule where no style is asked for (OpenAPI 3.0.4 and 3.1.1, Encoding Object)."""
    if schema_type == "object" and str(location.get(name, "")).startswith("{"):
        return json.loads(location[name])
    if (explode, schema_type) != (True, "object") or not isinstance(location, Query):
        return style_deserializers["form"](explode, name, schema_type, location)
    members = {key: value for key, value in location.items() if key not in location.others}
    if not members:
        raise KeyError(name)
    return members


def pairs(items, parameters, place):
    """What the validator reads query and cookies from."""
    found = Query(items)
    found.others = frozenset(name for name, where in parameters if where == place)
    return found


class Request:
    """A request as it arrived, in the words of the validator."""

    def __init__(self, method, template, head, body, parameters):
        lines = head.rstrip("\r\n").split("\r\n")
        target = lines[0].split(" ")[1]
        path, _, query = target.partition("?")
        self.host_url = "http://127.0.0.1"
        self.method = method.lower()
        self.path = path
        headers = Headers([tuple(line.encode("latin-1").decode("utf-8").split(": ", 1))
                           if ": " in line else (line.rstrip(":"), "") for line in lines[1:]])
        self.content_type = headers.get("content-type", "")
        self.body = body.encode("latin-1")
        self.named = variables(template, target if "?" in template else path)
        cookies = [pair.partition("=") for line in headers.getlist("cookie") for pair in line.split("; ")]
        self.parameters = RequestParameters(
            path=self.named or {},
            query=pairs(parse_qsl(query, keep_blank_values=True), parameters, "query"),
            header=headers,
            cookie=pairs([(unquote(name), unquote(value)) for name, _, value in cookies], parameters, "cookie"),
        )


def variables(template, path):
    """The values of a template's names, under the names that the validator asks for; none where it does not fit."""
    template = template.partition("#")[0]
    names = re.findall(r"\{([^{}]*)\}", template)
    pattern = re.sub(r"\\\{[^{}]*\\\}", "([^/]*)", re.escape(template))
    match = re.fullmatch(pattern, path)
    if match is None:
        return None
    found = {}
    for name, value in zip(names, match.groups()):
        for form_of in (name, f";{name}", f";{name}*", f".{name}", f".{name}*"):
            found[form_of] = unquote(value)
    return found


def leaves(value):
    """All texts and numbers of a value, each as a text."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    if value is None:
        return []
    if isinstance(value, bytes):
        return [value.decode("utf-8", errors="replace")]
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, float) and value.is_integer() and math.isfinite(value):
        return [str(int(value))]
    return [str(value)]


def without_files(values, operation):
    """The values without those of members that are files: the program has bytes of its own for them."""
    content = operation / "requestBody" / "content"
    files = set()
    for media_type in content.str_items():
        for name, schema in get_properties(media_type[1] / "schema").items():
            item = schema / "items" if "items" in schema else schema
            if item.get("format", None) == "binary" or "contentMediaType" in item:
                files.add(name)
    body = values.get("body", values)
    kept = {name: value for name, value in body.items() if name not in files} if isinstance(body, dict) else body
    return {**values, "body": kept} if "body" in values else kept


def reason(error):
    """What kind of thing is wrong, in the validator's words, and the text of it."""
    names, at = [], error
    while at is not None:
        names.append(type(at).__name__)
        errors = list(getattr(at, "schema_errors", []))
        if errors:
            names.append("/".join(sorted({str(it.validator) for it in errors})))
            text = "; ".join(it.message for it in errors)
            break
        text, at = str(at), at.__cause__ or at.__context__
    place = getattr(getattr(error, "location", None), "value", getattr(error, "location", ""))
    named = f"{place} {getattr(error, 'name', '')}".strip()
    return " < ".join(names), f"{named}: {text}"


class Judge:
    """A document with the validator for it."""

    def __init__(self, document):
        self.version = str(document.get("openapi", document.get("swagger", "")))
        self.document = document
        self.spec = SchemaPath.from_dict(document)
        self.paths = dict((self.spec / "paths").str_items())
        validator = {"3.0": V30RequestValidator, "3.1": V31RequestValidator}.get(self.version[:3])
        self.validator = validator and validator(self.spec)
        if self.validator:
            styles = {**style_deserializers, "form": form}
            factory = StyleDeserializersFactory(self.validator.schema_casters_factory, style_deserializers=styles)
            self.validator.style_deserializers_factory = factory

    def judge(self, record):
        """Returns a verdict, its kind and its text."""
        sent = record["sent"]
        if "head" not in sent:
            return "not sent", re.sub(r"`[^`]*`|\d+", "_", sent["error"])[:120], sent["error"]
        if self.validator is None:
            return "not judged", f"OpenAPI {self.version}", ""
        # Looked up by its key: `/` would take a `#` in it for a separator.
        path = self.paths[record["path"]]
        operation = path / record["method"].lower()
        declared = [*operation.get("parameters", []), *path.get("parameters", [])]
        parameters = {((it / "name").read_str(), (it / "in").read_str()) for it in declared}
        request = Request(record["method"], record["path"], sent["head"], sent["body"], parameters)
        if request.named is None:
            return "invalid", "the path is not that of the operation", request.path
        try:
            errors = list(self.validator._iter_errors(request, operation, path))
        except Exception as error:  # whatever goes wrong in a library
            return "not judged", f"the validator failed: {type(error).__name__}", str(error)[:300]
        if errors:
            kind, text = reason(errors[0])
            return "invalid", kind, text
        return self.compare(record, request, operation, path)

    def compare(self, record, request, operation, path):
        """Whether what was read is what was meant."""
        read = self.validator._get_parameters(request.parameters, operation, path)
        body = None
        if request.body and "requestBody" in operation:
            body = self.validator._get_body(request.body, request.content_type, operation)
        there = collections.Counter(leaves([read.path, read.query, read.header, read.cookie, body]))
        values = json.loads(record["values"] or "{}")
        values.pop("?", None)
        if request.content_type.startswith("multipart/"):
            values = without_files(values, operation)
        meant = collections.Counter(leaves(values))
        if meant - there:
            lost = list((meant - there).elements())[:4]
            return "valid, not all read", "values that the validator did not read", repr(lost)
        return "valid", "", ""


def null_in_enum(node, document):
    """`nullable` counts, whatever the list of values says."""
    if node.get("nullable") and isinstance(node.get("enum"), list) and None not in node["enum"]:
        node["enum"].append(None)


def is_read_only(node, document):
    """Whether a member is `readOnly`, itself or where it refers to."""
    while isinstance(node, dict) and str(node.get("$ref", "")).startswith("#/components/schemas/"):
        node = document["components"]["schemas"].get(node["$ref"].rpartition("/")[2])
    return isinstance(node, dict) and node.get("readOnly") is True


def sent_alike(node, document):
    """Members that are `readOnly` are sent like others, and need not be."""
    members = node.get("properties")
    if isinstance(node.get("required"), list) and isinstance(members, dict):
        read = [name for name, it in members.items() if is_read_only(it, document)]
        node["required"] = [name for name in node["required"] if name not in read]
    if node.get("readOnly") is True:
        del node["readOnly"]


def texts_in_parts(node, document):
    """Numbers and booleans are texts that look like them."""
    looks = {"integer": r"^-?[0-9]+$", "number": r"^-?[0-9.]+([eE][-+]?[0-9]+)?$", "boolean": "^(true|false)$"}
    if isinstance(node.get("type"), str) and node["type"] in looks:
        node["pattern"], node["type"] = looks[node["type"]], "string"
        node.pop("format", None)
        if isinstance(node.get("enum"), list):
            node["enum"] = [it if isinstance(it, str) else json.dumps(it) for it in node["enum"]]


def bytes_as_they_are(node, document):
    """Bodies that are bytes or text have no schema."""
    for media_type, content in (node.get("content") or {}).items() if isinstance(node.get("content"), dict) else ():
        if re.search("octet-stream|ndjson|^image/|^text/", media_type) and isinstance(content, dict):
            content.pop("schema", None)


def explode_said(node, document):
    """`deepObject` has `explode`."""
    if node.get("style") == "deepObject":
        node.setdefault("explode", True)


def without_length(node, document):
    """`Content-Length` is the transport's."""
    if isinstance(node.get("parameters"), list):
        node["parameters"] = [it for it in node["parameters"] if it.get("name") != "Content-Length"]


def mended(node, mend, document):
    """The same tree, with a change to each object of it; `document` as it was."""
    if isinstance(node, list):
        return [mended(item, mend, document) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: mended(value, mend, document) for key, value in node.items()}
    mend(node, document)
    return node


# Why requests are called invalid: media type of the body, path, and text of the validator, as patterns; what it is;
# and what mends it, by which the request must be valid. The first that fits counts. Nothing of it is the client's
# doing: `document` and `validator` say whose it is.
EXPLAINED = [
    ("multipart/", "^/api/v1/(videos/(\\{id\\}|live)|video-playlists(/\\{playlistId\\})?)$",
     r"^: .*'[^']*' is not of type '(integer|number|boolean)'",
     "validator: numbers and booleans in parts stay texts for it", None),
    ("multipart/", "^/api/v1/videos/(upload|imports)$", r"^: .*is a required property",
     "validator: drops a part of `allOf` or `oneOf` whose numbers it keeps as texts", None),
    ("multipart/", "", r"^: .*'[^']*' is not of type '(integer|number|boolean)'",
     "validator: numbers and booleans in parts stay texts for it", texts_in_parts),
    ("multipart/", "^/anything/form-data/|^/testMultipart$",
     "^: (a bytes-like object is required|not available|dictionary update|b'.*' is not of type 'string')",
     "validator: no styles in parts (OpenAPI 3.0: none there)", None),
    ("urlencoded", "^/testFormURLEncoded$", "^: dictionary update",
     "validator: objects in forms without a style are JSON (OpenAPI 3.0.4)", None),
    ("urlencoded", "/studio/edit$", r"^: \{\} is not of type 'array'$", "document: a list is no form", None),
    ("octet-stream|ndjson|image/", "", "^: b'.*' is not of type",
     "document: a schema of JSON for a body of bytes; some bytes were sent", bytes_as_they_are),
    ("^text/", "", "^: b'.*' is not of type 'string'", "validator: does not read this text as text", bytes_as_they_are),
    ("", "", "not one of .*, None|None is not one of",
     "document: `nullable`, but `null` is not in the enumeration", null_in_enum),
    ("", "", "^[^:]*: Tried to write read-only property",
     "document: `readOnly` on schemas that parameters and bodies use themselves", sent_alike),
    ("json", "", "^: .*is a required property",
     "validator: asks for members that are `required` and `readOnly` (OpenAPI 3.0.3: for responses alone)", sent_alike),
    ("", "/upload-resumable$", "^header Content-Length|^\\['-?[0-9]+'\\]$",
     "document: a header that the transport writes, or leaves out, by itself", without_length),
    ("", "/spaceDelimited", "^query [^:]*: not available",
     "validator: does not know `spaceDelimited` with `explode`", None),
    ("", "", "^query [^:]*: not available",
     "validator: knows `deepObject` only where `explode` is written", explode_said),
    ("", "/spaceDelimited", "^\\['", "validator: splits at `%20`, which it was given as the blank that it is", None),
    ("", "^/anything/path/matrix/", "^path array: 'array'$", "validator: finds no line breaks in `matrix`", None),
]


class Reasons:
    """Why requests to a document are called invalid without being so."""

    def __init__(self, document):
        self.document, self.judges, self.tested = document, {}, 0

    def of(self, record, text):
        """The reason; nothing if none is known, or it does not hold."""
        head = record["sent"].get("head", "").lower()
        found = re.search(r"\r\ncontent-type: ([^\r]*)", head)
        media_type = found.group(1) if found else ""
        for of_type, of_path, of_text, why, mend in EXPLAINED:
            if re.search(of_type, media_type) and re.search(of_path, record["path"]) and re.search(of_text, text, re.S):
                return why if mend is None or self.holds(record, mend) else None
        return None

    def holds(self, record, mend):
        """Whether the request is valid by the document as it is mended."""
        if mend not in self.judges:
            self.judges[mend] = Judge(mended(self.document, mend, self.document))
        verdict = self.judges[mend].judge(record)
        # Bytes that were sent are the program's own, and a header that is not declared is not read.
        is_partly_read = verdict[0] == "valid, not all read" and mend in (bytes_as_they_are, without_length)
        holds = verdict[0] == "valid" or is_partly_read
        self.tested += holds
        return holds


def main(corpus, records):
    totals, unexplained = collections.Counter(), 0
    for file in sorted(pathlib.Path(records).glob("*.jsonl")):
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        name = lines[0]["document"]
        text = (pathlib.Path(corpus) / name).read_text()
        document = json.loads(text) if name.endswith(".json") else texts(yaml.load(text, Loader))
        judge, reasons = Judge(document), Reasons(document)
        counts, kinds, operations = collections.Counter(), collections.defaultdict(list), set()
        for record in lines[1:]:
            operations.add((record["method"], record["path"]))
            verdict, kind, text = judge.judge(record)
            counts[verdict] += 1
            if verdict != "valid":
                why = reasons.of(record, text) if verdict in TO_EXPLAIN else None
                unexplained += verdict in TO_EXPLAIN and why is None
                kinds[verdict, why or kind].append((record, text))
        totals.update(counts)
        totals["operations"] += len(operations)
        totals["explained and put to the test"] += reasons.tested
        print(f"{name}: {len(operations)} operations, " + ", ".join(f"{n} {v}" for v, n in counts.items()))
        for (verdict, kind), found in sorted(kinds.items(), key=lambda it: it[0]):
            print(f"  {verdict} {len(found)}: {kind}")
            for record, text in found[:SHOWN]:
                print(f"      {record['method']} {record['path']}: {text[:240]}")
    print("total: " + ", ".join(f"{n} {verdict}" for verdict, n in totals.items()))
    print(f"without an explanation: {unexplained}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(*sys.argv[1:3]))
