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


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_a_text_over_several_lines_says_is_no_key(quotes):
    text = f"[policy]\nreason = {quotes}\n[apis]\nother = 1\n# '{quotes[0] * 2}\n{quotes} # \"\"\" '''\nother = 2\n"
    assert line_of(text, ("policy", "reason")) == 2
    assert line_of(text, ("policy", "other")) == 7
    assert line_of(text, ("apis",)) is None


@pytest.mark.parametrize(
    "line", ["""a = "\\\\\\"'''" # \"\"\"""", """a = '\"\"\"'""", """# it's '''""", '''a = """\\"""x"""''']
)
def test_quotes_within_a_line_begin_no_text_over_several(line):
    assert line_of(f"{line}\nother = 2\n", ("other",)) == 2
