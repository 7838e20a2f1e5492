"""The judge of the client-library lens: how it reads clients, and what apidiff says of its edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import apidiff
from fuzz.clients.__main__ import outcome
from fuzz.clients.explained import EXPLAINED
from fuzz.clients.judging import Judged, all_pairs, breaking_rules
from fuzz.clients.surfaces import READERS, Surface

GOLDEN = Path(__file__).parent / "clients.json"
PAIRS = {pair.name: pair for pair in all_pairs()}

JAVA = """public class Pet extends Animal {
  public String getName() {
  public Pet tags(@javax.annotation.Nonnull List<Tag> tags) throws ApiException {
  public boolean equals(Object o) {
    SMALL("small"),
"""
GO = """type Pet struct {
\tAnimal
\tName string `json:"name"`
\tcount *int32
}
type Size string
const (
\tSMALL Size = "small"
)
func (o *Pet) GetName() string {
func (o *Pet) setName(v string) {
"""
TYPESCRIPT = """export interface Pet extends Animal {
    name: string;
    readonly size?: Size;
    [key: string]: any;
}
export const Size = {
    Small: 'small'
} as const;
export interface ListPetsRequest {
    limit?: number;
}
    async listPets(requestParameters: ListPetsRequest, initOverrides?: RequestInit): Promise<Pet> {
    async listPetsRaw(requestParameters: ListPetsRequest): Promise<Raw> {
"""
PYTHON = """class Pet(Animal):
    name: Annotated[str, Field(min_length=0, strict=True)]
    age: Optional[StrictInt] = None
    kind: StrictStr = Field(alias="Kind")
    __properties: ClassVar[List[str]] = ["name"]

class Size(str, Enum):
    SMALL = 'small'

class PetsApi:
    def list_pets(
        self,
        owner: StrictStr,
        limit: Optional[StrictInt] = None,
        _request_timeout: None = None,
    ) -> List[Pet]:
"""


def read(language: str, text: str) -> Surface:
    surface = Surface()
    READERS[language]("Pet", text, surface)
    return surface


def test_java() -> None:
    assert read("java", JAVA).named == {
        "type Pet",
        "Pet extends Animal",
        "Pet.String getName()",
        "Pet.Pet tags(List<Tag>)",
        "Pet constant SMALL",
    }


def test_go() -> None:
    assert read("go", GO).named == {
        "type Pet",
        "Pet embeds Animal",
        "Pet.Name string",
        "type Size",
        "type Size string",
        "constant SMALL",
        "Pet.GetName() string ",
    }


def test_typescript() -> None:
    surface = read("ts", TYPESCRIPT)
    assert surface.named == {
        "interface Pet",
        "Pet extends Animal {",
        "Pet.name: string",
        "Pet.size?: Size",
        "Pet.[key: string]: any",
        "const Size",
        "Size constant Small",
        "interface ListPetsRequest",
        "ListPetsRequest.limit: number",
        "listPets(requestParameters: ListPetsRequest, ) Pet",
    }
    assert surface.demanded == {("Pet", "name")}


def test_python() -> None:
    surface = read("py", PYTHON)
    assert surface.named == {
        "class Pet",
        "class Pet(Animal)",
        "Pet.name: str",
        "Pet.age: Optional[int]",
        "Pet.kind: str",
        "class Size",
        "Size constant SMALL",
        "list_pets #0 owner: str",
        "list_pets #1 limit: Optional[int]",
        "list_pets() List[Pet]",
    }
    assert surface.demanded == {("Pet", "name"), ("Pet", "kind"), ("list_pets", "owner")}


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("    name?: string;", "    name: string;", ["Pet.name?: string", "required Pet.name"]),
        ("    name: string;", "    name: string;\n    size?: number;", []),
        ("    name: string;", "    name: string;\n}\nexport interface Tag {\n    id: string;", []),
    ],
)
def test_what_is_lost(before: str, after: str, lost: list[str]) -> None:
    sides = [read("ts", f"export interface Pet {{\n{text}\n}}\n") for text in (before, after)]
    assert sides[0].lost(sides[1]) == lost


def test_every_edit_is_readable_and_edits() -> None:
    for name, pair in PAIRS.items():
        apidiff.diff(pair.revision, pair.revision)
        same = pair.base == pair.revision and json.dumps(pair.base) == json.dumps(pair.revision)
        assert same == name.endswith("/same"), name


def test_what_apidiff_says_of_each_edit() -> None:
    """Regenerate with `python -m tests.fuzz.test_clients`, and read the diff."""
    assert told() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_explained_pairs_exist() -> None:
    assert set(EXPLAINED) <= set(PAIRS)


@pytest.mark.parametrize(
    ("name", "lost", "told", "kind"),
    [
        ("pets/operation_id", {"go": ["x"]}, ["client-library:operation-id-changed"], "agreed"),
        ("pets/operation_id", {"go": ["x"]}, [], "missed"),
        ("pets/operation_id", {}, ["client-library:operation-id-changed"], "alarm"),
        ("pets/argument_added_last", {"java": ["x"]}, [], "explained"),
        ("pets/argument_added_last", {}, [], "no longer differs"),
    ],
)
def test_outcome(name: str, lost: dict[str, list[str]], told: list[str], kind: str) -> None:
    assert outcome(Judged(name, lost, told)) == kind


def told() -> dict[str, list[str]]:
    return {name: breaking_rules(pair) for name, pair in PAIRS.items()}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(told(), indent=1) + "\n", encoding="utf-8")
