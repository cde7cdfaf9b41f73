"""Schemathesis hook: what was generated is sent with credentials that the mock knows.

`COUNTERSIGN_VARIABLES` holds them as JSON: what the mock prints as `export` lines. Schemes with a
recipe are those of OnchainPay (a nonce in the body, HMAC-SHA256 over the body's bytes); all others
are keys, tokens and passwords where the document says.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import re
import time
from urllib.parse import quote, urlsplit, urlunsplit

import schemathesis
from requests.auth import AuthBase

VARIABLES = json.loads(os.environ["COUNTERSIGN_VARIABLES"])
NONCES = itertools.count(int(time.time() * 1_000_000))


class Signed(AuthBase):
    """Works on what is about to be sent, so that the bytes that are signed are those on the wire."""

    def __init__(self, schemes):
        self.schemes = schemes

    def __call__(self, request):
        for name, scheme in self.schemes.items():
            if "x-signing" in scheme:
                sign(request, credential(name, "public_key"), credential(name, "secret"))
            elif scheme["type"] == "apiKey":
                put_key(request, scheme, credential(name, "key"))
            elif scheme["type"] == "http" and scheme["scheme"].lower() == "basic":
                pair = f"{credential(name, 'user')}:{credential(name, 'password')}".encode()
                request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
            else:
                request.headers["Authorization"] = "Bearer " + credential(name, "token")
        return request


def credential(scheme, name):
    """Any text for tokens that come from elsewhere: of those the mock has none."""
    letters = lambda text: re.sub("[^A-Z0-9]", "", text.upper())
    named = {letters(variable): text for variable, text in VARIABLES.items()}
    return named.get(letters(scheme + name), "any")


def sign(request, public_key, secret):
    body = with_nonce(request.body)
    digest = hmac.new(secret.encode(), body, hashlib.sha256)
    request.headers["x-api-public-key"] = public_key
    request.headers["x-api-signature"] = digest.hexdigest()
    request.body = body
    # Bodies that came in pieces have no length of their own.
    request.headers.pop("Transfer-Encoding", None)
    request.headers["Content-Length"] = str(len(body))


def with_nonce(body):
    """The body with a nonce. One that is no JSON object has no place for it, and could never be let in:
    most of these are replaced by an empty object."""
    if body is None:
        body = b"{}"
    elif isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = b"".join(body)
    nonce = next(NONCES)
    try:
        members = json.loads(body)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        if nonce % 4 == 0:
            return body
        members = {}
    members["nonce"] = nonce
    return json.dumps(members).encode()


def put_key(request, scheme, key):
    place, name = scheme["in"], scheme["name"]
    if place == "header":
        request.headers[name] = key
    elif place == "cookie":
        request.headers["Cookie"] = f"{name}={key}"
    else:
        url = urlsplit(request.url)
        others = [it for it in url.query.split("&") if it and not it.startswith(quote(name) + "=")]
        query = "&".join([*others, f"{quote(name)}={quote(key)}"])
        request.url = urlunsplit(url._replace(query=query))


@schemathesis.hook
def before_call(ctx, case, kwargs):
    document = case.operation.schema.raw_schema
    asked = case.operation.definition.raw.get("security", document.get("security", []))
    known = document.get("components", {}).get("securitySchemes", {})
    # The first alternative is the one that is met.
    names = next(iter(asked), {})
    kwargs["auth"] = Signed({name: known[name] for name in names if name in known})
