"""How values of a schema are written as XML: two schemas in, whether elements and attributes keep their names out.

What `xml` leaves out has a default: the name of the property, or of the component at the root. A `prefix` says nothing,
since names are compared by their namespace.

Sources: OpenAPI 3.0.4, 4.7.26, OpenAPI 3.1.1, 4.8.26 and OpenAPI 3.2.0 (XML Object, `nodeType`); Namespaces in XML 1.0,
section 6 (expanded names).
"""

from __future__ import annotations

from typing import Any

from apidiff.comparing.edits import Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.walking.graph import Node
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.pointers import find, original, resolve, split

_KNOWN = frozenset({"name", "namespace", "prefix", "attribute", "wrapped", "nodeType"})
_DEEPEST = 8


def written_otherwise(base: Contract, revision: Contract, node: Node, *, is_root: bool) -> bool:
    """Whether what a pair of schemas describes is written as other XML; `is_root`: it is no property and no item."""
    left = node.left or conjunction(base, node.base)
    right = node.right or conjunction(revision, node.revision)
    return forms_differ(base, revision, (left, node.base), (right, node.revision), is_root=is_root)


def forms_differ(
    base: Contract, revision: Contract, old: tuple[Conjunction, At], new: tuple[Conjunction, At], *, is_root: bool
) -> bool:
    """The same of two schemas that are taken apart."""
    forms = [
        _form(contract, side, _default_name(contract, at.pointer, is_root=is_root))
        for contract, (side, at) in ((base, old), (revision, new))
    ]
    return not same(*forms)


def written_as_xml(edit: Edit) -> Edit:
    """The same edit of `xml`, told of what is sent as XML."""
    return Edit("xml-form-changed", edit.base, edit.revision, edit.name, params=edit.params)


def root_edit(base: Contract, revision: Contract, old: At, new: At) -> Edit | None:
    """Another name of the root element, where it is the name of the component that the root refers to."""
    names, marks = [], []
    for contract, at in ((base, old), (revision, new)):
        name, schema = _component(contract, at.schema)
        mark = _said(conjunction(contract, At(schema, at.pointer))) if isinstance(schema, dict) else {}
        names.append(name)
        marks.append(mark)
    # With a name in `xml`, the component's name is on no wire; another `xml` is an edit of its own.
    if not all(names) or names[0] == names[1] or not same(*marks) or _is_named(marks[0]):
        return None
    where = phrase(new.pointer)
    params = {"where": where, "holder": where, "name": where, "keyword": "xml", "kind": "", "brings": ""}
    params |= {"base": names[0], "revision": names[1]}
    edit = Edit("xml-form-changed", Spot(old.pointer, old.schema), Spot(new.pointer, new.schema), params=params)
    edit.own = (names[0], names[1])
    return edit


def _component(contract: Contract, schema: JSON) -> tuple[str, JSON]:
    """The component that names the root element, or the elements of a list at the root; and its schema."""
    name = ""
    for _ in range(_DEEPEST):
        if not isinstance(schema, dict):
            break
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref.startswith("#/"):
            tokens = split(ref[1:])
            name = tokens[2] if tokens[:2] == ("components", "schemas") and len(tokens) == 3 else ""
            schema = resolve(contract.document, ref)
        elif schema.get("type") == "array" and not schema.get("xml") and isinstance(schema.get("items"), dict):
            name, schema = "", schema["items"]
        else:
            break
    return name, schema


def _default_name(contract: Contract, pointer: str, *, is_root: bool) -> str | None:
    """The name that an element has without `xml`; `None` if it depends on what refers to the schema."""
    place = original(pointer)
    tokens = split(place)
    if len(tokens) > 2 and tokens[-2] == "properties":
        return str(tokens[-1])
    # Without a name of their own, items have that of the element around them, or of the property (3.1.1, 4.8.26.2).
    if len(tokens) > 3 and tokens[-1] == "items" and tokens[-3] == "properties":
        holder = find(contract.document, place.rpartition("/")[0])
        xml = holder.get("xml") if isinstance(holder, dict) else None
        xml = xml if isinstance(xml, dict) else {}
        is_wrapped = xml.get("wrapped") is True or xml.get("nodeType") == "element"
        return str(xml["name"]) if is_wrapped and _is_named(xml) else str(tokens[-2])
    return str(tokens[-1]) if is_root and tokens[:2] == ("components", "schemas") and len(tokens) == 3 else None


def _said(side: Conjunction) -> dict[str, Any]:
    """The XML Object of a schema; where parts of it disagree, all that they say."""
    found = side.keyword("xml")
    if found is None:
        return {}
    return found[0] if isinstance(found[0], dict) else {"": found[0]}


def _is_named(xml: dict[str, Any]) -> bool:
    return isinstance(xml.get("name"), str)


def _form(contract: Contract, side: Conjunction, default: str | None) -> JSON:
    xml = _said(side)
    is_list = "array" in side.types if side.types is not None else "items" in side.keywords
    node = xml.get("nodeType")
    # Before `nodeType` (3.2), `attribute` and `wrapped` say the same. A list that is not wrapped makes no element.
    if node is None:
        wrapped = is_list and xml.get("wrapped") is True
        node = "attribute" if xml.get("attribute") is True else "none" if is_list and not wrapped else "element"
    name = xml.get("name") if _is_named(xml) else default
    if node == "none" and is_list:
        # A list that is not wrapped has no element of its own, so that a name beside it is ignored (3.1.1, 4.8.26.1).
        name = None if _items_are_named(contract, side) else default
    # Character data is no element, so it has no name.
    if node in ("text", "cdata"):
        name = None
    rest = {key: value for key, value in xml.items() if key not in _KNOWN and not is_extension(key)}
    # An empty namespace is none (Namespaces in XML 1.0, 6.2).
    return [node, name, xml.get("namespace") or None, rest]


def _items_are_named(contract: Contract, side: Conjunction) -> bool:
    items = side.child("items")
    return items is not None and isinstance(items.schema, dict) and _is_named(_said(conjunction(contract, items)))
