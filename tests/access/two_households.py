"""Two separated parents of one child, and whoever else such a family has, with words of their own.

`kari` and her children Nora and Elias are the cast's. The other household comes beside them:
nothing that Kari obtains may differ by it.
"""

from dataclasses import dataclass

from kinkeeper.families.block import block
from kinkeeper.families.models import (
    Match,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
    RelationshipKind,
    RelationshipState,
)
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.protect import protect
from kinkeeper.roster.vocabulary import AREAS_OF, Preset
from tests.cast import Cast, connected, make, person

FIRST = 777_000_001  # an internal ID that stands in no page by accident
SITE, HILLSIDE, FJORDVIK = "Site office 1000", "Hillside office 2000", "Fjordvik office 5550"


@dataclass(frozen=True)
class Household:
    """`bjarte` is the other parent, `stian` his partner, `hulda` his child alone, at a school of
    another town; `pernille` is a protected child of both, at that school too; `cato` is blocked.
    `words` are all by which anybody could know of them."""

    bjarte: Person
    stian: Person
    hulda: Person
    pernille: Person
    cato: Person
    words: tuple[str, ...]


def own(office: Actor) -> Cast:
    """Kari's household alone; nobody else of her children's families is there."""
    cast = make()
    Relationship.objects.filter(parent=cast.jonas, child=cast.nora).delete()
    settings.change(office, "office", SITE)
    own_settings.change(office, cast.hillside, "office", HILLSIDE)
    return cast


def other(office: Actor, cast: Cast) -> Household:
    fjordvik = tree.ensure("Fjordvik")[0]
    own_settings.change(office, fjordvik, "office", FJORDVIK)
    own_settings.change(office, fjordvik, "site_name", "Fjordvik skule")
    found = Household(
        bjarte=person(
            "bq.1973", Profile.PARENT, fjordvik, cast.hillside, pk=FIRST, given_name="Bjarte",
            family_name="Quistgaard", sync_key="BQ-77", email="bjarte@quist.example",
            phone="+4798765432", street="Trollveien 77", postal_code="98761", city="Uttersund",
            country="Ruritania", last_login="2026-01-01T00:00Z", password="kept",
        ),
        stian=person(
            "zellwanger.s", Profile.PARENT, fjordvik, pk=FIRST + 1, given_name="Stian",
            family_name="Zellwanger", sync_key="SZ-88", email="stian@zell.example",
            phone="+4791234567",
        ),
        hulda=person(
            "hulda.q", Profile.PUPIL, fjordvik, pk=FIRST + 2, given_name="Hulda",
            family_name="Quistgaard", sync_key="FJ-1",
        ),
        pernille=person(
            "pernille.x", Profile.PUPIL, fjordvik, pk=FIRST + 3, given_name="Pernille",
            family_name="Xanten", sync_key="FJ-2",
        ),
        cato=person(
            "wexelblad", Profile.PARENT, cast.hillside, pk=FIRST + 4, given_name="Cato",
            family_name="Wexelblad", sync_key="CW-99", email="cato@wexel.example",
            phone="+4790001112",
        ),
        words=(
            "Bjarte", "Quistgaard", "bq.1973", "BQ-77", "quist.example", "98765432", "Trollveien",
            "98761", "Uttersund", "Ruritania", "Stian", "Zellwanger", "SZ-88", "zell.example",
            "91234567", "Hulda", "FJ-1", "FJ-2", "Fjordvik", "5550", "Cato", "Wexelblad", "CW-99",
            "wexel.example", "90001112", "Order of 3 March", "PEND-555", "Foster parent",
            "foster-parent", "Step-parent", "Grandparent", "Restraining order",
        ),
    )  # fmt: skip
    _families(office, cast, found)
    _undecided(cast, found)
    _sent(office, found)
    return found


def _families(office: Actor, cast: Cast, here: Household) -> None:
    connected(here.bjarte, cast.nora, kind=RelationshipKind.FOSTER_PARENT)
    connected(here.bjarte, here.hulda)
    connected(here.bjarte, here.pernille)
    connected(here.stian, cast.nora, kind=RelationshipKind.STEP_PARENT)
    connected(here.stian, here.pernille, kind=RelationshipKind.STEP_PARENT)
    for parent in (here.bjarte, here.stian):
        for child in (cast.nora, here.pernille):
            given = Given(AREAS_OF[Preset.NOTHING if parent == here.stian else Preset.EVERYTHING])
            set_rights(office, parent, child, given, reason="Order of 3 March")
    connected(here.cato, cast.nora)
    block(office, here.cato, cast.nora, reason="Restraining order 4711")
    block(office, here.bjarte, cast.elias, reason="Restraining order 4712")
    protect(office, here.pernille, reason="Restraining order 4713", reach=WHOLE_SITE)


def _undecided(cast: Cast, here: Household) -> None:
    """A relationship that waits, one that is proposed, and what is open about them."""
    waited = {"match": Match.SYNC_KEY, "value": "PEND-555", "folded": "PEND-555"}
    PendingRelationship.objects.create(parent=here.bjarte, source="manual", **waited)
    grandparent = {"kind": RelationshipKind.GRANDPARENT, "reason": "Restraining order 4714"}
    connected(here.cato, cast.elias, **grandparent)
    proposed = Relationship.objects.filter(parent=here.cato, child=cast.elias)
    proposed.update(state=RelationshipState.PROPOSED)
    kinds = (QuestionKind.PROPOSED, QuestionKind.OTHER_PERSON, QuestionKind.HELD_BACK)
    for kind in kinds:
        Question.objects.create(kind=kind, parent=here.cato, child=cast.elias, value="PEND-555")
    Question.objects.create(kind=QuestionKind.WRONG_KEY, parent=here.bjarte, **waited)


def _sent(office: Actor, here: Household) -> None:
    """Their letters and e-mails, among others' and alone."""
    both = [here.stian, here.cato]
    for form in (Form.PAGES, Form.LIST):
        pdf_batch.produce(order(office, both, form).pk, office)
    mail_batch.post(order(office, both, Form.EMAIL).pk, office)
