"""What refers to one another: a description may refer in circles, and in chains deeper than a stack."""

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def circles(start: Node, leads_to: Callable[[Node], Iterator[Node]]) -> Iterator[list[Node]]:
    """What can be reached, in groups that lead to each other; each group after those that it leads to.

    Source: Tarjan, Depth-first search and linear graph algorithms (1972), without recursion.
    """
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    done: set[Node] = set()
    open_: list[Node] = []
    pending: list[tuple[Node, Iterator[Node]]] = []

    def enter(node: Node) -> None:
        order[node] = low[node] = len(order)
        open_.append(node)
        pending.append((node, leads_to(node)))

    enter(start)
    while pending:
        at, following = pending[-1]
        child = next(following, None)
        if child is not None:
            if child not in order:
                enter(child)
            elif child not in done:
                # The child is still open, so it leads back here: one circle.
                low[at] = min(low[at], order[child])
            continue
        pending.pop()
        if pending:
            low[pending[-1][0]] = min(low[pending[-1][0]], low[at])
        if low[at] == order[at]:
            circle: list[Node] = []
            while not circle or circle[-1] != at:
                circle.append(open_.pop())
            done.update(circle)
            yield circle
