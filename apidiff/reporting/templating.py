"""Templates: the built-in ones and a project's overrides, in a sandbox, each value escaped for the form it enters."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment
from markupsafe import Markup, escape

from apidiff.errors import InputError, Place
from apidiff.reading.inside import read_inside
from apidiff.reporting import escaping, prose, words

if TYPE_CHECKING:
    from jinja2 import Environment

BUILTIN = Path(__file__).parent / "templates"
NO_LINKS: Mapping[str, str] = MappingProxyType({})
MOST_BYTES = 1 << 20
"""The size of a project's template."""
_ERRORS = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError, OSError)
"""What reading a template or an expression in it may raise besides Jinja2's own errors."""


class Renderer:
    """Fills in templates of one project; each is read and compiled once."""

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = templates
        self._environments: dict[bool, Environment] = {}

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The template `name` filled in, as `render` does it."""
        is_html = name.endswith(".html.j2")
        # Filters of the same name escape for HTML in one environment and for Markdown in the other.
        if is_html not in self._environments:
            self._environments[is_html] = _environment(name, self._templates)
        try:
            return self._environments[is_html].get_template(name).render(context)
        except (TemplateError, *_ERRORS) as error:
            place = _place(error, self._templates, name)
            # No file of the project is part of it, so it is a bug of apidiff's and reported as one.
            if place is None:
                raise
            if isinstance(error, TemplateNotFound):
                raise _missing(str(error), place) from error
            raise InputError(
                f"the template fails: {escaping.clean(str(error)) or type(error).__name__}",
                place=place,
                hint="Correct that line, or remove the file to go back to the built-in template.",
            ) from error


def render(name: str, context: Mapping[str, Any], templates: Path | None = None) -> str:
    """The template `name` filled in; `templates` is the project's folder, whose files override the built-in ones.

    A built-in template stays reachable as `builtin/NAME`, for `{% extends %}`. `*.html.j2` escapes for HTML, `*.md.j2`
    for Markdown. Whatever stands in `context` must be plain data: a template may call what it can reach.
    Raises `InputError` with the file and line where a project's template is wrong.
    """
    return Renderer(templates).render(name, context)


def unused(templates: Path) -> list[str]:
    """The files in a project's folder of templates that take no built-in one's place, and that none of those includes.

    A link to a file does not count: nothing but what templates include reaches the site.
    """
    files = [path for path in sorted(templates.rglob("*")) if path.is_file() and not path.is_symlink()]
    names = [path.relative_to(templates).as_posix() for path in files]
    own = {name for name in names if not (BUILTIN / name).is_file() and not Path(name).name.startswith(".")}
    if not own:
        return []
    pending = [name for name in names if name not in own]
    left = set(own)
    for name in pending:
        source = _beginning(templates / name)
        # What cannot be read may include anything, and is not judged itself.
        found = set(left) if source is None else _included(source, left)
        left -= found
        pending += found
    return sorted(name for name in left if _beginning(templates / name) is not None)


def _beginning(path: Path) -> bytes | None:
    """As much of a file as a template may have; `None` where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES)
    except OSError:
        return None


def _included(source: bytes, names: Iterable[str]) -> set[str]:
    """Those of the templates `names` that a template extends, includes or imports."""
    text = source.decode("utf-8", "replace")
    try:
        referred = set(find_referenced_templates(_PLAIN.parse(text)))
    except (TemplateError, RecursionError):
        # What cannot be read is not judged: rendering says what is wrong with it.
        referred = {None}
    # `None`: a name that is computed, of which the text has the parts, if anything has.
    return {name for name in names if name in referred or (None in referred and name in text)}


_PLAIN = SandboxedEnvironment()
"""For reading what a template refers to, without filling it in."""


def _environment(name: str, templates: Path | None) -> Environment:

    builtin = FileSystemLoader(BUILTIN)
    own = [FunctionLoader(_reader(templates))] if templates is not None and templates.is_dir() else []
    html = name.endswith(".html.j2")
    environment = _Sandbox(
        templates,
        # A project's file comes first. `builtin/NAME` leads past it, so that it can extend what it replaces.
        loader=ChoiceLoader([*own, builtin, PrefixLoader({"builtin": builtin})]),
        # Markdown too: `_finalizer` has then escaped for Markdown, and marked what it returns as safe.
        autoescape=True,
        finalize=_clean if html else _escape_markdown,
        # A misspelled name in a project's template is an error, and not an empty place on the page.
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED[html],
    )
    parts = f"parts.{'html' if html else 'md'}.j2"
    is_own_parts = templates is not None and os.path.lexists(templates / parts)
    environment.globals["once"] = _called if is_own_parts else _Once()
    environment.filters |= _html_filters() if html else _markdown_filters()
    environment.filters |= {
        "day": words.day,
        "version_name": words.version_name,
        "inside": words.inside,
        "count": words.number,
        "counts": words.counts,
        "ending": words.sentence,
        "shorten": words.shorten,
        "plain": plain,
        "step": step,
    }
    return environment


class _Compiled(BytecodeCache):
    """What the templates of this process were compiled to: a comment is filled in until it is short enough."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:  # of its source: a project's template may be another by now
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.checksum, bucket.code


# A filter of a constant is applied as the template is compiled: for HTML, or for Markdown.
_COMPILED = {is_html: _Compiled() for is_html in (True, False)}


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which asks once for each type whether an attribute is safe: nothing else decides it."""

    def __init__(self, templates: Path | None, **options: Any) -> None:
        super().__init__(**options)
        self._templates = templates
        self._safe: dict[tuple[type, str], bool] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """As Jinja2 does; a project's template that fills a block which nothing shows is an error."""
        parsed = super()._parse(source, name, filename)
        if filename and self._templates is not None and Path(filename).is_relative_to(self._templates):
            self._require_blocks(parsed, name, filename)
        return parsed

    def _require_blocks(self, parsed: nodes.Template, name: str | None, filename: str) -> None:
        """Raise `InputError` for a block that no template has which this one extends, or where those go in a circle."""
        parent, line = _parent(parsed)
        if parent is None or self.loader is None:
            return
        known: set[str] = set()
        passed = {name}
        while parent is not None:
            if parent in passed:
                raise InputError(
                    f"the template extends itself: `{escaping.clean(parent)}`",
                    place=Place(filename, line=line),
                    hint=f'The built-in one has another name: `{{% extends "builtin/{escaping.clean(parent)}" %}}`.',
                )
            passed.add(parent)
            try:
                source, _, _ = self.loader.get_source(self, parent)
            except TemplateNotFound:
                # Raised as it is, it would have the loader take the built-in template in place of this one.
                raise _missing(parent, Place(filename, line=line)) from None
            above = super()._parse(source, parent, None)
            known |= {block.name for block in above.find_all(nodes.Block)}
            found, _ = _parent(above)
            # A name that is computed: nobody knows yet what blocks there are.
            if found is None and above.find(nodes.Extends):
                return
            parent = found
        for block in parsed.body:
            if isinstance(block, nodes.Block) and block.name not in known:
                raise InputError(
                    f"there is no block `{block.name}` in what this template extends",
                    place=Place(filename, line=block.lineno),
                    hint=f"The blocks are {', '.join(sorted(known)) or 'none'}.",
                )

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        kind = type(obj)
        if obj.__class__ is not kind:  # It passes for something else, each one as it likes.
            return super().is_safe_attribute(obj, attr, value)
        safe = self._safe.get((kind, attr))
        if safe is None:
            safe = self._safe[kind, attr] = super().is_safe_attribute(obj, attr, value)
        return safe


def _missing(name: str, place: Place) -> InputError:
    return InputError(
        f"there is no template `{escaping.clean(name)}`",
        place=place,
        hint="Name a file in the folder of your templates, or a built-in one as `builtin/NAME`.",
    )


class _Undefined(StrictUndefined):
    """What a template names and there is not."""

    @property
    def _undefined_message(self) -> str:
        one = self._undefined_obj
        if self._undefined_hint or not is_dataclass(one):
            return super()._undefined_message
        names = ", ".join(sorted(field.name for field in fields(one)))
        return f"there is no `{self._undefined_name}` here, but {names}"


def _parent(parsed: nodes.Template) -> tuple[str | None, int]:
    """The name in `{% extends "NAME" %}`, and its line; `None` where there is none, or it is computed."""
    extends = parsed.find(nodes.Extends)
    if extends is None or not isinstance(extends.template, nodes.Const) or not isinstance(extends.template.value, str):
        return None, 1
    return extends.template.value, extends.lineno


def _called(macro: Macro, item: object, root: str, *rest: object) -> str:  # noqa: ARG001
    """As `_Once`, each time anew: a project's macro may look at the page that it stands on."""
    if not isinstance(macro, Macro):
        raise TypeError("`once` calls a macro")
    return Markup(macro(item, *rest))


class _Once:
    """Calls a macro of the built-in parts with an item; what it said of the same one is not made again.

    What such a macro says depends on its arguments and on `root` alone, whatever page it is on.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[object, str]] = {}

    def __call__(self, macro: Macro, item: object, root: str, *rest: object) -> str:
        # By identity: to hash an item, all that it holds would have to be read. It is kept, so that no other takes its
        # place.
        key = (getattr(macro, "name", None), id(item), root, *rest)
        if key not in self._known:
            self._known[key] = item, _called(macro, item, root, *rest)
        return self._known[key][1]


def _reader(folder: Path) -> Callable[[str], tuple[str, str, None] | None]:
    """Read a project's own templates by name: plain files in its folder, never what a link elsewhere leads to.

    `FileSystemLoader` follows links, so that a template of a pull request could print any file of the machine.
    """

    def source(name: str) -> tuple[str, str, None] | None:
        path = folder.joinpath(*split_template_path(name))
        if not os.path.lexists(path):
            return None
        try:
            return read_inside(folder, path, MOST_BYTES).decode(), str(path), None
        except OSError as error:
            raise InputError(
                f"the template cannot be read: {error.strerror}",
                place=Place(str(path)),
                hint="Put a plain file there, or remove it to go back to the built-in template.",
            ) from None

    return source


def _clean(value: Any) -> Any:
    # By its exact type: `Markup` is a `str` that is escaped already, and would come out as one that is not.
    return escaping.clean(value) if type(value) is str else value


def _escape_markdown(value: Any) -> Any:

    # `Markup`, which filters and macros return, is escaped already.
    if hasattr(value, "__html__"):
        return value
    return Markup(escaping.markdown(str(value), line_start=False))


def sentence(text: str, links: Mapping[str, str] = NO_LINKS) -> Markup:
    """As HTML, a sentence with the identifiers in backticks as `<code>`, each of the `links` as a link."""
    written = Markup("")
    for kind, piece in escaping.parts(text):
        shown = Markup("<code>{}</code>").format(prose.breakable(piece)) if kind == "code" else escape(piece)
        url = links.get(piece) if kind == "code" else None
        written += Markup('<a href="{}">{}</a>').format(url, shown) if url else shown
    return written


def plain(text: str) -> str:
    """A sentence as text, without its backticks."""
    return "".join(piece for _, piece in escaping.parts(text))


def step(one: Any, root: str) -> str:
    """The address of a link that leads to a page of the site, or elsewhere."""
    page = str(one.page)
    own = _OWN_PAGE.match(page)
    # A link may be a path of the site or what a maintainer configured; only the former is below `root`.
    return root + page if own else escaping.safe_url(page) or "#"


# The folders are those of `recording.publishing.FOLDERS`.
_OWN_PAGE = re.compile(r"(?:releases|versions|operations|compare|years)/|index\.html\Z")


def _html_filters() -> dict[str, Callable[..., Any]]:

    def breakable(name: str) -> Markup:
        """A name that a narrow screen breaks between its words."""
        return prose.breakable(escaping.clean(name))

    def link(url: str) -> str:
        """An address for `href`, or `#` where it is none that a page should link to."""
        return escaping.safe_url(url) or "#"

    def line(text: str) -> Markup:
        """A line of code with the spaces that it begins with."""
        # `clean` takes away the spaces that a line begins with, and in code they mean something.
        depth = len(text) - len(text.lstrip(" \t"))
        return escape(" " * depth + escaping.clean(text))

    def lines(text: str) -> Markup:
        """Several lines of code."""
        return Markup("\n").join(line(one) for one in text.split("\n"))

    return {
        "sentence": sentence,
        "breakable": breakable,
        "link": link,
        "line": line,
        "lines": lines,
        "prose": prose.to_html,
        "inline": prose.to_html_inline,
    }


def _markdown_filters() -> dict[str, Callable[..., Any]]:

    def fence(text: str, language: str = "", indent: int = 0) -> Markup:
        """A fenced block of code whose further lines start with `indent` spaces."""
        # In an item of a list, each line of a block is indented as far as the item's text (CommonMark 0.31, 5.2).
        return Markup(escaping.markdown_fence(text, language).replace("\n", "\n" + " " * indent))

    def link(url: str) -> Markup:
        """An address for `[text](address)`, or `#`."""
        safe = escaping.safe_url(url) or "#"
        # A parenthesis or a space would end the address (CommonMark 0.31, 6.3).
        return Markup("<" + safe + ">" if set("() ") & set(safe) else safe)

    def written(text: str, top: int, root: str = "", entries: Mapping[str, str] = NO_LINKS) -> Markup:
        """Markdown as it was written, without HTML and unsafe links; its links to `entries` lead to their Markdown."""
        to = {name: link(root + _twin_of_post(address)) for name, address in entries.items()}
        return Markup(prose.to_markdown(text, top=top, entries=to))

    def sentence(text: str, links: Mapping[str, str] = NO_LINKS) -> Markup:
        """A sentence with the identifiers in backticks as code; those that are one of the `links` lead there."""
        elsewhere = {name: link(twin(url)) for name, url in links.items() if url}
        return Markup(escaping.markdown_sentence(text, elsewhere))

    def twin(url: str) -> str:
        """The Markdown beside a page of the site; any other address as it is."""
        page = url.partition("#")[0]
        own = page.endswith(".html") and _OWN_PAGE.match(page.replace("../", ""))
        # Only a page of the site has Markdown beside it.
        return page.removesuffix(".html") + ".md" if own else url

    def anchor(name: str) -> Markup:
        """What a link leads to by `#name`. Whatever a name holds, nothing of it ends the tag."""
        return Markup('<a id="{}"></a>').format(re.sub(r"[^\w.-]", "-", name))

    def _twin_of_post(address: str) -> str:
        # Of a page's anchors, its Markdown has those of the posts.
        return f"{twin(address)}#{address.partition('#')[2]}"

    return {
        "twin": twin,
        "prose": written,
        "anchor": anchor,
        "sentence": sentence,
        "code": lambda text: Markup(escaping.markdown_code(text)),
        "fence": fence,
        "link": link,
    }


def _place(error: BaseException, templates: Path | None, name: str) -> Place | None:
    """The place in a project's template at which `error` arose; `None` where it is a built-in one's."""

    if templates is None:
        return None
    if isinstance(error, TemplateSyntaxError):
        inside = error.filename is not None and Path(error.filename).is_relative_to(templates)
        return Place(error.filename, line=error.lineno) if inside else None
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(templates)
    ]
    if frames:
        return Place(frames[-1].filename, line=frames[-1].lineno)
    # A file that cannot be read or decoded ran no line, so that no frame names it.
    unreadable = isinstance(error, (UnicodeDecodeError, OSError)) and not isinstance(error, TemplateNotFound)
    if unreadable and (templates / name).exists():
        return Place(str(templates / name))
    # A built-in template misses what a file of the project, which stands in for another one, does not define.
    return Place(str(templates)) if any(templates.glob("*.j2")) else None


def tidy(text: str) -> str:
    """The Markdown that a template made: no line ends in white space, and no more than one line in a row is blank."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
