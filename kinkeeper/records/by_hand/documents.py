"""Documents that people add for parents to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.lib.seal import open_sealed, seal
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import audience, write
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.documents import Document, DocumentContent, DocumentVersion
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.models import School
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.roster.records.kinds.documents import DOCUMENTS

PURPOSE = "document"
FROM = time(7)


@dataclass(frozen=True)
class SaidDocument:
    """`from_day`: None is now; else from seven in the morning at the school."""

    title: str
    from_day: date | None = None

    def values(self, school: School) -> Mapping[str, Any]:
        """Raises `Refusal`."""
        shown = moment()
        if self.from_day is not None:
            shown = audience.moment_of(school, self.from_day, FROM)
            if shown <= moment():
                raise Refusal(
                    "too-early", _("That is over. Choose a later day, or none."), "from_day"
                )
        day = shown.astimezone(audience.zone_of(school)).date()
        return {"title": self.title.strip(), "published_at": shown, "published_on": day}


@act()
def document(  # noqa: PLR0917  # who gives what to whom
    actor: Actor,
    token: str,
    whom: Audience,
    pupil: Person | None,
    said: SaidDocument,
    file: SafeFile,
) -> HandEntry:
    """For the pupil, else for the group, else for the whole school. The same form sent twice is one
    document. Raises `Refusal`: also where the token said something else."""
    values = dict(said.values(whom.school))
    values |= {
        "pupil_id": pupil and pupil.pk,
        "group_id": whom.groups[0].pk if whom.groups and pupil is None else None,
        "media_type": file.media_type,
        "size": len(file.content),
    }
    entry, new = write.begin(actor, token, DOCUMENTS, whom)
    if not new:
        of_it = Document.objects.filter(series=BY_HAND, source=entry.source)
        return write.the_same(entry, of_it, values)
    stands = {"series": BY_HAND, "key": f"{token}/1", "source": entry.source}
    made = Document(school=whom.school, **stands, **values)
    made.save(force_insert=True)
    sealed = seal(file.content, secret=settings.SECRET_KEY, purpose=PURPOSE)
    DocumentContent(document=made, sealed=sealed).save(force_insert=True)
    if pupil is not None:
        write.tell_of_pupil(actor, "document.made", pupil.pk, made.school, {"title": made.title})
    else:
        write.tell(actor, "made", entry, values)
    return entry


@dataclass(frozen=True)
class Correction:
    """What a document is to say. `whom`: the class, none is the whole school; one about a pupil
    stays about that pupil. `from_day` as in `SaidDocument`, but that the day on which it is shown
    already, or none, changes nothing of what parents see. `file`: None keeps it."""

    title: str
    whom: Audience
    from_day: date | None = None
    file: SafeFile | None = None

    def values(self, document: Document) -> dict[str, Any]:
        """Raises `Refusal`."""
        values: dict[str, Any] = {"title": self.title.strip()}
        out = document.published_at <= moment()
        if self.from_day != document.published_on and not (out and self.from_day is None):
            values = dict(SaidDocument(self.title, self.from_day).values(self.whom.school))
        if document.pupil_id is None:
            values["group_id"] = self.whom.groups[0].pk if self.whom.groups else None
        if self.file is not None:
            values |= {"media_type": self.file.media_type, "size": len(self.file.content)}
        return values


@act()
def correct(actor: Actor, entry: HandEntry, version: int, said: Correction) -> None:
    """What stood there before is kept for the school. A parent who had it from there may have it
    still; the page gives only what stands now. Raises `Refusal`."""
    found = write.unchanged(entry, version)
    document = Document.objects.select_for_update(of=("self",)).get(
        series=BY_HAND, source=found.source
    )
    values = said.values(document)
    if said.file is None and all(getattr(document, each) == of for each, of in values.items()):
        return
    content = DocumentContent.objects.get(document=document)
    DocumentVersion(
        document=document,
        title=document.title,
        for_group=document.group_id,
        published_at=document.published_at,
        media_type=document.media_type,
        sealed=None if said.file is None else content.sealed,
        replaced_at=moment(),
        replaced_by=actor.person_id,
        replaced_by_name=actor.name[:300],
    ).save(force_insert=True)
    if said.file is not None:
        content.sealed = seal(said.file.content, secret=settings.SECRET_KEY, purpose=PURPOSE)
        content.save(update_fields=["sealed"])
    Document.objects.filter(pk=document.pk).update(**values)
    if document.pupil_id is None:
        found.groups = [group.pk for group in said.whom.groups]
    found.version, found.changed_at = found.version + 1, moment()
    found.save(update_fields=["groups", "version", "changed_at"])
    if document.pupil_id is not None:
        data = {"title": values["title"], "was": document.title}
        write.tell_of_pupil(actor, "document.changed", document.pupil_id, found.school, data)
    else:
        write.tell(actor, "changed", found, values)


def content_of(document: Document) -> bytes:
    """Of one that whoever asks may see."""
    return opened(DocumentContent.objects.get(document=document).sealed)


def opened(sealed: bytes | memoryview) -> bytes:
    return open_sealed(bytes(sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)
