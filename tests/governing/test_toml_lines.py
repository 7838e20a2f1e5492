"""Where a key stands in a TOML text: lines end where TOML has them end."""

import pytest

from apidiff.governing.toml_lines import line_of


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x85", "a\tb"])
def test_only_a_newline_ends_a_line(inside):
    text = f'[policy]\nreason = "one{inside}two"\nother = 1\n'
    assert line_of(text, ("policy", "other")) == 3


def test_a_carriage_return_before_a_newline_is_part_of_the_line_end():
    text = "[policy] # first\r\nreason = 1\r\n[[policy.overrides]]\r\nrule = 2\r\n"
    assert line_of(text, ("policy", "reason")) == 2
    assert line_of(text, ("policy", "overrides", 0, "rule")) == 4
