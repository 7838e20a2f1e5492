"""Hashes are those of `hashlib`, and a file's is worked out when it is asked for."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from apidiff.model.digest import Digest, key_of, sha256_of_short


@given(st.binary())
def test_hashes_of_short_texts_are_those_of_hashlib(data):
    assert sha256_of_short(data) == hashlib.sha256(data).hexdigest()
    assert key_of(data) == hashlib.blake2b(data, digest_size=20).digest()


def test_a_digest_is_worked_out_when_it_is_asked_for():
    asked = []

    def parts():
        asked.append(True)
        yield from (b"a", b"b")

    digest = Digest(parts())
    assert not asked
    assert str(digest) == hashlib.sha256(b"ab").hexdigest()
    assert str(digest) == repr(digest)
    assert digest == Digest([b"ab"]) == hashlib.sha256(b"ab").hexdigest()
    assert hash(digest) == hash(Digest([b"ab"]))
    assert digest != Digest([b"a"])
    assert asked == [True]


def test_to_pydantic_it_is_a_text():
    adapter = TypeAdapter(Digest)
    assert adapter.dump_json(Digest([b"a"])) == b'"%s"' % hashlib.sha256(b"a").hexdigest().encode()
    assert adapter.validate_json(b'"abc"') == Digest(text="abc")
    with pytest.raises(ValueError, match="string"):
        adapter.validate_json(b"1")


def test_a_diff_for_a_person_loads_no_openssl(tmp_path):
    for name, title in (("a.json", "one"), ("b.json", "two")):
        (tmp_path / name).write_text(f'{{"openapi": "3.1.0", "info": {{"title": "{title}"}}, "paths": {{}}}}')
    program = (
        "import sys\nfrom apidiff.cli.edge import run\n"
        "run(['diff', 'a.json', 'b.json', '--verbose'])\nprint('hashlib' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "documentation-changed" in ran.stdout
    assert ran.stdout.endswith("False\n")
