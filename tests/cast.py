"""A small believable school: two schools, people of each profile, and one stranger.

`stranger` is a parent with a child of the other school; nobody here may ever be shown to her.
"""

from dataclasses import dataclass

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings, tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person, Profile
from tests.cast_once import once

PASSWORD = "quiet lantern over the lake"


@dataclass(frozen=True)
class Cast:
    hillside: Organisation
    lakeside: Organisation
    class_5a: Organisation
    admin: Person
    henry: Person
    lara: Person
    maria: Person
    kari: Person
    jonas: Person
    nora: Person
    elias: Person
    theo: Person
    stranger: Person
    mila: Person

    def everybody(self) -> list[Person]:
        return [each for each in vars(self).values() if isinstance(each, Person)]


def person(username: str, profile: str, *places: Organisation, **more: object) -> Person:
    """Somebody with a name made of the username."""
    given, _dot, family = username.partition(".")
    values = {"given_name": given.title(), "family_name": family.title(), **more}
    found = Person.objects.create(username=username, profile=profile, **values)
    for place in places:
        Membership.objects.create(person=found, organisation=place)
    return found


def connected(parent: Person, child: Person, **more: object) -> Relationship:
    return Relationship.objects.create(
        parent=parent, child=child, state=RelationshipState.ACTIVE, sources=["manual"], **more
    )


def make() -> Cast:
    return once(_make)


def _make() -> Cast:
    actor = Actor(None, "the cast", "a test")
    settings.change(actor, "parent_login", True)
    hillside, lakeside = tree.ensure("Hillside")[0], tree.ensure("Lakeside")[0]
    class_5a = tree.ensure("Hillside/5A")[0]
    cast = Cast(
        hillside=hillside,
        lakeside=lakeside,
        class_5a=class_5a,
        admin=person("anna.admin", Profile.SYSTEM_ADMINISTRATOR),
        henry=person("henry.office", Profile.SCHOOL_ADMINISTRATOR, hillside),
        lara=person("lara.office", Profile.SCHOOL_ADMINISTRATOR, lakeside),
        maria=person("maria.ortega", Profile.TEACHER, class_5a),
        kari=person(
            "kari.berg", Profile.PARENT, hillside, sync_key="P-1", email="kari@example.org",
            street="Mill Lane 4", postal_code="0152", city="Hillside",
        ),
        jonas=person(
            "jonas.lund", Profile.PARENT, hillside, lakeside, sync_key="P-2",
            email="jonas@example.org",
        ),
        nora=person("nora.berg", Profile.PUPIL, hillside, class_5a, sync_key="H-1"),
        elias=person("elias.berg", Profile.PUPIL, hillside, sync_key="H-2"),
        theo=person("theo.lund", Profile.PUPIL, lakeside, sync_key="L-1"),
        stranger=person(
            "vera.stranger", Profile.PARENT, lakeside, sync_key="P-9", email="vera@example.org"
        ),
        mila=person("mila.stranger", Profile.PUPIL, lakeside, sync_key="L-9"),
    )  # fmt: skip
    for parent, child in (
        (cast.kari, cast.nora),
        (cast.kari, cast.elias),
        (cast.jonas, cast.nora),
        (cast.jonas, cast.theo),
        (cast.stranger, cast.mila),
    ):
        connected(parent, child)
    return cast
