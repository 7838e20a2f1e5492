"""Real descriptions are read whole, as another reader reads them."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
import yaml

from apidiff.reading import canonical_json, contract_of, read, resolve

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "real.tar.xz"


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    if not CORPUS.exists():
        assert os.environ.get("CI") != "true", f"{CORPUS} is missing"
        pytest.skip(f"the corpus of real descriptions is not there: {CORPUS}")
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(CORPUS) as archive:
        archive.extractall(folder, filter="data")
    return folder / "real"


def test_every_single_file_reads_and_its_canonical_form_reads_back(real, tmp_path):
    files = sorted([*real.glob("*/*.json"), *real.glob("*/*.yaml")])
    assert len(files) >= 20
    for file in files:
        description = read(file)
        again = tmp_path / "again.json"
        again.write_bytes(canonical_json(description.document))
        assert read(again).document == description.document, file
        assert contract_of(description).title


def test_yaml_has_the_structure_and_texts_that_another_composer_finds(real):
    for file in (real / "adyen-checkout/base.yaml", real / "openai-early/base.yaml"):
        texts = yaml.load(file.read_bytes(), Loader=yaml.CBaseLoader)
        assert _same(read(file).document, texts) is None


def _same(ours, texts, at=""):
    """Where the two differ, if texts are compared as texts; `None` where they do not."""
    if isinstance(texts, dict):
        if not isinstance(ours, dict) or ours.keys() != texts.keys():
            return at
        return next((spot for key in ours if (spot := _same(ours[key], texts[key], f"{at}/{key}"))), None)
    if isinstance(texts, list):
        if not isinstance(ours, list) or len(ours) != len(texts):
            return at
        return next((spot for n, item in enumerate(ours) if (spot := _same(item, texts[n], f"{at}/{n}"))), None)
    return None if not isinstance(ours, str) or ours == texts else at


def test_thousands_of_files_become_one_document_with_names_that_last(real):
    main = "specification/DigitalOcean-public.v2.yaml"
    base, revision = (read(real / "digitalocean" / side / main) for side in ("base", "revision"))
    old, new = (side.document["components"]["schemas"] for side in (base, revision))
    assert len(old) > 800
    assert old.keys() - new.keys() == set()
    pointer = "/paths/~1v2~1account/get/responses/200"
    assert resolve(base.document, resolve(base.document, pointer)["$ref"])["description"]
    place = base.locator.locate([f"{pointer}/$ref"])[f"{pointer}/$ref"]
    assert place.file.endswith("resources/account/account_get.yml")
    assert place.line is not None
