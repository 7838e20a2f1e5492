"""A small governed API that the tests of records and commands change, release and break."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from apidiff.recording.gate import Gate, gate
from apidiff.recording.project import Project, load_project
from apidiff.recording.snapshots import Snapshot, snapshot

FIRST, SECOND, THIRD = date(2026, 6, 17), date(2026, 6, 23), date(2026, 6, 28)

_DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/v1/pets": {
            "get": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}},
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {}}}},
                "responses": {"201": {"description": "made"}},
            },
        }
    },
    "webhooks": {
        "pet.sold": {
            "post": {
                "requestBody": {
                    "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {}}}}}
                },
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}


def document(
    *,
    sent: tuple[str, ...] = ("id", "nick"),
    taken: tuple[str, ...] = ("name", "toy"),
    paths: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A description: the fields that `GET /v1/pets` sends, those that `POST` takes, further paths, query parameters."""
    made = copy.deepcopy(_DOCUMENT)
    pets = made["paths"]["/v1/pets"]
    for media, names in (
        (pets["get"]["responses"]["200"]["content"], sent),
        (pets["post"]["requestBody"]["content"], taken),
    ):
        media["application/json"]["schema"] = {
            "type": "object",
            "properties": {name: {"type": "string", "description": f"The {name}."} for name in names},
        }
    pets["get"]["parameters"] = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in query]
    for path in paths:
        made["paths"][path] = {"get": {"responses": {"204": {"description": "nothing"}}}}
    return made


class Pets:
    """The API in a folder."""

    def __init__(self, root: Path, config: str = "") -> None:
        self.root = root
        (root / "apidiff.toml").write_text(f'[project]\ndescription = "openapi.json"\n{config}')
        for folder in ("schemas", "changelog"):
            (root / folder).mkdir(exist_ok=True)
        self.write()

    def copied(self, root: Path) -> Pets:
        """The project as it is, in another folder that is not there yet."""
        shutil.copytree(self.root, root)
        pets = object.__new__(Pets)
        pets.root = root
        return pets

    def write(self, **parts: Any) -> None:
        """Change the description at hand; arguments as for `document`."""
        self.put(document(**parts))

    def put(self, content: dict[str, Any]) -> None:
        (self.root / "openapi.json").write_text(json.dumps(content))

    def project(self) -> Project:
        """The project as it is on disk now."""
        return load_project(self.root)

    def gate(self, **options: Any) -> Gate:
        return gate(self.project(), **options)

    def snapshot(self, release: date = FIRST) -> Snapshot:
        return snapshot(self.project(), None, release)

    def entry(self, name: str, text: str) -> Path:
        path = self.root / "changelog" / name
        path.write_text(text)
        return path

    def unreleased(self, name: str, text: str) -> Path:
        path = self.root / "changelog" / "unreleased" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def records(self) -> dict[str, bytes]:
        """Every recorded file with its content."""
        folders = (self.root / "schemas", self.root / "changelog")
        files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path): path.read_bytes() for path in files}
