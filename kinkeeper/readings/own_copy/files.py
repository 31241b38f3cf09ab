"""The files of the documents and messages that go with a copy."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.asking import whole_site
from kinkeeper.messaging import write
from kinkeeper.messaging.models import File, Message
from kinkeeper.readings.own_copy.document import Coded
from kinkeeper.records.by_hand.documents import content_of
from kinkeeper.records.documents import PDF, Document

MOST = 100 * 1024 * 1024  # bytes in one copy
TOO_MUCH = Coded(
    "too-much", _("Not in this copy, which would be too large. Download it from the page.")
)


@dataclass
class Files:
    """Those of what the copy lists, each once, as long as there is room. They are read one by one,
    in the transaction that looked at the rights. Those for an office are read with the whole site
    in sight, as the list of them was: the wall may keep messages from the office itself."""

    for_office: bool = False
    _room: int = field(default_factory=lambda: MOST)
    _found: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def place(self, document: Document) -> str | Coded:
        """Where in the copy the file is."""
        name = f"documents/{document.file_name}"
        return self._placed(name, document.size, partial(content_of, document))

    def of_message(self, message: Message) -> str | Coded | None:
        """The same of the file of a message, which is fetched when the copy is written; None where
        it has none."""
        file = message.file
        if file is None:
            return None
        kind = "pdf" if file.media_type == PDF else "jpg"
        name = f"messages/message-{message.pk}.{kind}"
        return self._placed(name, file.size, partial(_content, file.pk))

    def _placed(self, name: str, size: int, content: Callable[[], bytes]) -> str | Coded:
        if name not in self._found:
            if size > self._room:
                return TOO_MUCH
            self._room -= size
            self._found[name] = content
        return name

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name, content in self._found.items():
            with whole_site() if self.for_office else nullcontext():
                read = content()
            yield name, read


def _content(number: int) -> bytes:
    return write.content_of(File.objects.get(pk=number))
