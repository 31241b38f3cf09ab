"""What a person is asked, with all that the page shows beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families import grounds_in_words
from kinkeeper.families.decided_proposals import imports
from kinkeeper.families.models import Question, QuestionKind, Relationship, RelationshipState
from kinkeeper.intake.directory.suggest_child import near
from kinkeeper.intake.models import Import, PlannedPerson
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, PersonState
from kinkeeper.readings import (
    as_named,
    block_grounds,
    block_lifts,
    changeable_relationships,
    key_conflicts,
    looks,
    releases,
)
from kinkeeper.readings.as_named import Named
from kinkeeper.readings.block_lifts import Lifting
from kinkeeper.readings.key_conflicts import Led
from kinkeeper.readings.paging import Place
from kinkeeper.readings.releases import Release
from kinkeeper.roster.fields import BY_NAME, NAMES
from kinkeeper.roster.text.isolate import alone

# Of things at one time the relationship comes first.
RELATIONSHIPS, QUESTIONS, BLOCKS = 0, 1, 2


SHOWN = ("given_name", "family_name", "birth_date", "email", "phone", "username", "sync_key")


@dataclass(frozen=True)
class Side:
    """One field of a person, here and in the file."""

    label: str
    here: str
    file: str
    differs: bool


def _side(name: str, person: Person, changes: Mapping[str, Sequence[str | None]]) -> Side:
    here = str(getattr(person, name) or "")
    file = (changes[name][1] or "") if name in changes else here
    return Side(_(BY_NAME[name].label), here, file, file != here)


@dataclass(frozen=True)
class Asked:
    """One thing to decide. `number` is the relationship's for a proposal and for the review of a
    block, else the question's; `roster` the import that asked, where the viewer may see it;
    `likely` the pupils within reach who may have been meant; `disagree` the rows side by side;
    `grounds` what a block rests on, in words; `lifting` how far its lifting is; `named` where the
    file names the child of a proposal."""

    kind: str
    number: int
    parent: Person | None
    child: Person | None
    since: datetime
    roster_import: Import | None = None
    relationship: Relationship | None = None
    question: Question | None = None
    likely: Sequence[Person] = ()
    disagree: Sequence[PlannedPerson] = ()
    open: Collection[int] = field(default_factory=set)
    led: Led | None = None
    release: Release = field(default_factory=Release)
    grounds: Sequence[str] = ()
    lifting: Lifting | None = None
    named: Named | None = None

    @property
    def title(self) -> str:
        return title(self)

    @property
    def label(self) -> str | Promise:
        return QuestionKind(self.kind).label

    @property
    def side_by_side(self) -> list[tuple[str, PlannedPerson]]:
        """Each of the rows with where it stands in the file."""
        return [(row.roster_import.lines.label(row.number), row) for row in self.disagree]

    @property
    def sides(self) -> list[Side]:
        """What is here beside what the file says, where somebody may be somebody else."""
        if self.question is None or self.parent is None:
            return []
        changes = self.question.detail.get("changes", {})
        sides = {name: _side(name, self.parent, changes) for name in SHOWN}
        return [side for name, side in sides.items() if name in NAMES or side.differs]

    @property
    def not_mine_since(self) -> datetime | None:
        """Since when a parent saw the child who is not theirs, as that parent says."""
        said = self.question.detail.get("not_mine") if self.question is not None else None
        return datetime.fromisoformat(said["since"]) if said else None

    @property
    def place(self) -> Place:
        if self.kind == QuestionKind.BLOCK_REVIEW:
            return Place(self.since, BLOCKS, self.number)
        return Place(self.since, RELATIONSHIPS if self.question is None else QUESTIONS, self.number)


def of_relationship(relationship: Relationship) -> Asked:
    return Asked(
        QuestionKind.PROPOSED,
        relationship.pk,
        relationship.parent,
        relationship.child,
        relationship.since,
        relationship=relationship,
    )


def of_block(relationship: Relationship) -> Asked:
    """Of a block whose review date has come (`block_grounds.to_review`)."""
    due = getattr(relationship, block_grounds.DUE)
    parent, child = relationship.parent, relationship.child
    kind = QuestionKind.BLOCK_REVIEW
    return Asked(kind, relationship.pk, parent, child, due, relationship=relationship)


def of_question(each: Question) -> Asked:
    return Asked(each.kind, each.pk, each.parent, each.child, each.asked_at, question=each)


def with_more(viewer: Viewer, shown: Sequence[Asked]) -> list[Asked]:
    """Adds what is read for the whole page at once."""
    numbers = {id(each): _import_of(each) for each in shown}
    roster_imports = imports_of(viewer, list(numbers.values()))
    people = {p.pk for each in shown for p in (each.parent, each.child) if p is not None}
    reachable = changeable_relationships.within_reach(viewer, people)
    of_a_block = {QuestionKind.HELD_BACK, QuestionKind.BLOCK_LIFT}
    blocks = _blocks([each for each in shown if each.kind in of_a_block])
    likely = _likely(viewer, [each.question for each in shown if each.question is not None])
    released = releases.shown(
        viewer,
        [each.question for each in shown if each.question and each.kind == QuestionKind.RELEASE],
    )
    rows = _rows([each.question for each in shown if each.kind == QuestionKind.ROWS_DISAGREE])
    about = {id(each): each.relationship or blocks.get(each.number) for each in shown}
    grounds = _grounds(viewer, list(about.values()))
    named = as_named.of(viewer, about.values())
    looks.shows(viewer, *(p for each in shown for p in (each.parent, each.child)))
    looks.shows(viewer, *(p for of_one in likely.values() for p in of_one))
    return [
        Asked(
            each.kind,
            each.number,
            each.parent,
            each.child,
            each.since,
            roster_imports.get(numbers[id(each)] or 0),
            about[id(each)],
            each.question,
            likely.get(each.number, []) if each.question is not None else [],
            rows.get(each.number, []) if each.question is not None else [],
            reachable,
            key_conflicts.whom_it_would_move(viewer, each.question.folded)
            if each.question is not None and each.kind == QuestionKind.KEY_LED_ELSEWHERE
            else None,
            released.get(each.number, Release()) if each.question is not None else Release(),
            grounds.get(getattr(about[id(each)], "pk", 0), ()),
            block_lifts.of_question(viewer, each.question)
            if each.question is not None and each.kind == QuestionKind.BLOCK_LIFT
            else None,
            named.get(getattr(about[id(each)], "pk", 0)),
        )
        for each in shown
    ]


def _import_of(each: Asked) -> int | None:
    if each.question is not None:
        return each.question.latest_import
    if each.kind == QuestionKind.BLOCK_REVIEW:  # no file asks
        return None
    said = imports(each.relationship.sources) if each.relationship is not None else []
    return said[-1] if said else None


def imports_of(viewer: Viewer, numbers: Sequence[int | None]) -> dict[int, Import]:
    wanted = [number for number in numbers if number is not None]
    return scopes.imports(viewer).in_bulk(wanted)


def _blocks(shown: Sequence[Asked]) -> dict[int, Relationship]:
    """Question -> the relationship with its block's reason."""
    found = {
        (relationship.parent_id, relationship.child_id): relationship
        for relationship in Relationship.objects.filter(
            parent__in=[each.parent for each in shown if each.parent is not None],
            child__in=[each.child for each in shown if each.child is not None],
            state=RelationshipState.BLOCKED,
        )
    }
    ends = {each.number: (each.parent, each.child) for each in shown}
    return {
        number: found[parent.pk, child.pk]
        for number, (parent, child) in ends.items()
        if parent is not None and child is not None and (parent.pk, child.pk) in found
    }


def _grounds(viewer: Viewer, found: Sequence[Relationship | None]) -> dict[int, Sequence[str]]:
    """Blocked relationship -> what the block rests on, in words."""
    blocks = [each for each in found if each and each.state == RelationshipState.BLOCKED]
    grounds = block_grounds.of(viewer, blocks) if blocks else {}
    return {
        each.pk: grounds_in_words.sentences(grounds[each.pk], date_of(each.child_id))
        for each in blocks
        if grounds[each.pk]
    }


def _likely(viewer: Viewer, asked: Sequence[Question]) -> dict[int, list[Person]]:
    """Question -> pupils within the viewer's reach whose key is a slip away; looked up now, because
    they may have come, gone or changed since the import."""
    found: dict[int, list[Person]] = {}
    fields: Mapping[str, str] = {"sync-key": "sync_key", "username": "username_folded"}
    for match, name in fields.items():
        mine = [
            each
            for each in asked
            if each.match == match
            and each.kind in {QuestionKind.LIKELY_KEY, QuestionKind.WRONG_KEY}
        ]
        hits = near(sorted({each.folded for each in mine}), match, viewer.reach)
        keys = {key for around in hits.values() for key in around}
        if not keys:
            continue
        pupils = scopes.with_places(viewer, scopes.people(viewer).filter(profile="pupil"))
        known = {
            str(getattr(pupil, name)): pupil
            for pupil in pupils.filter(**{f"{name}__in": keys}).exclude(state=PersonState.TRASHED)
        }
        for each in mine:
            around = sorted(hits.get(each.folded, ()))
            found[each.pk] = [known[key] for key in around if key in known]
    return found


def _rows(asked: Sequence[Question | None]) -> dict[int, list[PlannedPerson]]:
    """Question -> the rows as the plan of the latest import has them."""
    wanted = Q(pk__in=[])
    known = [each for each in asked if each is not None]
    for each in known:
        wanted |= Q(roster_import_id=each.latest_import, number__in=each.rows)
    found = list(
        PlannedPerson.objects.filter(wanted)
        .select_related("roster_import")
        .defer("sealed_password")
        .order_by("number")
    )
    return {
        each.pk: [
            row
            for row in found
            if row.roster_import_id == each.latest_import and row.number in each.rows
        ]
        for each in known
    }


def of_cell(detail: Mapping[str, str]) -> str:
    """The question about a cell of a record."""
    about = {"text": alone(detail["text"]), "column": detail["heading"]}
    about["row"] = alone(detail["name"])
    if not detail["text"]:
        return _("What is %(column)s of %(row)s?") % about
    if detail["doubt"]:
        return _("Is “%(text)s” in %(column)s right?") % about
    return _("How should “%(text)s” in %(column)s be read?") % about


def title(asked: Asked) -> str:
    """The question in one sentence."""
    about = {
        "parent": alone(asked.parent.full_name) if asked.parent is not None else "",
        "child": alone(asked.child.full_name) if asked.child is not None else "",
        "value": alone(asked.question.value) if asked.question is not None else "",
    }
    if asked.kind == QuestionKind.UNCLEAR_CELL and asked.question is not None:
        return of_cell(asked.question.detail)
    sentences = {
        QuestionKind.PROPOSED: _("May %(parent)s see %(child)s?"),
        QuestionKind.HELD_BACK: _("Should the block between %(parent)s and %(child)s stay?"),
        QuestionKind.BLOCK_REVIEW: _("Should %(parent)s and %(child)s stay blocked?"),
        QuestionKind.BLOCK_LIFT: _("May the block between %(parent)s and %(child)s be lifted?"),
        QuestionKind.LIKELY_KEY: _("Which child of %(parent)s does %(value)s mean?"),
        QuestionKind.TRASHED_CHILD: _(
            "%(parent)s has a pending relationship with %(child)s, who is in the trash. What "
            "should happen?"
        ),
        QuestionKind.WRONG_KEY: _(
            "Which child of %(parent)s should there be where the file says %(value)s?"
        ),
        QuestionKind.ROWS_DISAGREE: _("Which of the rows about %(value)s is right?"),
        QuestionKind.OTHER_PERSON: _("Is this still %(parent)s?"),
        QuestionKind.KEY_LED_ELSEWHERE: _("May %(value)s have the former key of %(parent)s?"),
        QuestionKind.ANOTHER_CHILD: _("Should %(parent)s see another child?"),
        QuestionKind.RELEASE: _("May another office open the account of %(parent)s?")
        if asked.parent is not None
        else _("May another office open these accounts?"),
    }
    return sentences[QuestionKind(asked.kind)] % about
