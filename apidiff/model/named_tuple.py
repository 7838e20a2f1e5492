"""`NamedTuple`, made in a tenth of the time: a run defines fifty of them, and asks none for a field's type.

`typing.NamedTuple` compiles the annotation of every field, and a constructor for every class. To a type checker it is
that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    _Field = type(namedtuple("_Sample", "field").field)  # the descriptor that finds a field by its index in C

    class _Tuple(tuple):
        """What all of them have in common."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012 - as in `typing.NamedTuple`
        _last_defaults = ()

        def __new__(cls, /, *values, **named):
            """The tuple of the values, by position or name; a default where there is one. Raises `TypeError`."""
            if named or len(values) != len(cls._fields):
                values = _all_values(cls, values, named)
            return tuple.__new__(cls, values)

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in zip(self._fields, self, strict=True))})"

        def _replace(self, /, **named):
            """The same with other values in some fields. Raises `TypeError` for a field that there is not."""
            values = [*map(named.pop, self._fields, self)]
            if named:
                raise _unknown(type(self), named)
            return tuple.__new__(type(self), values)

        def _asdict(self):
            """The values by the names of their fields, in order."""
            return dict(zip(self._fields, self, strict=True))

    def _all_values(made, values, named):
        """A value for each field. Raises `TypeError` where one has none or two, or a name is no field's."""
        fields = made._fields[len(values) :]
        if not named and 0 < len(fields) <= len(made._last_defaults):
            return values + made._last_defaults[-len(fields) :]
        if len(named) < len(fields):
            named = {field: value for field, value in made._field_defaults.items() if field in fields} | named
        try:
            rest = [*map(named.pop, fields)]
        except KeyError as missing:
            raise TypeError(f"{made.__name__} has no value for {missing}") from None
        if named or len(values) > len(made._fields):
            raise _unknown(made, named or values[len(made._fields) :])
        return (*values, *rest)

    def _unknown(made, values):
        return TypeError(f"{made.__name__} has no field, or a value already, for {', '.join(map(repr, values))}")

    class _Meta(type):
        """Turns a class statement with annotated fields into a subclass of `tuple`."""

        def __new__(cls, name, _, namespace):
            """The tuple's class with the methods and the docstring that stand in the statement."""
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            namespace |= {field: _Field(index, "") for index, field in enumerate(fields)}
            namespace |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            namespace["_last_defaults"] = tuple(defaults.values())
            return type(name, (_Tuple,), namespace)

    NamedTuple = type.__new__(_Meta, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
