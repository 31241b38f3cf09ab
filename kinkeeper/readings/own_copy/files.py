"""The files of the documents that go with a copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from kinkeeper.readings.own_copy.document import Coded
from kinkeeper.records.by_hand.documents import content_of
from kinkeeper.records.documents import Document

MOST = 100 * 1024 * 1024  # bytes in one copy
TOO_MUCH = Coded(
    "too-much", _("Not in this copy, which would be too large. Download it from the page.")
)


@dataclass
class Files:
    """Those of what the copy lists, each once, as long as there is room. They are read one by one,
    in the transaction that looked at the rights."""

    _room: int = field(default_factory=lambda: MOST)
    _found: dict[str, Document] = field(default_factory=dict)

    def place(self, document: Document) -> str | Coded:
        """Where in the copy the file is."""
        name = f"documents/{document.file_name}"
        if name not in self._found:
            if document.size > self._room:
                return TOO_MUCH
            self._room -= document.size
            self._found[name] = document
        return name

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name, document in self._found.items():
            yield name, content_of(document)
