"""The import contract that import-linter has no built-in for: a room is entered by its doors only."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    """From one room to another only through ``doors`` (service, records); ``open_rooms`` may be entered anywhere."""

    type_name = "private_rooms"
    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False)
    visitors = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import that enters a room elsewhere."""
        bad = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self._enters(importer, imported)
        ]
        return ContractCheck(kept=not bad, metadata={"bad": bad})

    def _enters(self, importer: str, imported: str) -> bool:
        parts: list[Any] = imported.split(".")
        if parts[0] != self.root or len(parts) < 3 or parts[1] in (self.open_rooms or ()):
            return False
        same_room = importer.split(".")[:2] == parts[:2]
        return not same_room and parts[2] not in self.doors and importer not in (self.visitors or ())

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each pair."""
        for importer, imported in check.metadata["bad"]:
            output.print_error(f"{importer} enters {imported}")
