"""An organisation changes what its parents see, or goes by what is above it again."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.request_memo import forget
from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features import pictures
from kinkeeper.parent_features.in_force import standing_at
from kinkeeper.parent_features.layout import (
    DEFAULT,
    Information,
    Layout,
    Placed,
    changes,
    of_version,
)
from kinkeeper.parent_features.models import LayoutVersion, Picture

MOST_WORDS, MOST_LINKS, MOST_PICTURES = 4000, 10, 4


class Refusal(Exception):
    """A sentence for whoever tried, and the field that it belongs to."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def layout_at(organisation: Organisation) -> Layout:
    """The layout that holds there, its own or one above it."""
    standing = standing_at([organisation.path])
    path = organisation.path
    while path and path not in standing:
        path = path.rpartition("/")[0]
    return standing[path].layout if path in standing else DEFAULT


def own_of(organisation: Organisation) -> LayoutVersion | None:
    """The version in force, where the organisation has a layout of its own."""
    newest = LayoutVersion.objects.filter(organisation=organisation).order_by("-pk").first()
    return newest if newest is not None and newest.own else None


@act()
def arrange(
    actor: Actor, organisation: Organisation, placed: Sequence[Placed], known: Sequence[str]
) -> bool:
    """Blocks in this order; whether anything is different now. The organisation has a layout of
    its own from then on. `known` are the names of all blocks."""
    before = layout_at(organisation)
    after = replace(before, placed=tuple(each for each in placed if each.name in known))
    return _save(actor, organisation, before, after, known)


@act()
def inform(
    actor: Actor, organisation: Organisation, information: Information, known: Sequence[str]
) -> bool:
    """What the organisation says itself, above or below its blocks. Raises `Refusal`."""
    before = layout_at(organisation)
    check(organisation, information, before.information)
    return _save(actor, organisation, before, replace(before, information=information), known)


@act()
def go_back(
    actor: Actor, organisation: Organisation, version: LayoutVersion, known: Sequence[str]
) -> bool:
    """To what held with this version, which stays in the history with all others."""
    before = layout_at(organisation)
    if not version.own:
        return go_by_above(actor, organisation)
    return _save(actor, organisation, before, of_version(version), known, again=True)


@act()
def go_by_above(actor: Actor, organisation: Organisation) -> bool:
    """By what is above it again: the whole site by what Kinkeeper shows where nothing is said. Its
    own layout stays in the history."""
    if own_of(organisation) is None:
        return False
    _write(actor, organisation, DEFAULT, [["above", ""]], own=False)
    return True


@act()
def add_picture(actor: Actor, organisation: Organisation, content: bytes, said: str) -> Picture:
    """Encoded anew; in no layout yet. Raises `Refusal`."""
    if not said.strip():
        raise Refusal(_("Say in words what the picture shows."), "said_of_picture")
    try:
        drawn = pictures.encoded_anew(content)
    except pictures.NoPicture as refusal:
        raise Refusal(str(refusal), "picture") from None
    pictures.forget_unused(organisation)
    return Picture.objects.create(
        organisation=organisation,
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        said=said.strip()[:200],
    )


def check(organisation: Organisation, wanted: Information, before: Information) -> None:
    """Raises `Refusal` for what `inform` would refuse."""
    if len(wanted.words) > MOST_WORDS:
        raise Refusal(_("Write at most %d characters.") % MOST_WORDS, "words")
    if len(wanted.links) > MOST_LINKS:
        raise Refusal(_("At most %d links.") % MOST_LINKS, "links")
    for link in wanted.links:
        if not link.is_safe:
            told = _("%s: a link begins with https://, http:// or mailto:.") % link.address[:80]
            raise Refusal(told, "links")
        if not link.words.strip():
            raise Refusal(_("Say in words where the link leads."), "links")
    if len(wanted.pictures) > MOST_PICTURES:
        raise Refusal(_("At most %d pictures.") % MOST_PICTURES, "picture")
    own = Picture.objects.filter(organisation=organisation).values_list("pk", flat=True)
    if set(wanted.pictures) - set(before.pictures) - set(own):
        raise Refusal(_("This picture is no longer here. Add it again."), "picture")


def _save(
    actor: Actor,
    organisation: Organisation,
    before: Layout,
    after: Layout,
    known: Sequence[str],
    *,
    again: bool = False,
) -> bool:
    """`again`: also where it differs by nothing from what holds above."""
    changed = changes(before, after, known)
    begins = own_of(organisation) is None
    if not changed and not (begins and again):
        return False
    if begins:
        changed.insert(0, ["own", ""])
    _write(actor, organisation, after, changed, own=True)
    return True


def _write(
    actor: Actor, organisation: Organisation, layout: Layout, changed: list[list[str]], *, own: bool
) -> None:
    said = layout.information
    LayoutVersion.objects.create(
        organisation=organisation,
        own=own,
        blocks=[[each.name, each.shown, each.short] for each in layout.placed],
        words=said.words,
        links=[[each.words, each.address] for each in said.links],
        pictures=list(said.pictures),
        changed=changed,
        made_by=actor.person_id,
        made_by_name=actor.name[:300],
    )
    forget()
    told = {
        "path": organisation.path or "/",
        "changed": [" ".join(each).strip() for each in changed],
    }
    record(actor, "layout.changed", organisation_id=organisation.pk, data=told)
