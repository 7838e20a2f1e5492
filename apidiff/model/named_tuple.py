"""`NamedTuple`, made in a third of the time: a run defines fifty of them, and asks none for a field's type.

`typing.NamedTuple` compiles the annotation of every field, to keep it as a type. To a type checker it is that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _Meta(type):
        """Turns a class statement with annotated fields into a subclass of `tuple`."""

        def __new__(cls, name, _, namespace):
            """The tuple's class with the methods and the docstring that stand in the statement."""
            fields = namespace.get("__annotations__", {})
            defaults = [namespace.pop(field) for field in fields if field in namespace]
            made = namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
            for key, value in namespace.items():
                setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_Meta, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
