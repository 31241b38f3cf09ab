"""Makes the copy: for whoever asks for their own, and for an office that was asked for one."""

from contextlib import ExitStack
from dataclasses import replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.may_open_account import may_open
from kinkeeper.families.refusals import Refusal
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import STAFF, Person, Profile
from kinkeeper.readings import children as pages
from kinkeeper.readings import looks, who_looked
from kinkeeper.readings.own_copy import account, children, lines, pupil
from kinkeeper.readings.own_copy.document import Copy, OfChild, Section
from kinkeeper.readings.own_copy.extent import WHOLE, Extent, Told, of_office
from kinkeeper.readings.own_copy.files import Files
from kinkeeper.records.opened import Asked, AskedByPage, AskedByPupil
from kinkeeper.roster.vocabulary import Area


class OfStaff(Refusal):
    code = "copy-of-staff"


class OutOfReach(Refusal):
    code = "copy-out-of-reach"


def may_have(viewer: Viewer) -> bool:
    """Whether the one who asks is here as a parent or as a pupil."""
    return viewer.person is not None and viewer.profile in {Profile.PARENT, Profile.PUPIL}


def of_oneself(viewer: Viewer, secret: str) -> Copy:
    """What the pages show the person now, read behind the wall, and what else there is about the
    account. `secret` is that of the session. It is in the journal."""
    person = viewer.person
    assert person is not None  # noqa: S101  # `may_have` was asked
    found = made(person, AskedByPage(person.pk, moment()), get_language() or "en")
    more = [account.of_sign_ins(secret)]
    if viewer.profile == Profile.PUPIL:
        more.append(lines.of_looks(who_looked.at_oneself(person)))
    mine = {each.id: each for each in pages.all_of(person)}
    found = replace(
        found,
        sections=[*found.sections, *more],
        children=[_with_looks(each, mine[each.number]) for each in found.children],
    )
    record(viewer.actor, "copy.taken", person_id=person.pk, data={"entries": found.count})
    return found


def for_office(viewer: Viewer, person: Person, *, reason: str) -> Copy:
    """The same on request, but for what only the person's own session is told: from which network
    the person is signed in. `reason` says who asked for it and how. Raises `Refusal`
    for who works here, and where the account reaches further than the viewer (K38). What even then
    is not the viewer's is left out: protected people, and what is of another school (`extent`)."""
    if person.profile in STAFF:
        raise OfStaff(_("Copies are made of the data of parents and pupils."))
    if not may_open(viewer.reach, person.pk):
        raise OutOfReach(
            _("You do not reach everything that this account shows. Ask a system administrator.")
        )
    language, extent = _language(person), of_office(viewer, person)
    with ExitStack() as stack:
        stack.enter_context(whole_site())
        stack.enter_context(override(language))
        asks = AskedByPupil if person.profile == Profile.PUPIL else Asked
        found = made(person, asks(person.pk, moment()), language, extent)
        told = account.of_sign_ins_told(person)
        found = replace(_looked_at(found, person, extent.reach, told), by_office=True)
        looks.shows(viewer, person)
        looks.shows_children(viewer, [each.number for each in found.children])
        said = {"entries": found.count, "reason": reason}
        record(viewer.actor, "copy.made", person_id=person.pk, data=said)
    return found


def _looked_at(found: Copy, person: Person, reach: Reach, told: Section) -> Copy:
    """With who looked, as the pages of the family say it."""
    if person.profile == Profile.PUPIL:
        own = who_looked.told_to_office(person.pk, reach, names=True)
        return replace(found, sections=[*found.sections, told, lines.of_looks(own)])
    parts = []
    for each in found.children:
        if each.areas:  # else there is no page of the child
            day = Area.SCHOOL_DAY in each.areas
            looked = lines.of_looks(who_looked.told_to_office(each.number, reach, names=day))
            each = replace(each, sections=[*each.sections, looked])
        parts.append(each)
    return replace(found, sections=[*found.sections, told], children=parts)


def made(person: Person, asked: Asked, language: str, extent: Extent = WHOLE) -> Copy:
    """All sections but those that the person's own session alone is told."""
    is_pupil = person.profile == Profile.PUPIL
    files = Files(for_office=extent is not WHOLE)
    mine = [] if is_pupil else children.of(asked, person, files, extent)
    told = Told(mine, extent)
    more = (
        pupil.of(person, asked, files, extent)
        if is_pupil
        else account.of_parent(person, told, files)
    )
    sections = [*account.of(person), *more, lines.of(person, told)]
    return Copy(person.full_name, timezone.now(), language, sections, mine, files)


def _with_looks(found: OfChild, child: pages.Child) -> OfChild:
    """Of a child of whom nothing is seen there is no page, and so no looks."""
    if not child.areas:
        return found
    looked = lines.of_looks(who_looked.at_own_child(child))
    return replace(found, sections=[*found.sections, looked])


def _language(person: Person) -> str:
    try:
        return get_supported_language_variant(person.language.strip().lower())
    except LookupError:
        return settings.LANGUAGE_CODE
