"""What calling code can name of a client, read from the text of its sources.

The readers know the layout that OpenAPI Generator 7 writes, and nothing else of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final


@dataclass(slots=True)
class Surface:
    """`named` is what code may name, `demanded` what it has to give, with the class or method that asks for it."""

    named: set[str] = field(default_factory=set)
    demanded: set[tuple[str, str]] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)

    def lost(self, other: Surface) -> list[str]:
        """What code that was written against this surface misses in the other. What is new asks nobody."""
        asked = sorted(each for each in other.demanded - self.demanded if each[0] in self.owners)
        return sorted(self.named - other.named) + [f"required {owner}.{name}" for owner, name in asked]


def read(language: str, place: Path) -> Surface:
    surface = Surface()
    for path in sorted(place.rglob(f"*.{language}")):
        READERS[language](path.stem, path.read_text(encoding="utf-8"), surface)
    return surface


_JAVA_INNER: Final = re.compile(
    r"\b(equals|hashCode|toString|fromJson|toJson|validateJsonElement|read|write|create|getSchemas|setActualInstance"
    r"|validateJson|Call|CustomTypeAdapterFactory)\b|Call\(|Async\(|WithHttpInfo\(|static HashSet|class "
)


def read_java(name: str, text: str, surface: Surface) -> None:
    text = re.sub(r"@javax\.annotation\.\w+(\([^)]*\))?\s*", "", text)
    surface.named.add(f"type {name}")
    parent = re.search(r"public (?:abstract )?(?:class|enum) \w+( extends \w+)?", text)
    if parent and parent[1] and parent[1] != " extends AbstractOpenApiSchema":
        surface.named.add(f"{name}{parent[1]}")
    for found in re.finditer(r"^\s+public (.*?)\s*(?:throws \w+(?:, \w+)*\s*)?\{", text, re.MULTILINE):
        if not _JAVA_INNER.search(found[1]):
            signature = re.sub(r"\(([^()]*)\)", _types_of_arguments, found[1])
            surface.named.add(f"{name}.{signature}")
    for found in re.finditer(r"^\s+([A-Z][A-Z0-9_]*)\((.*?)\)[,;]\s*$", text, re.MULTILINE):
        surface.named.add(f"{name} constant {found[1]}")


def _types_of_arguments(arguments: re.Match[str]) -> str:
    """The names of arguments are no part of a signature in Java."""
    each = (re.sub(r"\s\w+$", "", argument.strip()) for argument in re.split(r",(?![^<]*>)", arguments[1]))
    return f"({','.join(each)})"


def read_go(_name: str, text: str, surface: Surface) -> None:
    for found in re.finditer(r"^type ([A-Z]\w*) (.*)$", text, re.MULTILINE):
        name, kind = found[1], found[2]
        surface.named.add(f"type {name}")
        if not kind.startswith("struct"):
            surface.named.add(f"type {name} {kind}")
        elif not name.startswith("Api"):
            surface.named.update(_go_fields(name, _body(text, found)))
    for found in re.finditer(r"^func (\(\w+ \*?(\w+)\) )?([A-Z]\w*)(\(.*)\{$", text, re.MULTILINE):
        if found[3] not in ("MarshalJSON", "UnmarshalJSON", "ToMap"):
            signature = re.sub(r"(\w+) (?=[\w*\[\].]+[,)])", "", found[4])
            surface.named.add(f"{found[2] or ''}.{found[3]}{signature}")
    for found in re.finditer(r"^\t([A-Z][A-Z0-9_]*) \w+ = ", text, re.MULTILINE):
        surface.named.add(f"constant {found[1]}")


def _go_fields(name: str, body: str) -> Iterator[str]:
    for line in body.split("\n"):
        if found := re.match(r"\s+([A-Z]\w*) ([^`]+?)\s*(`|$)", line):
            yield f"{name}.{found[1]} {found[2]}"
        elif re.match(r"\s+\w+$", line):
            yield f"{name} embeds {line.strip()}"


def read_typescript(_name: str, text: str, surface: Surface) -> None:
    for found in re.finditer(r"^export (interface|type|class|const|enum) (\w+)(.*)$", text, re.MULTILINE):
        kind, name, rest = found[1], found[2], found[3]
        surface.named.add(f"{kind} {name}")
        if kind == "type":
            surface.named.add(f"type {name}{rest}")
        elif kind == "interface":
            _read_interface(name, rest, _body(text, found), surface)
        elif kind in ("const", "enum"):
            constants = re.finditer(r"^    (\w+)[:=] ", _body(text, found), re.MULTILINE)
            surface.named.update(f"{name} constant {constant[1]}" for constant in constants)
    for found in re.finditer(r"^    async (\w+)\((.*)\): Promise<(.*)> \{", text, re.MULTILINE):
        if not found[1].endswith("Raw"):
            arguments = re.sub(r"initOverrides.*", "", found[2])
            surface.named.add(f"{found[1]}({arguments}) {found[3]}")


def _read_interface(name: str, rest: str, body: str, surface: Surface) -> None:
    """A caller writes the interface of a request and never reads it: there, a field may become optional."""
    surface.owners.add(name)
    if "extends" in rest:
        surface.named.add(f"{name}{rest}")
    if name.endswith("Interface"):
        return
    for found in re.finditer(r"^    (?:readonly )?(\[?[\w'\-: ]+\]?)(\??): (.*);", body, re.MULTILINE):
        optional = "" if name.endswith("Request") else found[2]
        surface.named.add(f"{name}.{found[1]}{optional}: {found[3]}")
        if not found[2] and not found[1].startswith("["):
            surface.demanded.add((name, found[1]))


def read_python(_name: str, text: str, surface: Surface) -> None:
    for found in re.finditer(r"^class (\w+)\((.*)\):", text, re.MULTILINE):
        surface.named.add(f"class {found[1]}")
        if found[2] not in ("BaseModel", "str, Enum", "int, Enum"):
            surface.named.add(f"class {found[1]}({found[2]})")
        _read_python_class(
            found[1], re.split(r"^class ", text[found.end() :], maxsplit=1, flags=re.MULTILINE)[0], surface
        )
    method = r"^    def ([a-z]\w*)\(\n((?:        .*\n)+?)    \) -> (.*):"
    for found in re.finditer(method, text, re.MULTILINE):
        if not found[1].endswith(("_with_http_info", "_without_preload_content")):
            _read_python_method(found[1], re.sub(r"_request_timeout(.|\n)*", "", found[2]), surface)
            surface.named.add(f"{found[1]}() {found[3]}")


def _read_python_class(name: str, body: str, surface: Surface) -> None:
    surface.owners.add(name)
    for found in re.finditer(r"^    (\w+): (.+?)(?: = (.*))?$", body, re.MULTILINE):
        if found[1] == "model_config" or re.fullmatch(r"__.*|(one|any)of_schema_\d+_validator", found[1]):
            continue
        surface.named.add(f"{name}.{found[1]}: {_python_type(found[2])}")
        if found[3] is None or (found[3].startswith("Field(") and "default" not in found[3]):
            surface.demanded.add((name, found[1]))
    constants = re.finditer(r"^    ([A-Z][A-Z0-9_]*) = ", body, re.MULTILINE)
    surface.named.update(f"{name} constant {constant[1]}" for constant in constants)


def _read_python_method(name: str, arguments: str, surface: Surface) -> None:
    surface.owners.add(name)
    lines = [line.strip().rstrip(",") for line in arguments.split("\n")]
    for number, line in enumerate(line for line in lines if line not in ("", "self")):
        argument, _, kind = line.partition(":")
        surface.named.add(f"{name} #{number} {argument}: {_python_type(kind.replace('= None', '').strip())}")
        if not line.endswith("= None"):
            surface.demanded.add((name, argument))


def _python_type(text: str) -> str:
    """Without the annotations that only check values, and with lax scalars for strict ones."""
    text = re.sub(r", Field\(.*?\)\]", "]", text)
    text = re.sub(r"Annotated\[(.*)\]", r"\1", text)
    return re.sub(r"\bStrict(\w+)", lambda scalar: scalar[1].lower(), text)


def _body(text: str, opening: re.Match[str]) -> str:
    return text[opening.end() :].partition("\n}")[0] if text[: opening.end()].endswith("{") else ""


READERS: Final[dict[str, Callable[[str, str, Surface], None]]] = {
    "java": read_java,
    "go": read_go,
    "ts": read_typescript,
    "py": read_python,
}
