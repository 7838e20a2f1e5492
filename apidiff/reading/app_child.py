"""Run by the application's own interpreter (`app_source`): imports an application and writes its OpenAPI description.

It may be an interpreter without apidiff, and an older one, so only the standard library is imported; `python -c` gets
the file's text. Written are one letter and a JSON text: `D` and the description, or `E` and what went wrong (`kind`,
`error`, and where known `file`, `line`, `names`).
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any

# Before the application is imported, which may change the folder, and replace functions of modules.
_HERE = os.path.join(os.getcwd(), "")
_DUMPS, _EXIT = json.dumps, os._exit


def main() -> None:
    """Import the module that the first argument names, and write what the second one says of itself."""
    # `python -c` imports from the current folder, whichever it is then; a server's is the one that it was started in.
    if sys.path[:1] == [""]:
        sys.path[0] = os.getcwd()
    # What the application prints while it is imported must not stand in the description.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    letter, value = described(sys.argv[1], sys.argv[2])
    try:
        text = _DUMPS(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        fault = {"kind": "no-json", "error": str(error), "pointer": _not_json(value)}
        letter, text = "E", _DUMPS(fault)
    out.write(letter + text)
    out.close()
    # At once: a thread of the application that goes on would keep the process.
    _EXIT(0)


def described(module_name: str, path: str) -> tuple[str, Any]:
    """A letter and the value that it announces."""
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        # That `shop.main` or `shop` is missing is one thing, that a module is which they import is another.
        is_itself = error.name is not None and f"{module_name}.".startswith(f"{error.name}.") and not _frames(error)
        return "E", _fault("no-module" if is_itself else "import", error)
    except BaseException as error:  # noqa: BLE001 - an application may raise anything, SystemExit too
        return "E", _fault("import", error)
    found: Any = module
    met: list[str] = []
    for name in path.split("."):
        if not hasattr(found, name):
            names = [each for each in dir(found) if not each.startswith("_")][:200]
            return "E", {"kind": "no-name", "error": name, "names": names, "of": ".".join(met)}
        found = getattr(found, name)
        met.append(name)
    try:
        write = _writer(found, module)
        if write is None:
            return "E", {"kind": "no-application", "error": f"{type(found).__module__}.{type(found).__qualname__}"}
        value = write()
        # Views that another framework describes are no paths of drf-spectacular's.
        if write is _by_spectacular and not value.get("paths"):
            return "E", {"kind": "no-paths", "error": ""}
        return "D", value
    except BaseException as error:  # noqa: BLE001 - as above
        return "E", _fault("describe", error)


def _writer(found: Any, module: Any) -> Any:
    """What writes the description of an application; `None` if it is none that is known.

    Some are known by what they can do: FastAPI by `openapi()`, an API of Django Ninja by `get_openapi_schema()`,
    Starlette by its `routes` and the `SchemaGenerator` that stands beside it in the module. Django is known by its
    handler (drf-spectacular describes it); Litestar, APIFlask, flask-openapi3 and the `Api` of flask-smorest by their
    class's package.
    """
    if isinstance(found, dict) and "openapi" in found:
        return lambda: found
    if callable(getattr(found, "openapi", None)):
        return found.openapi
    if callable(getattr(found, "get_openapi_schema", None)):
        return lambda: _by_ninja(found)
    if _is_of(found, "litestar"):
        return lambda: found.openapi_schema.to_schema()
    if _is_of(found, "flask_smorest"):
        return found.spec.to_dict
    if _is_of(found, "apiflask"):
        return lambda: _by_apiflask(found)
    if _is_of(found, "flask_openapi3"):
        return lambda: found.api_doc
    if hasattr(found, "routes"):
        for other in vars(module).values():
            if (
                # The class itself may be imported there; a generator is an instance of it.
                not isinstance(other, type)
                and callable(getattr(other, "get_schema", None))
                and callable(getattr(other, "get_endpoints", None))
            ):
                return lambda other=other: other.get_schema(routes=found.routes)
    if type(found).__module__.startswith("django.core.handlers."):
        return _by_spectacular
    return None


def _is_of(found: Any, *packages: str) -> bool:
    """Whether its class, or one that it derives from, is of one of the packages."""
    return any(each.__module__.partition(".")[0] in packages for each in type(found).__mro__)


def _by_ninja(api: Any) -> Any:
    """What `manage.py export_openapi_schema` of Django Ninja writes."""
    encoder = importlib.import_module("ninja.responses").NinjaJSONEncoder
    return json.loads(json.dumps(api.get_openapi_schema(), cls=encoder))


def _by_apiflask(app: Any) -> Any:
    """What `flask spec` writes, as JSON whatever its configuration says."""
    app.config["SPEC_FORMAT"] = "json"
    with app.app_context():
        return app.spec


def _by_spectacular() -> Any:
    """What `manage.py spectacular` writes. Its renderer turns Django's lazy texts into texts."""
    renderers = importlib.import_module("drf_spectacular.renderers")
    settings = importlib.import_module("drf_spectacular.settings").spectacular_settings
    schema = settings.DEFAULT_GENERATOR_CLASS().get_schema(request=None, public=True)
    return json.loads(renderers.OpenApiJsonRenderer().render(schema, renderer_context={}))


def _frames(error: BaseException) -> list[Any]:
    """The places of files that an error passed through, without those that import modules."""
    frames = traceback.extract_tb(error.__traceback__)
    return [each for each in frames if not each.filename.startswith("<") and "importlib" not in each.filename]


def _not_json(value: Any) -> str | None:
    """The JSON Pointer (RFC 6901) of the first value that JSON has no form for; `None` where each has one."""
    pending = [("", value)]
    seen = set()
    while pending:
        pointer, found = pending.pop()
        if not isinstance(found, (dict, list, tuple)):
            # `nan - nan` and `inf - inf` are nan, which equals nothing.
            is_infinite = isinstance(found, float) and found - found != 0
            if is_infinite or not isinstance(found, (str, int, float, bool, type(None))):
                return pointer
            continue
        # An object may hold itself, and then JSON has no form for it.
        if id(found) in seen:
            continue
        seen.add(id(found))
        items = list(found.items() if isinstance(found, dict) else enumerate(found))
        for key, item in reversed(items):
            token = str(key).replace("~", "~0").replace("/", "~1")
            if isinstance(found, dict) and not isinstance(key, (str, int, float, bool, type(None))):
                return f"{pointer}/{token}"
            pending.append((f"{pointer}/{token}", item))
    return None


def _fault(kind: str, error: BaseException) -> dict[str, Any]:
    fault: dict[str, Any] = {"kind": kind}
    fault["error"] = traceback.format_exception_only(type(error), error)[-1].strip()
    if isinstance(error, SyntaxError) and error.filename:
        fault.update(file=error.filename, line=error.lineno)
    elif frames := _frames(error):
        # The last place in the project itself: what that calls is seldom where the fault is mended.
        own = [each for each in frames if each.filename.startswith(_HERE) and "site-packages" not in each.filename]
        last = (own or frames)[-1]
        fault.update(file=last.filename, line=last.lineno)
    return fault


if __name__ == "__main__":
    main()
