"""Where an edit was made that has its place in a component: in the component, or where something refers to it.

A use of a component is a place that refers to it, or a schema that joins it. What the component itself says in the
revision was made in the component, whichever uses left it at the same time. So was what each use that was compared got,
under another name or written out everywhere. Else the edit was made at some of the uses, and each of these is an edit
of its own, so that a waiver of the one never covers another one. Uses that are gone got nothing and count for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from apidiff.comparing.edits import ABSENT, Edit, Finding
from apidiff.comparing.pointers import describe, is_below, phrase
from apidiff.comparing.schemas.differing import only_refers, reached_by
from apidiff.comparing.schemas.subtypes import kinds
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.grammar import MEDIA_TYPE, RESPONSE, is_schema, kind_at
from apidiff.openapi.keywords import ALTERNATIVES, DEFINITIONS
from apidiff.openapi.pointers import COPIES, find, original
from apidiff.openapi.uri import percent_decoded

Pair = tuple[str, str]
"""Two places that were compared, in the base and in the revision."""
_HEADERS = "/components/headers/"
_RANGE = re.compile(r"^default\Z|^[1-5]XX\Z|\*", re.IGNORECASE)
"""A response or a media type that stands for several."""
_OF_PLACES = frozenset({"holder", "name", "where"})
"""The parameters of a sentence that say where."""
_MOST_WAYS = 1_000
_MOST_STEPS = 1_000


class Use(NamedTuple):
    """A place in the base that refers to a component."""

    place: str
    narrowed: tuple[str, ...] = ()
    """As `narrowed` says of the place and of what was compared with it."""


Way = tuple[Use, ...]
"""A use of a component; then, if it is in one itself, where that one was used, and so on."""


class Made(NamedTuple):
    """How an edit in a component was made."""

    component: str
    uses: frozenset[Pair]
    """All uses of the component that got it."""
    inside: bool
    """Whether it is written in the component itself."""


class Uses:
    """The uses of components in one comparison, as they are once all that operations lead to is compared."""

    def __init__(self, walk: PairGraph, versions: Mapping[str, str]) -> None:
        """`versions`: the path version of each operation of the base, by its place."""
        self._base = walk.base
        self._revision = walk.revision
        self._versions = versions
        self._used = {_written(*pair): sorted({_written(*site) for site in sites}) for pair, sites in walk.used.items()}
        self._nodes = tuple(walk.nodes.values())
        self._left = 0
        self._known: dict[tuple[Made, frozenset[Pair]], list[Way]] = {}
        """The ways that were found, by how an edit was made, and the uses that were asked about."""
        self._made: dict[object, dict[bytes, Made]] = {}
        """How edits were made: by the rule and the place of the base, and by what they say."""
        self._climbed: dict[Made, dict[str, frozenset[Pair]] | None] = {}
        self._findings: list[Finding] = []
        self._placed: dict[tuple[Pair, str, str], tuple[str, dict[str, list[str]]]] = {}

    def note(self, findings: Iterable[Finding]) -> None:
        """Remember what else was found, which no pair of schemas holds."""
        self._findings += findings

    def ways(self, edit: Edit, said: Callable[[Edit], bytes]) -> list[Way]:
        """The uses at which an edit was made; none if it was made in the component itself, or outside of any.

        Edits under one rule, at one place of the base, are the same one if they have the same text by `said`.
        """
        component = component_of(self._place_of(edit))
        if not component:
            return []
        alone = self._made_by(component, [edit])
        if not alone.uses:
            return self._held(component, edit)
        made = self._alike(component, self._key(edit), said).get(said(edit), alone)
        if not alone.uses <= made.uses or alone.inside > made.inside:
            made = Made(component, made.uses | alone.uses, made.inside or alone.inside)
        # Where one component took the place of another, all that differs between the two was made at the same uses.
        if (made, alone.uses) not in self._known:
            # Components that use each other make ways without end; past the limit a use is told without those of its
            # holder.
            self._left = _MOST_WAYS
            self._known[made, alone.uses] = self._ways(made, alone.uses, frozenset()) or []
        found = self._known[made, alone.uses]
        if self.is_named_by_use(edit):
            found = [way for way in found if _name_of(way[0].place) == _lower(edit.name)]
        return found

    def is_named_by_use(self, edit: Edit) -> bool:
        """Whether the name that an edit speaks of is that of a use: a header that is shared has none of its own."""
        in_header = edit.base is not None and edit.base.pointer.startswith(_HEADERS)
        return in_header and edit.name is not None and edit.key not in self._holding

    def _held(self, component: str, edit: Edit) -> list[Way]:
        """Where an edit was made in pairs that held a component under a keyword compared as a whole, and do no more."""
        gone = (
            node.base.pointer
            for node in self._holding.get(edit.key, ())
            if component_of(node.base.pointer) != component
            and f"#{component}" not in reached_by(self._revision.document, node.revision.schema)
        )
        return [(Use(pointer),) for pointer in sorted({original(pointer) for pointer in gone})]

    def _alike(self, component: str, key: object, said: Callable[[Edit], bytes]) -> dict[bytes, Made]:
        """How the edits under a key were made, by what they say."""
        if key not in self._made:
            groups: defaultdict[bytes, list[Edit]] = defaultdict(list)
            # The same edit at other uses has other places in the revision, so it was noted under keys of its own.
            for edit in self._edits[key]:
                groups[said(edit)].append(edit)
            self._made[key] = {text: self._made_by(component, group) for text, group in groups.items()}
        return self._made[key]

    def _made_by(self, component: str, edits: list[Edit]) -> Made:
        """How edits were made that are the same one."""
        within = self._settled(component)
        pairs = {pair for each in edits for pair in self._pairs_of(each)}
        inside = any(each.revision and is_below(each.revision.pointer, within) for each in edits)
        return Made(component, self._climb(pairs, component), inside)

    def in_version(self, way: Way, path_version: str) -> bool:
        """Whether a use is one of a path version, as far as its place says of which it is."""
        tokens = way[-1].place.split("/")
        # From the outside in: the operation that has a callback comes before the callback.
        known = (self._versions.get("/".join(tokens[:many])) for many in range(3, len(tokens) + 1))
        version = next((each for each in known if each is not None), None)
        return version is None or version == path_version

    def told_in(self, edit: Edit, path_version: str) -> dict[str, str]:
        """The parameters of an edit's sentence, with a place of the path version where they name another one's."""
        component = component_of(self._place_of(edit))
        if not component:
            return edit.params
        told = dict(edit.params)
        for pair in sorted(self._made_by(component, [edit]).uses):
            here, elsewhere = self._by_version(pair, component, path_version)
            if not here:
                continue
            for name in _OF_PLACES & told.keys():
                for place in elsewhere.get(told[name]) or elsewhere.get(_holder_in(told[name])) or ():
                    told[name] = _moved(told[name], place, here, _ways_below(edit, pair))
        return told

    def _by_version(self, pair: Pair, component: str, path_version: str) -> tuple[str, dict[str, list[str]]]:
        """The first place of use that is told in a path version; and those in others, by what a person calls them."""
        key = pair, component, path_version
        if key not in self._placed:
            self._left = _MOST_WAYS
            here: list[str] = []
            elsewhere: defaultdict[str, list[str]] = defaultdict(list)
            for use, told in self._told_places(pair, component, frozenset()):
                if self.in_version((Use(use),), path_version):
                    here.append(told)
                else:
                    for named in _holders_of(told):
                        elsewhere[named].append(told)
            self._placed[key] = min(here, default=""), elsewhere
        return self._placed[key]

    def _told_places(self, pair: Pair, component: str, seen: frozenset[str]) -> list[Pair]:
        """Where the base uses what was compared as a pair, and where the revision does, over what is used itself."""
        found: list[Pair] = []
        for use, told in self._sites(pair, component):
            holder = component_of(use)
            above: list[Pair] = []
            if holder and holder not in seen and self._left > 0:
                self._left -= 1
                for root in self._climb({(use, told)}, holder):
                    if is_below(told, root[1]):
                        around = self._told_places(root, holder, seen | {component})
                        above += [(outer, place + told[len(root[1]) :]) for outer, place in around]
            found += above or [(use, told)]
        return found

    def _ways(self, made: Made, mine: frozenset[Pair], seen: frozenset[str]) -> list[Way] | None:
        """The ways to some of the uses that got an edit; `None` if it was made in the component, or all uses got it."""
        # Where there are none, nothing that was compared uses the component over these pairs, so its place says all.
        if not mine or any(self._is_in_place(made, pair) for pair in mine):
            return None
        holders = self._holders(made)
        if holders is None:
            return None
        found: list[Way] = []
        for pair in sorted(mine):
            for site in self._sites(pair, made.component):
                holder = component_of(site[0])
                above: list[Way] | None = None
                if holder and holder not in seen and self._left > 0:
                    self._left -= 1
                    # The holder may be used in several places itself, of which some only got the edit.
                    uses = self._climb({site}, holder)
                    above = self._ways(Made(holder, holders[holder], inside=False), uses, seen | {made.component})
                use = Use(site[0], narrowed(*site) or self._tags_of(site))
                found += [(use,)] if above is None else [(use, *way) for way in above]
        return found

    def _is_in_place(self, made: Made, pair: Pair) -> bool:
        """Whether the component still stands at a use, with the edit in it."""
        settled = self._settled(made.component)
        return pair[1] == settled if pair[0] == made.component else made.inside and self._joins_still(pair, settled)

    def _holders(self, made: Made) -> dict[str, frozenset[Pair]] | None:
        """By each component that holds a use which got an edit: its own uses; `None` if all uses got it."""
        if made not in self._climbed:
            self._climbed[made] = None if self._is_everywhere(made) else self._climbed_from(made)
        return self._climbed[made]

    def _is_everywhere(self, made: Made) -> bool:
        """Whether all uses got an edit."""
        component = made.component
        # Edited in place, the component changes for all who join it, whether or not an edit is told there.
        in_place = any(self._is_in_place(made, pair) for pair in made.uses)
        needed = self._roots[component] if in_place else self._roots[component] | self._joining[component]
        # If something still refers to the component, and it was not edited in place, its uses were edited.
        return needed <= made.uses and (in_place or component not in self._kept)

    def _climbed_from(self, made: Made) -> dict[str, frozenset[Pair]]:
        by_holder: defaultdict[str, set[Pair]] = defaultdict(set)
        for site in (site for pair in made.uses for site in self._sites(pair, made.component)):
            by_holder[component_of(site[0])].add(site)
        return {holder: self._climb(sites, holder) for holder, sites in by_holder.items() if holder}

    def _sites(self, pair: Pair, component: str) -> list[Pair]:
        """Where a component is referred to that was compared as this pair; the pair itself, if it joins it."""
        if pair[0] != component:
            return [pair]
        return [site for site in self._used.get(pair, ()) if site[0] != component and not self._is_alias(site[0])]

    def _tags_of(self, site: Pair) -> tuple[str, ...]:
        """The tags that a pair of alternatives has in common, where the base's alternative has others as well."""
        old, new = (
            _tags_at(contract, place) for contract, place in zip((self._base, self._revision), site, strict=True)
        )
        return tuple(sorted(old & new)) if old - new else ()

    def _is_alias(self, place: str) -> bool:
        """Whether a component only refers: what refers to it is a use of what it refers to."""
        return component_of(place) == place and only_refers(find(self._base.document, place))

    def _climb(self, start: set[Pair], component: str) -> frozenset[Pair]:
        """The uses of a component within which some pairs were compared."""
        roots, joining = self._roots[component], self._joining[component]
        found: set[Pair] = set()
        seen, pending = set(start), list(start)
        while pending:
            pair = pending.pop()
            if pair in roots or pair in joining:
                found.add(pair)
                continue
            # Outside of the component the way up says nothing of its uses.
            if component_of(pair[0]) != component and pair not in start:
                continue
            more = self._above.get(pair) or self._around(pair, roots) or self._used.get(pair) or self._led.get(pair, [])
            pending += [each for each in dict.fromkeys(more) if each not in seen]
            seen.update(more)
        return frozenset(found)

    def _around(self, pair: Pair, roots: set[Pair]) -> list[Pair]:
        """The use of a component around a pair that no pair of schemas leads to."""
        holders = [root for root in roots if all(map(is_below, pair, root))]
        return [max(holders, key=lambda root: len(root[1]))] if holders else []

    def _pairs_of(self, edit: Edit) -> set[Pair]:
        """The pairs of schemas that hold an edit; its own places if it is none of schemas."""
        nodes = self._holding.get(edit.key)
        if nodes:
            return {_pair(node) for node in nodes}
        base, revision = edit.base, edit.revision
        return {_written(base.pointer, revision.pointer)} if base and revision else set()

    def _place_of(self, edit: Edit) -> str:
        """The place of an edit in the base; what only holds something that is missing is the one behind its `$ref`.

        Names that an edit elsewhere took away went from where they are lost, whatever declares them.
        """
        if edit.together:
            return original(edit.together)
        if edit.base is None:
            return ""
        pointer = edit.base.pointer
        return _referred(self._base.document, pointer) if edit.base.value is ABSENT else pointer

    def _key(self, edit: Edit) -> object:
        return edit.rule, self._place_of(edit), None if self.is_named_by_use(edit) else edit.name

    def _joins_still(self, pair: Pair, component: str) -> bool:
        return any(f"#{component}" in node.right.refs for node in self._at[pair] if node.right)

    def _settled(self, component: str) -> str:
        """The component of the revision that one of the base stands for, over those that only refer."""
        return _referred(self._revision.document, component)

    @cached_property
    def _kept(self) -> set[str]:
        """The components that something still refers to, of what operations and events lead to."""
        start: JSON = {k: v for k, v in self._revision.document.items() if k not in ("components", COPIES)}
        return {_place(reference) for reference in reached_by(self._revision.document, start)}

    @cached_property
    def _roots(self) -> defaultdict[str, set[Pair]]:
        found: defaultdict[str, set[Pair]] = defaultdict(set)
        for pair in self._used:
            found[pair[0]].add(pair)
        return found

    @cached_property
    def _led(self) -> defaultdict[Pair, list[Pair]]:
        """By two places of use: what was compared there."""
        found: defaultdict[Pair, list[Pair]] = defaultdict(list)
        for pair, sites in self._used.items():
            for site in sites:
                found[site].append(pair)
        return found

    @cached_property
    def _joining(self) -> defaultdict[str, set[Pair]]:
        """By component: the pairs whose base joins it."""
        found: defaultdict[str, set[Pair]] = defaultdict(set)
        for node in self._nodes:
            for reference in node.left.refs if node.left else ():
                component = _place(reference)
                if component != original(node.base.pointer):
                    found[component].add(_pair(node))
        return found

    @cached_property
    def _at(self) -> defaultdict[Pair, list[Node]]:
        found: defaultdict[Pair, list[Node]] = defaultdict(list)
        for node in self._nodes:
            found[_pair(node)].append(node)
        return found

    @cached_property
    def _above(self) -> defaultdict[Pair, list[Pair]]:
        """The pairs that lead to each."""
        found: defaultdict[Pair, list[Pair]] = defaultdict(list)
        for node in self._nodes:
            for edge in node.edges:
                found[_pair(edge.child)].append(_pair(node))
        return found

    @cached_property
    def _holding(self) -> dict[object, list[Node]]:
        """By the key of an edit: the pairs of schemas that hold it."""
        found: dict[object, list[Node]] = {}
        for node in self._nodes:
            for edit in node.edits:
                found.setdefault(edit.key, []).append(node)
        return found

    @cached_property
    def _edits(self) -> defaultdict[object, list[Edit]]:
        """All edits, by their rule and their place in the base; each once."""
        found: defaultdict[object, dict[object, Edit]] = defaultdict(dict)
        for edit in self._all():
            found[self._key(edit)].setdefault(edit.key, edit)
        return defaultdict(list, {place: list(edits.values()) for place, edits in found.items()})

    def _all(self) -> Iterator[Edit]:
        for finding in self._findings:
            yield finding.edit
        for node in self._nodes:
            yield from node.edits


def _referred(document: JSON, pointer: str) -> str:
    """The place that something leads to which only refers, over any number of steps; any other place itself."""
    for _ in range(_MOST_STEPS):
        target = find(document, pointer)
        if not only_refers(target):
            break
        pointer = _place(target["$ref"])
    return pointer


def _holders_of(place: str) -> set[str]:
    """What a sentence can call the nearest named thing around a place."""
    return {describe(place).holder, phrase(_holder_of(place))}


def _holder_in(text: str) -> str:
    """What a phrase calls the nearest named thing around a place."""
    return text.partition("` of ")[2] or text


def _holder_of(place: str) -> str:
    """What lists a header or a parameter that is used at a place; any other place itself."""
    head = place.rpartition("/")[0]
    return head.rpartition("/")[0] if head.endswith(("/headers", "/parameters")) else place


def _moved(text: str, old: str, new: str, ways: list[str]) -> str:
    """A phrase for a place below a use, as one for the same place below another use."""
    for way in ways:
        if text == phrase(old + way):
            return phrase(new + way)
    holders = [phrase(_holder_of(place)) for place in (old, new)]
    return text.removesuffix(holders[0]) + holders[1] if text.endswith(holders[0]) else text


def _ways_below(edit: Edit, pair: Pair) -> list[str]:
    """The ways from a use of a component down to an edit in it, and to all that is around the edit."""
    found = [""]
    for spot, root in zip((edit.base, edit.revision), pair, strict=True):
        if spot and is_below(spot.pointer, root):
            way = ""
            for token in spot.pointer[len(root) :].split("/")[1:]:
                way += f"/{token}"
                found.append(way)
    return list(dict.fromkeys(found))


def narrowed(base: str, revision: str) -> tuple[str, ...]:
    """The status or media type of the revision where the base has a range that it was split out of; else nothing.

    Of one range several may be split out, and what was edited in one of them was edited there alone.
    """
    old, new = (pointer.split("/") for pointer in (base, revision))
    at = next((i for i, (first, second) in enumerate(zip(old, new, strict=False)) if first != second), 0)
    if not at or not _RANGE.search(old[at]) or old[1:at] == ["components", "responses"]:
        return ()
    return (new[at],) if kind_at(map(unescape_token, old[1:at])).rest in (RESPONSE, MEDIA_TYPE) else ()


def _tags_at(contract: Contract, place: str) -> frozenset[str]:
    """The tags that a discriminator maps to one of the alternatives beside it; none of any other place."""
    holder, _, position = place.rpartition("/")
    holder, _, keyword = holder.rpartition("/")
    schema = find(contract.document, holder) if keyword in ALTERNATIVES and position.isdigit() else None
    selected = kinds(contract, schema, holder) if isinstance(schema, dict) else None
    children = selected.children if selected else ()
    return frozenset(tag for child in children if child.pointer == place for tag in child.tags)


def _name_of(place: str) -> str:
    return _lower(unescape_token(place.rpartition("/")[2]))


def _lower(name: str | None) -> str:
    return (name or "").lower()


def _place(reference: str) -> str:
    return original(percent_decoded(reference.removeprefix("#")))


def component_of(pointer: str) -> str:
    """The component that a place is in, or the definition of a schema; nothing if it is in none."""
    tokens = pointer.split("/")
    for index in range(len(tokens) - 2, 1, -1):
        # A property may be called `$defs`.
        if tokens[index] in DEFINITIONS and is_schema(kind_at(tokens[1:index])):
            return "/".join(tokens[: index + 2])
    match pointer.split("/", 4):
        case ["", "components", section, name, *_]:
            return f"/components/{section}/{name}"
    return ""


def _pair(node: Node) -> Pair:
    return _written(node.base.pointer, node.revision.pointer)


def _written(base: str, revision: str) -> Pair:
    return original(base), original(revision)
