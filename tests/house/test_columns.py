"""A person's columns and a relationship's attributes stand once, in `roster.fields`: whoever must
have them all is asked here, and is named where one is missing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields as attributes
from pathlib import Path

import pytest
from django.db import connection, models

from kinkeeper.families import decided_proposals, pending_relationships
from kinkeeper.families.models import PendingRelationship, Relationship
from kinkeeper.intake.directory import fetch
from kinkeeper.intake.models import PlannedPerson, PlannedRelationship
from kinkeeper.intake.sections.people import undo_statements as undo_people
from kinkeeper.intake.sections.people import write as write_people
from kinkeeper.intake.sections.relationships import undo_statements as undo_relationships
from kinkeeper.intake.sections.relationships import write as write_relationships
from kinkeeper.people.models import Person
from kinkeeper.readings import questions
from kinkeeper.registry import merge
from kinkeeper.registry.merge_record import MovedRelationship
from kinkeeper.roster import fields, problems
from kinkeeper.roster.columns import mapping
from kinkeeper.roster.formats import combined_columns, contact_groups
from kinkeeper.roster.headings import subject_of_bare_headings
from kinkeeper.roster.headings.words import WORDS
from kinkeeper.roster.match import directory as shape
from kinkeeper.roster.plan import decide_relationships, people_stage
from kinkeeper.web.staff import person_forms

ROOT = Path(__file__).parents[2]
Places = Mapping[str, Iterable[str]]


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def lacking(places: Places, names: Iterable[str]) -> list[str]:
    wanted = set(names)
    return [f"{place}: {name}" for place, has in places.items() for name in wanted - set(has)]


PERSON: Places = {
    "people.models.Person": columns(Person),
    "intake.models.PlannedPerson": columns(PlannedPerson),
    "roster.match.directory.DETAILS": {*shape.DETAILS, "sync_key"},
    "roster.plan.people_stage.PEOPLE": people_stage.PEOPLE,
    "intake.directory.fetch.DETAILS": words(fetch.DETAILS) | {"sync_key"},
    "intake.sections.people.write.CREATE": words(write_people.CREATE),
    "intake.sections.people.write.CHANGE": words(write_people.CHANGE),
    "intake.sections.people.undo_statements.JUDGE": words(undo_people.JUDGE),
    "intake.sections.people.undo_statements.RESTORE": words(undo_people.RESTORE) | {"username"},
    "intake.sections.people.undo_statements.DIFFERS": words(undo_people.DIFFERS),
    "registry.merge": {*merge.ALONE, *fields.ADDRESS, *fields.NAMES, "username"},
    "web.staff.person_forms.LABELS": person_forms.LABELS,
    "web/templates/staff/people/facts.html": {
        *words((ROOT / "kinkeeper/web/templates/staff/people/facts.html").read_text("utf-8")),
        *fields.NAMES,  # the page's title
    },
}
ROSTER: Places = {
    "roster.headings.words.WORDS": {*WORDS, "child"},  # which has words of its own
    "docs/commands.md": words((ROOT / "docs/commands.md").read_text("utf-8")),
}
# Nobody asks an adult's birth date in a pupil's row, and a key is found by what it finds.
CONTACTS: Places = {
    "roster.formats.contact_groups.PARTS": {*contact_groups.PARTS, "sync_key", *fields.DATES},
    "roster.headings.subject_of_bare_headings.PERSONS": subject_of_bare_headings.PERSONS,
    "roster.problems.WORDS": problems.WORDS["fields"],
}
TELLS_WHO: Places = {"readings.questions.SHOWN": questions.SHOWN}
SAID: Places = {
    "roster.formats.contact_groups.PARTS": contact_groups.PARTS,
    "roster.formats.combined_columns.READ": combined_columns.READ,
    "roster.columns.mapping.OF_OTHERS": {*mapping.OF_OTHERS, "kind"},  # which is no right
}
RELATIONSHIP: Places = {
    "families.models.Relationship": columns(Relationship),
    "families.models.PendingRelationship": columns(PendingRelationship),
    "intake.models.PlannedRelationship": columns(PlannedRelationship),
    "roster.plan.decide_relationships.RELATIONSHIPS": decide_relationships.RELATIONSHIPS,
    "roster.match.directory.PENDINGS": shape.PENDINGS,
    "intake.directory.fetch.PENDINGS": words(fetch.PENDINGS),
    "intake.sections.relationships.write.MAKE": words(write_relationships.MAKE),
    "intake.sections.relationships.write.REMEMBER": words(write_relationships.REMEMBER),
    "intake.sections.relationships.write.PENDING": words(write_relationships.PENDING),
    "intake.sections.relationships.undo_statements.RESTORE": words(undo_relationships.RESTORE),
    "families.pending_relationships.CONNECT": words(pending_relationships.CONNECT),
    "families.decided_proposals.as_asked": decided_proposals.as_asked(Relationship(sources=[])),
    "registry.merge_record.MovedRelationship": {
        each.name for each in attributes(MovedRelationship)
    },
}
GRANT: Places = {
    name: RELATIONSHIP[name]
    for name in (
        "families.models.PendingRelationship",
        "intake.models.PlannedRelationship",
        "roster.match.directory.PENDINGS",
        "intake.directory.fetch.PENDINGS",
        "intake.sections.relationships.write.PENDING",
    )
}


@pytest.mark.parametrize(
    ("places", "names"),
    [
        (PERSON, fields.PERSON),
        (ROSTER, fields.LIMITS),
        (CONTACTS, fields.PERSON),
        (TELLS_WHO, (*fields.NAMES, *fields.DATES, *fields.OWN)),
        (SAID, fields.OF_RELATIONSHIP),
        (RELATIONSHIP, fields.RELATIONSHIP),
        (GRANT, fields.GRANT),
    ],
)
def test_every_place_has_every_column(places: Places, names: Iterable[str]) -> None:
    assert lacking(places, names) == []


@pytest.mark.parametrize("places", [PERSON, ROSTER, CONTACTS, TELLS_WHO, SAID, RELATIONSHIP, GRANT])
def test_a_column_that_a_place_lacks_is_named_with_the_place(places: Places) -> None:
    assert lacking(places, ["no_such_column"]) == [f"{place}: no_such_column" for place in places]


def test_a_column_holds_what_a_field_may_have() -> None:
    for model in (Person, PlannedPerson):
        for name in fields.PERSON:
            column = model._meta.get_field(name)
            told = f"{model.__name__}.{name}"
            assert isinstance(column, models.Field), told
            assert isinstance(column, models.DateField) == (name in fields.DATES), told
            assert column.max_length in {None, fields.LIMITS[name]}, told
            may_lack = name in fields.ABSENT or (name, model) == ("username", PlannedPerson)
            assert column.null == may_lack, told


def test_a_merge_remembers_the_whole_relationship() -> None:
    kept = {each.name for each in attributes(MovedRelationship)}
    assert columns(Relationship) - {"id", "parent", "child"} == kept


@pytest.mark.django_db
def test_the_version_counts_every_column_of_a_person() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'kinkeeper_count_person_version'"
        )
        source = cursor.fetchone()[0]
    for row in ("OLD", "NEW"):
        counted = set(re.findall(rf"\b{row}\.(\w+)", source)) - {"version"}
        assert counted == {*fields.PERSON, "profile", "state", "hand_changed"}, row
