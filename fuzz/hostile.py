"""Descriptions made to do harm, each with a name: bombs, depths, circles, sizes, numbers, encodings, patterns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fuzz.case import Case, case, changed
from fuzz.seeds import whole

TEXT = {"type": "string"}
OK = {"200": {"description": "ok"}}


def hostile(scale: float = 0.02) -> Iterator[Case]:
    """Every hostile case. `scale` shrinks those that are made of many: 1.0 has a million paths."""
    yield from _yaml()
    yield from _depths()
    yield from _circles()
    yield from _sharing()
    yield from _sizes(scale)
    yield from _numbers()
    yield from _encodings()
    yield from _patterns()
    yield from _shapes()


def carrying(schema: Any, version: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    """A description that takes and sends `schema`; `schemas` are its components."""
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}}
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/v1/a": {"post": operation}},
        "components": {"schemas": schemas},
    }


def _head(rest: str) -> bytes:
    return f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{rest}".encode()


def _yaml() -> Iterator[Case]:
    bomb = "x-0: &a0 [x, x]\n" + "".join(f"x-{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    yield case("alias-bomb", _head(bomb))
    merges = "x-0: &a0 {a: 1}\n" + "".join(
        f"x-{n}: &a{n} {{k{n}: *a{n - 1}, l{n}: *a{n - 1}, <<: *a{n - 1}}}\n" for n in range(1, 60)
    )
    yield case("merge-bomb", _head(merges))
    wide = "x-0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(2000)) + "}\n"
    yield case(
        "wide-merges",
        _head(wide + "x-1:\n" + "".join(f"  - {{<<: [{', '.join(['*a0'] * 100)}]}}\n" for _ in range(300))),
    )
    yield case("items-with-anchors", _head("x-a:\n" + "".join(f"  - &a{n}\n    b: 1\n" for n in range(60_000))))
    yield case("block-marks", _head("x-a: |\n" + "  | > ! & *\n" * 500_000))
    yield case("many-exponents", _head("x-a:\n" + "  - 1e5\n" * 500_000))
    yield case("trailing-breaks", _head("x-a: b\n" + "\n" * 10_000_000))
    yield case("begins-with-comments", b"#\n" * 3_000_000 + _head("x-a: b\n" + "#\n" * 3_000_000))
    yield case("odd-anchors", _head("x-a:\n" + "".join(f"  - &a.{n} b\n  - *a.{n}\n" for n in range(50_000))))
    yield case("lines-of-tabs", _head("x-a: b\n" + "\t\n" * 900_000 + "x-b: c\n"))
    yield case("a-flow-key-without-end", _head("x-a: {[" + "a, " * 500_000 + "]: :b}\n"))
    yield case("odd-anchor-in-a-large-file", _head("x-a: &b.c d\n" + "# e\n" * 2_000_000))
    yield case("pairs-of-surrogates", _head('x-a: "' + r"\ud83d\ude00" * 300_000 + '"\n'))
    yield case("many-different-pairs", _head("".join(f'x-{n}: "\\ud83d\\u{0xDC00 + n:04x}"\n' for n in range(1024))))
    yield case("backslashes", _head("x-a: '" + "\\" * 3_000_000 + r"\ud83d\ude00" + "'\n"))
    yield case("json-backslashes", b'{"openapi":"3.1.0","paths":{},"x-a":"' + rb"\\\\ud800" * 500_000 + b'"}')
    yield case("json-late-fault", b'{"openapi":"3.1.0","paths":{},"x-a":[' + b"1," * 200_000 + b"]}")
    yield case("alias-circle", _head("x-a: &a [*a]\n"))
    yield case("merge-circle", _head("x-a: &a\n  <<: *a\n"))
    yield case("alias-of-nothing", _head("x-a: *nope\n"))
    yield case("tags", _head("x-a: !!python/object/apply:os.system ['true']\nx-b: !!binary AAAA\nx-c: !x {}\n"))
    yield case("key-is-a-map", _head("? {a: 1}\n: 2\n? [1]\n: 3\n"))
    yield case("many-documents", _head("---\na: 1\n---\nb: 2\n"))
    yield case(
        "yaml-specials",
        _head("x-a: [.nan, .inf, -.inf, 0x" + "f" * 900 + ", 0o777, 1_000, 12:30:45, 2001-01-01, ~, no]\n"),
    )
    yield case("yaml-surrogate", _head('x-a: "\\uD800"\n'))
    yield case("duplicate-keys", _head("paths: {}\n"))
    yield case("duplicate-json-keys", b'{"openapi":"3.1.0","paths":{},"paths":{"/a":{}}}')
    yield case("long-plain-scalar", _head("x-a: " + "a " * 500_000 + "\n"))
    yield case("many-anchors", _head("x-a:\n" + "".join(f"  - &a{n} {n}\n" for n in range(100_000))))
    yield case("many-comments", _head("# x\n" * 300_000))
    yield case("indents", _head("x-a:\n" + "".join(" " * n + "a:\n" for n in range(1, 1500))))


def _depths() -> Iterator[Case]:
    for name, opening, closing in (("arrays", "[", "]"), ("objects", '{"a":', "}"), ("mixed", '[{"a":', "}]")):
        deep = opening * 100_000 + "1" + closing * 100_000
        yield case(f"deep-{name}", f'{{"openapi":"3.1.0","paths":{{}},"x-a":{deep}}}'.encode())
        yield case(f"deep-{name}-unclosed", f'{{"openapi":"3.1.0","paths":{{}},"x-a":{opening * 100_000}'.encode())
        yield case(f"deep-flow-{name}", _head(f"x-a: {deep}\n"))
    yield case("deep-block", _head("x-a:\n  " + "- " * 100_000 + "a\n"))
    for keyword in ("items", "not", "additionalProperties", "if", "contains", "propertyNames", "unevaluatedProperties"):
        yield changed(
            f"deep-{keyword}",
            lambda leaf, k=keyword: carrying(_nested({k: None}, leaf, 235)),
            TEXT,
            {"type": "integer"},
        )
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        make = lambda leaf, k=keyword: carrying(_nested_list(k, leaf, 110))
        yield changed(f"deep-{keyword}", make, TEXT, {"type": "integer"})
    for link in ("bare", "items", "allOf", "properties", "oneOf", "not"):
        make = lambda leaf, k=link: carrying(_to(0), **_chain(k, 5000, leaf))
        yield changed(f"long-chain-{link}", make, TEXT, {"type": "integer"})


def _nested(step: dict[str, Any], leaf: Any, times: int) -> Any:
    value = leaf
    for _ in range(times):
        value = dict.fromkeys(step, value)
    return value


def _nested_list(keyword: str, leaf: Any, times: int) -> Any:
    value = leaf
    for _ in range(times):
        value = {keyword: [value, {"type": ["string", "integer"]}]}
    return value


def _to(number: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/A{number}"}


def _chain(link: str, length: int, leaf: Any) -> dict[str, Any]:
    shapes = {
        "bare": lambda to: to,
        "items": lambda to: {"items": to},
        "allOf": lambda to: {"allOf": [to]},
        "oneOf": lambda to: {"oneOf": [to, {"type": "null"}]},
        "not": lambda to: {"not": to},
        "properties": lambda to: {"properties": {"a": to}, "required": ["a"]},
    }
    schemas = {f"A{n}": shapes[link](_to(n + 1)) for n in range(length)}
    schemas[f"A{length}"] = leaf
    return schemas


def _circles() -> Iterator[Case]:
    """Every kind of object that may be a reference, in circles of one and of two, alone and with siblings."""
    for section in (
        "schemas",
        "pathItems",
        "responses",
        "parameters",
        "headers",
        "callbacks",
        "links",
        "requestBodies",
        "examples",
        "securitySchemes",
    ):
        for length in (1, 2, 3):
            for siblings in ({}, {"description": "beside", "x-a": 1}):
                document = whole("3.1.0")
                names = [f"C{n}" for n in range(length)]
                for n, name in enumerate(names):
                    target = f"#/components/{section}/{names[(n + 1) % length]}"
                    document["components"][section][name] = {"$ref": target, **siblings}
                _use(document, section, f"#/components/{section}/C0")
                other = json.loads(json.dumps(document))
                other["paths"]["/v1/pets/{id}"]["get"]["responses"]["418"] = {"description": "tea"}
                yield case(f"circle-{section}-{length}{'-siblings' if siblings else ''}", document, other)
    ways = {
        "allOf": lambda to: {"allOf": [to]},
        "anyOf": lambda to: {"anyOf": [to, TEXT]},
        "oneOf": lambda to: {"oneOf": [to, TEXT]},
        "not": lambda to: {"not": to},
        "if": lambda to: {"if": to, "then": to, "else": to},
        "items": lambda to: {"items": to},
        "properties": lambda to: {"properties": {"a": to}, "required": ["a"]},
        "additionalProperties": lambda to: {"additionalProperties": to},
        "patternProperties": lambda to: {"patternProperties": {"^a": to}},
        "propertyNames": lambda to: {"propertyNames": to},
        "contains": lambda to: {"contains": to, "minContains": 2},
        "unevaluated": lambda to: {"unevaluatedProperties": to, "unevaluatedItems": to},
        "dependentSchemas": lambda to: {"dependentSchemas": {"a": to}},
        "siblings": lambda to: {**to, "type": "object", "maxProperties": 3},
        "dynamic": lambda _: {"$dynamicRef": "#/components/schemas/A"},
        "defs": lambda to: {"$defs": {"x": to}, "$ref": "#/components/schemas/A/$defs/x"},
        "discriminator": lambda to: {"discriminator": {"propertyName": "a", "mapping": {"x": "A"}}, "oneOf": [to]},
    }
    for version in ("3.0.3", "3.1.0"):
        for name, way in ways.items():
            for extra in ({"minLength": 1}, {"minItems": 1}, {"minProperties": 1, "type": "object"}):
                old = carrying({"$ref": "#/components/schemas/A"}, version, A=way({"$ref": "#/components/schemas/A"}))
                new = carrying(
                    {"$ref": "#/components/schemas/A"}, version, A={**way({"$ref": "#/components/schemas/A"}), **extra}
                )
                yield case(f"circle-through-{name}-{version}-{next(iter(extra))}", old, new)
                two = carrying(
                    {"$ref": "#/components/schemas/A"},
                    version,
                    A=way({"$ref": "#/components/schemas/B"}),
                    B=way({"$ref": "#/components/schemas/A"}),
                )
                yield case(f"circle-of-two-through-{name}-{version}-{next(iter(extra))}", two, new)
    for pointer in (
        "#",
        "#/",
        "#/paths",
        "#/components",
        "#/components/schemas",
        "#/paths/~1v1~1a/post",
        "#/info",
        "#/openapi",
    ):
        yield changed(
            f"reference-to-{pointer}",
            lambda leaf, p=pointer: carrying({"properties": {"a": {"$ref": p}, "b": leaf}}),
            TEXT,
            {"type": "integer"},
        )
    back = {"/v1/a": {"$ref": "#/paths/~1v1~1b"}, "/v1/b": {"$ref": "#/paths/~1v1~1a"}}
    yield case(
        "circle-of-paths", {"openapi": "3.1.0", "paths": back}, {"openapi": "3.1.0", "paths": {**back, "/v1/c": {}}}
    )
    again = {"get": {"responses": OK, "callbacks": {"c": {"{$url}": {"$ref": "#/paths/~1v1~1a"}}}}}
    more = {"get": {**again["get"], "parameters": [{"name": "q", "in": "query", "schema": TEXT}]}}
    yield case(
        "callbacks-of-their-own-path",
        {"openapi": "3.1.0", "paths": {"/v1/a": again}},
        {"openapi": "3.1.0", "paths": {"/v1/a": more}},
    )
    own = {"content": {"a/b": {"schema": TEXT}}, "headers": {"X": {"$ref": "#/components/responses/R/headers/X"}}}
    yield case(
        "circle-in-a-header",
        {
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}}},
            "components": {"responses": {"R": own}},
        },
    )


def _use(document: dict[str, Any], section: str, pointer: str) -> None:
    path = document["paths"]["/v1/pets/{id}"]
    to = {"$ref": pointer}
    places: dict[str, tuple[Any, Any]] = {
        "schemas": (path["get"]["parameters"][0], "schema"),
        "pathItems": (document["paths"], "/v1/circle"),
        "responses": (path["get"]["responses"], "500"),
        "parameters": (path["get"]["parameters"], 0),
        "headers": (path["post"]["responses"]["201"]["headers"], "X-C"),
        "callbacks": (path["post"]["callbacks"], "circle"),
        "links": (path["post"]["responses"]["201"]["links"], "circle"),
        "requestBodies": (path["post"], "requestBody"),
        "examples": (path["get"]["parameters"][0], "examples"),
        "securitySchemes": (document["components"]["securitySchemes"], "key"),
    }
    holder, key = places[section]
    holder[key] = {"one": to} if section == "examples" else to


def _sharing() -> Iterator[Case]:
    """References that would be as many as 2^60 places once they are written out."""
    for name, way in (
        ("allOf", lambda to: {"allOf": [to, to]}),
        ("anyOf", lambda to: {"anyOf": [to, {"not": to}]}),
        ("oneOf", lambda to: {"oneOf": [{"items": to}, {"properties": {"a": to}, "required": ["a"]}]}),
        ("properties", lambda to: {"type": "object", "properties": {"a": to, "b": to}}),
        ("not", lambda to: {"not": {"allOf": [to, {"not": to}]}}),
        ("if", lambda to: {"if": to, "then": to, "else": to}),
    ):
        make = lambda leaf, w=way: carrying(_to(0), A60=leaf, **{f"A{n}": w(_to(n + 1)) for n in range(60)})
        yield changed(f"shared-{name}", make, TEXT, {"type": "string", "maxLength": 5})
    every: dict[str, Any] = {
        f"S{n}": {"properties": {f"p{m}": {"$ref": f"#/components/schemas/S{m}"} for m in range(60)}} for n in range(60)
    }
    yield changed(
        "all-refer-to-all",
        lambda leaf: carrying(
            {"$ref": "#/components/schemas/S0"}, **{**every, "S59": {**every["S59"], "x": leaf, **leaf}}
        ),
        {"minProperties": 1},
        {"minProperties": 2},
    )


def _sizes(scale: float) -> Iterator[Case]:
    many = max(int(1_000_000 * scale), 10)
    paths = {f"/v1/p{n}/{{id}}": {"get": {"responses": OK}} for n in range(many)}
    grown = {**paths, "/v1/new": {"get": {"responses": OK}}}
    yield case("a-million-paths", {"openapi": "3.1.0", "paths": paths}, {"openapi": "3.1.0", "paths": grown})
    fewer = {f"/v2/q{n}/{{id}}": item for n, item in enumerate(list(paths.values())[: many // 10])}
    yield case(
        "many-paths-renamed",
        {"openapi": "3.1.0", "paths": dict(list(paths.items())[: many // 10])},
        {"openapi": "3.1.0", "paths": fewer},
    )
    some = max(int(100_000 * scale), 10)
    values = [f"v{n}" for n in range(some)]
    yield changed("long-enum", lambda enum: carrying({"enum": enum}), values, [*values[1:], "x"])
    fields = {f"p{n}": TEXT for n in range(some)}
    yield changed(
        "many-properties",
        lambda f: carrying({"type": "object", "properties": f, "required": list(f)}),
        fields,
        {**fields, "p0": {"type": "integer"}},
    )
    renamed = {f"q{n}": TEXT for n in range(some)}
    yield changed("many-properties-renamed", lambda f: carrying({"type": "object", "properties": f}), fields, renamed)
    for keyword in ("allOf", "anyOf", "oneOf"):
        kinds = [{"properties": {f"p{n}": {"const": n}}, "required": [f"p{n}"]} for n in range(max(some // 10, 10))]
        yield changed(
            f"many-in-{keyword}", lambda kinds, k=keyword: carrying({k: kinds}), kinds, [*kinds[1:], {"type": "null"}]
        )
        yield changed(
            f"all-differ-in-{keyword}",
            lambda kinds, k=keyword: carrying({k: kinds}),
            kinds,
            [{**kind, "minProperties": 2} for kind in kinds],
        )
    parameters = [{"name": f"q{n}", "in": "query", "schema": TEXT} for n in range(some)]
    operation = lambda listed: {
        "openapi": "3.1.0",
        "paths": {"/v1/a": {"get": {"parameters": listed, "responses": OK}}},
    }
    yield changed("many-parameters", operation, parameters, [{**item, "required": True} for item in parameters])
    yield changed("the-same-parameter", operation, [parameters[0]] * some, [parameters[1]] * some)
    secured = [{f"k{n}": ["a", "b"]} for n in range(some // 2)]
    yield changed(
        "many-security-alternatives",
        lambda s: {"openapi": "3.1.0", "security": s, "paths": {"/v1/a": {"get": {"responses": OK}}}},
        secured,
        [*secured[1:], {"new": []}],
    )
    together = {f"k{n}": [f"s{n}"] for n in range(some // 2)}
    yield changed(
        "much-security-at-once",
        lambda s: {"openapi": "3.1.0", "security": [s], "paths": {"/v1/a": {"get": {"responses": OK}}}},
        together,
        {**together, "k1": []},
    )
    servers = [
        {
            "url": "https://{a}.{b}.{c}.{d}.x",
            "variables": {v: {"default": "0", "enum": [str(n) for n in range(100)]} for v in "abcd"},
        }
    ]
    yield changed(
        "server-variables",
        lambda s: {"openapi": "3.1.0", "servers": s, "paths": {"/v1/a": {"get": {"responses": OK}}}},
        servers,
        [{"url": "https://{a}/y", "variables": servers[0]["variables"]}],
    )
    long = "x" * 1_000_000
    yield changed(
        "long-texts",
        lambda t: {
            "openapi": "3.1.0",
            "info": {"title": t, "version": t},
            "paths": {f"/v1/{t}": {"get": {"summary": t, "operationId": t, "responses": OK}}},
        },
        long,
        long + "y",
    )
    yield changed(
        "long-names", lambda t: carrying({"properties": {t: TEXT}, "required": [t], "enum": [t]}), long, long + "y"
    )
    for name, path in (
        ("slashes", "/" * 200_000 + "v1"),
        ("braces", "/{" * 50_000),
        ("templates", "/v1" + "/{a}" * 20_000),
        ("versions", "/v1" * 50_000),
    ):
        yield changed(
            f"path-of-{name}",
            lambda p: {"openapi": "3.1.0", "paths": {p: {"get": {"responses": OK}}}},
            path,
            path + "/x",
        )
    media = {f"application/x-{n}+json": {"schema": TEXT} for n in range(some // 4)}
    ranges: dict[str, Any] = {"*/*": {}, "application/*": {}, "application/*+json": {}}
    yield changed(
        "many-media-types",
        lambda m: {
            "openapi": "3.1.0",
            "paths": {"/v1/a": {"get": {"responses": {"200": {"description": "", "content": m}}}}},
        },
        media,
        ranges,
    )
    callback: Any = {"get": {"responses": OK}}
    for n in range(30):
        callback = {"post": {"responses": OK, "callbacks": {f"c{n}": {"{$url}": callback}}}}
    yield changed(
        "callbacks-in-callbacks",
        lambda c: {"openapi": "3.1.0", "paths": {"/v1/a": c}},
        callback,
        {**callback, "put": {"responses": OK}},
    )


def _numbers() -> Iterator[Case]:
    raw = lambda keyword, number: (
        json.dumps(carrying({"type": ["number", "string", "array", "object"], keyword: "@"}))
        .replace('"@"', number)
        .encode()
    )
    numbers = (
        "1e400",
        "-1e400",
        "1e-400",
        "1e999999999999",
        "1E-999999999999",
        "1" + "0" * 400,
        "9" * 5000,
        "0." + "0" * 900 + "1",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e308",
        "1000000000",
        "1000000000000000000000",
        "0.1",
        "-1",
        "1.0",
        "0",
    )
    for keyword in (
        "minimum",
        "maximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "const",
    ):
        for number in numbers:
            shown = number if len(number) < 24 else f"{number[:8]}...{len(number)}"
            yield case(f"{keyword}-{shown}", raw(keyword, "3"), raw(keyword, number))
    for low, high in ((10**9, 10**9 + 1), (10**18, 10**18 + 1), (10**400, 10**400 + 1), (65_536, 65_537)):
        shown = str(low) if low < 10**19 else "1e400"
        yield changed(f"strings-of-{shown}", lambda n: carrying({"type": "string", "minLength": n}), low, high)
        yield changed(
            f"arrays-of-{shown}",
            lambda n: carrying({"type": "array", "minItems": n, "items": {"const": "x" * 100}, "uniqueItems": False}),
            low,
            high,
        )
        yield changed(
            f"unique-arrays-of-{shown}",
            lambda n: carrying({"type": "array", "minItems": n, "uniqueItems": True}),
            low,
            high,
        )
        yield changed(f"objects-of-{shown}", lambda n: carrying({"type": "object", "minProperties": n}), low, high)
        yield changed(
            f"contains-{shown}",
            lambda n: carrying({"type": "array", "contains": {"type": "string"}, "minContains": n}),
            low,
            high,
        )
        yield changed(
            f"pattern-of-{shown}", lambda n: carrying({"type": "string", "pattern": f"^a{{{n}}}$"}), low, high
        )
        yield changed(
            f"a-page-of-{shown}",
            lambda n: carrying(
                _nested({"items": None, "minItems": None}, TEXT, 1)
                | {"type": "array", "minItems": 2, "items": {"type": "array", "minItems": n}}
            ),
            low,
            high,
        )
    wide = carrying(
        {
            "type": "array",
            "minItems": 3000,
            "items": {"type": "array", "minItems": 3000, "items": {"type": "array", "minItems": 3000}},
        }
    )
    yield case(
        "grids",
        wide,
        carrying(
            {
                "type": "array",
                "minItems": 3001,
                "items": {"type": "array", "minItems": 3000, "items": {"type": "array", "minItems": 3000}},
            }
        ),
    )
    yield changed(
        "prime-multiples",
        lambda n: carrying(
            {"allOf": [{"multipleOf": p} for p in (7919, 7907, 7901, 7883, n)], "type": "integer", "minimum": 1}
        ),
        7877,
        7873,
    )
    yield changed(
        "tiny-multiples", lambda n: carrying({"type": "number", "multipleOf": n, "minimum": 0.1}), 1e-300, 1.5e-300
    )


def _encodings() -> Iterator[Case]:
    plain = json.dumps(whole()).encode()
    text = plain.decode()
    yield case("bom-utf-8", b"\xef\xbb\xbf" + plain, plain)
    yield case("bom-twice", b"\xef\xbb\xbf\xef\xbb\xbf" + plain)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1", "utf-7", "cp037"):
        yield case(f"encoding-{encoding}", text.replace("Pets", "Pêts").encode(encoding))
    yield case("utf-16-odd", text.encode("utf-16")[:-1])
    yield case("nul", plain + b"\0")
    yield case("nul-escaped", plain.replace(b"Pets", b"P\\u0000ts"))
    yield case("surrogate-escaped", plain.replace(b"Pets", b"P\\ud800ts"))
    yield case("surrogate-key", plain.replace(b'"Pet"', b'"P\\udfff"'))
    yield case("surrogate-raw", plain.replace(b"Pets", b"P\xed\xa0\x80ts"))
    yield case("overlong", plain.replace(b"Pets", b"P\xc0\xafts"))
    yield case("half-a-character", plain + b"\xe2\x82")
    for name, data in (
        ("empty", b""),
        ("space", b" \n"),
        ("null", b"null"),
        ("number", b"7"),
        ("text", b'"openapi"'),
        ("list", b"[]"),
        ("comment", b"# x\n"),
        ("zeros", b"\0" * 1000),
        ("gzip", b"\x1f\x8b\x08" + b"\0" * 50),
        ("marks", b"\xff\xfe"),
        ("ffs", b"\xff" * 100),
    ):
        yield case(f"only-{name}", data)


def _patterns() -> Iterator[Case]:
    patterns = {
        "nested-plus": "^(a+)+$", "twice-the-same": "^(a|a)*$", "optional-many": "^" + "a?" * 60 + "a" * 60 + "$",
        "big-count": "^a{100000}$", "nested-counts": "^((a{1,1000}){1,1000}){1,1000}$", "counted-any": "^.{1,500}x.{1,500}$",
        "far-back": "^.*a.{20}$", "many-words": "^(" + "|".join(f"w{n}" for n in range(3000)) + ")$", "backreference": "^(a+)\\1$",
        "lookahead": "^(?=.*a)(?=.*b)(?=.*c).{8,}$", "lookbehind": "(?<=a)b", "unclosed": "^(a", "class-unclosed": "[a", "dangling": "a\\",
        "bad-range": "[z-a]", "bad-count": "a{3,1}", "unicode": "^\\p{L}+$", "bad-property": "\\p{Nope}", "surrogate-class": "[\\ud800-\\udfff]",
        "deep-groups": "(" * 5000 + "a" + ")" * 5000, "deep-stars": "(" * 200 + "a" + ")*" * 200, "empty": "", "only-anchors": "^$^$", "nul": "\0",
        "astral": "^[\U00010000-\U0010ffff]+$", "named": "(?<n>a)\\k<n>", "python-only": "(?P<n>a)", "conditional": "(a)?(?(1)b|c)", "atomic": "(?>a+)b",
        "control": "\\c", "huge-class": "[" + "".join(chr(300 + 2 * n) for n in range(5000)) + "]", "email": "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    }  # fmt: skip
    for name, pattern in patterns.items():
        yield changed(f"pattern-{name}", lambda p: carrying({"type": "string", "pattern": p}), "^a*$", pattern)
        yield changed(
            f"pattern-{name}-longer",
            lambda p: carrying({"type": "string", "pattern": p, "minLength": 3}),
            pattern,
            pattern + "b",
        )
        yield changed(
            f"pattern-{name}-of-keys",
            lambda p: carrying(
                {"patternProperties": {p: TEXT, "^b": {"type": "integer"}}, "additionalProperties": False}
            ),
            "^a+$",
            pattern,
        )
    alike = [f"^.*{letter}.{{12}}$" for letter in "abcdefgh"]
    yield changed("patterns-together", lambda ps: carrying({"allOf": [{"pattern": p} for p in ps]}), alike, alike[1:])


def _shapes() -> Iterator[Case]:
    """Each place of the whole description holding each kind of value that it should not."""
    from fuzz.mutating import slots

    odd: list[Any] = [None, [], {}, "x", 5, True, [None], {"": []}, {"$ref": "#/nope"}]
    places = len(list(slots(whole())))
    for place in range(places):
        for number, value in enumerate(odd):
            document = whole()
            holder, key = list(slots(document))[place]
            holder[key] = value
            yield case(f"shape-{place}-{number}", whole(), document)
