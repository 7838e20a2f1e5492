"""Numbers to a picture: an SVG of bars or of lines on logarithmic axes, by hand so that nothing need be installed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

COLOURS = ("#1f6feb", "#d1720f", "#6e7781", "#1a7f37")
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 48, 56


def _page(title: str, body: Sequence[str], height: int = HEIGHT) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            'font-family="system-ui, sans-serif" font-size="12" fill="#24292f">',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="24" font-size="15" font-weight="600">{escape(title)}</text>',
            *body,
            "</svg>",
            "",
        ]
    )


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, float | None]]) -> str:
    """One group of horizontal bars for each key, one bar for each tool; `None` is a tool that failed there."""
    tools = list(dict.fromkeys(tool for values in groups.values() for tool in values))
    largest = max((v for values in groups.values() for v in values.values() if v), default=1.0)
    label_width, room, y = 150, WIDTH - 150 - 110, 64
    body = [_legend(tools, 40)]
    for name, values in groups.items():
        body.append(
            f'<text x="{label_width - 8}" y="{y + 7 * len(values) + 3}" text-anchor="end">{escape(name)}</text>'
        )
        for tool, value in values.items():
            colour = COLOURS[tools.index(tool) % len(COLOURS)]
            length = room * (value or 0) / largest
            text = f"{value:.2f} {unit}" if value is not None else "failed"
            body.append(f'<rect x="{label_width}" y="{y}" width="{max(length, 1):.1f}" height="11" fill="{colour}"/>')
            body.append(f'<text x="{label_width + length + 6:.1f}" y="{y + 10}" font-size="11">{text}</text>')
            y += 14
        y += 12
    return _page(title, body, y + 8)


def lines(title: str, across: str, up: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """One line a series over logarithmic axes, with a dotted line of slope one to compare with."""
    points = [p for values in series.values() for p in values]
    x_low, x_high = _decades([p[0] for p in points])
    y_low, y_high = _decades([p[1] for p in points])

    def at(x: float, y: float) -> tuple[float, float]:
        right = LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(x) - x_low) / (x_high - x_low)
        down = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (math.log10(y) - y_low) / (y_high - y_low)
        return round(right, 1), round(down, 1)

    body = [_legend(list(series), 40)]
    for decade in range(x_low, x_high + 1):
        x, bottom = at(10**decade, 10**y_low)
        body.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="#d0d7de"/>')
        body.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{_power(decade)}</text>')
    for decade in range(y_low, y_high + 1):
        left, y = at(10**x_low, 10**decade)
        body.append(f'<line x1="{left}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#d0d7de"/>')
        body.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{_power(decade)}</text>')
    body.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>')
    body.append(f'<text x="16" y="{TOP - 8}">{escape(up)}</text>')
    reach = min(x_high - x_low, y_high - y_low)
    (x1, y1), (x2, y2) = at(10**x_low, 10**y_low), at(10 ** (x_low + reach), 10 ** (y_low + reach))
    body.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#8c959f" stroke-dasharray="2 5"/>')
    for colour, values in zip(COLOURS * len(series), series.values(), strict=False):
        path = " ".join(f"{x},{y}" for x, y in (at(*p) for p in values))
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in (at(*p) for p in values)]
    return _page(title, body)


def _legend(names: Sequence[str], y: int) -> str:
    parts, x = [], WIDTH - RIGHT
    for name, colour in reversed(list(zip(names, COLOURS * len(names), strict=False))):
        x -= 7 * len(name) + 26
        parts.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="{y}">{escape(name)}</text>')
    return "".join(parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _power(decade: int) -> str:
    return f"{10**decade:,}" if decade >= 0 else f"{10**decade:.{-decade}f}"
