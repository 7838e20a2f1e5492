"""The pictures are well-formed whatever the figures and the names are."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bench import plot


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter() if element.text and element.text.strip()]


def test_bars_show_each_figure_and_say_what_failed():
    svg = plot.bars("A <title> & more", "s", {"stripe": {"apidiff": 0.5, "oasdiff": None}})
    assert {"A <title> & more", "stripe", "0.50 s", "failed"} <= set(texts(svg))


@pytest.mark.parametrize("points", [[(1, 0.1)], [(1, 0.01), (10_000, 7.5)], [(50, 2.0), (50, 2.0)]])
def test_lines_stay_inside_of_the_picture(points):
    svg = plot.lines("Growth", "changes", "", {"seconds": points})
    for circle in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 <= float(circle.get("cx")) <= plot.WIDTH
        assert 0 <= float(circle.get("cy")) <= plot.HEIGHT


def test_axes_are_labelled_by_decade():
    labels = texts(plot.lines("Growth", "changes", "", {"seconds": [(2, 0.02), (500, 3)]}))
    assert {"1", "10", "100", "1,000", "0.01", "0.1"} <= set(labels)
