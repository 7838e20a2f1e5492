"""Hashes are those of `hashlib`, and a file's is worked out when it is asked for."""

from __future__ import annotations

import hashlib

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
