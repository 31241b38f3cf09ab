"""Which columns of a pupil's row name one parent together: *Parent 1 name*, *Guardian e-mail*, ….

A number, or the word itself (*mother*, *secondary guardian*), tells one parent from another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kinkeeper.roster import fields
from kinkeeper.roster.cells.claim_words import readable
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.headings.heading_subject import (
    NAME,
    NOBODY,
    PARENT,
    PUPIL,
    Said,
    said_of,
    words_of,
)
from kinkeeper.roster.headings.words import (
    BY_HEADING,
    NAME_IS_LAST,
    WHO,
    WHOLE,
    fold_heading,
)
from kinkeeper.roster.table import Table

# In a child's list *Erzieher 1* is who works in the kindergarten; *Erzieher 1: Vorname* is how
# SchILD writes a parent.
ADULT = (
    r"erzieher(?=\s*[1-9]\s*:)|"
    "parent(?!esco|ela)|guardian|contact|carer|adult|responsible|foresatt|forelder|forælder|vårdnadshavare"
    "|elternteil|erziehungsberechtigter?|sorgeberechtigter?|huoltaja|ouder|verzorger|responsable"
    "|tuteur|padre|tutor|opiekun"
)
NUMBERED = re.compile(rf"^({ADULT})\s*[_\-. ]*\s*([1-9])\s*[_\-.: ]*\s*(.*)$", re.IGNORECASE)
TRAILING = re.compile(rf"^({ADULT})\s*[_\-. ]*\s*(.*?)\s*[_\-. ]*([1-9])$", re.IGNORECASE)
NAMED = re.compile(
    r"^(mother|father|primary|secondary|mor|far|mutter|vater|mère|père|madre|padre|äiti|isä)"
    r"(?:'s)?\s*[_\-.: ]+\s*(.+)$",
    re.IGNORECASE,
)
KINDS = {"primary": "", "secondary": ""}
BARE = re.compile(r"^[^\W\d_]+(?:\s*/\s*[^\W\d_]+)?$")
DIGIT = re.compile(r"(?<!\d)[1-9](?!\d)")
# A whole name in one file, and one half of it in another.
EITHER = WHOLE & BY_HEADING.keys()
HALVES = fields.NAMES
MOST = 9
# Adults of whom it is not known that they are the row's parents.
OTHERS = frozenset(" ".join(WHO[who] for who in ("contact", "emergency", "representative")).split())
# What a group may say; `key` is the parent's own key, `name` the whole name.
OF_PERSON = (*fields.NAMES, *fields.CONTACT, "language")
PARTS = (*OF_PERSON, "username", *OF_RELATIONSHIP)


@dataclass(frozen=True)
class Group:
    """`columns` is part -> place of its column, and `relationship` all the places of what is said
    of the relationship, the first of them too; `kind` a word where the heading itself has it.
    `anybody`: the heading (*Contact 1*) tells not that this is a parent. `told`: the headings tell
    groups apart, so that there can be no other meaning."""

    label: str
    columns: dict[str, int]
    kind: str = ""
    told: bool = True
    anybody: bool = False
    relationship: dict[str, list[int]] = field(default_factory=dict)

    @property
    def places(self) -> set[int]:
        return set(self.columns.values()).union(*self.relationship.values())

    def take(self, part: str, place: int) -> None:
        """The first column of a part is read; of what is said of the relationship each is."""
        self.columns.setdefault(part, place)
        if part in OF_RELATIONSHIP:
            self.relationship.setdefault(part, []).append(place)


def groups_of(table: Table, *, keyless: bool = False) -> list[Group]:
    """The parents' groups with a name in each, in the order of the headings; none where a plain
    table of parents only says in its headings whose they are. `keyless`: the rows give nobody a
    key."""
    made = all_groups(table)
    _numbered_relationships(table, made)
    for group in made.values():
        _name_whole(table, group.columns)
    named = [each for each in made.values() if {"name", "given_name"} & each.columns.keys()][:MOST]
    if any(group.told for group in named):
        return [group for group in named if group.told or len(group.columns) > 1]
    on_pupils_rows = _beside_names if keyless else _on_pupils_rows
    return named if on_pupils_rows(table, named) else []


def all_groups(table: Table) -> dict[str, Group]:
    """Each with its columns, whether it has a name or not."""
    found: dict[str, Group] = {}
    columns: dict[str, dict[str, list[int]]] = {}
    alone: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        group, part = group_of(heading.strip())
        if group is None or part is None:
            continue
        if _is_no_name(table, place):
            alone.setdefault(group.label, place)
            continue
        found.setdefault(group.label, group)
        columns.setdefault(group.label, {}).setdefault(part, []).append(place)
    for label, place in alone.items():
        if _is_last_name(table, columns.get(label, {}), place):
            columns[label]["family_name"] = [place]
    several = [_filled(group, table, columns[label]) for label, group in found.items()]
    made = {group.label: group for groups in several for group in groups}
    _one_adult(made)
    return made


def _filled(group: Group, table: Table, parts: dict[str, list[int]]) -> list[Group]:
    """The group, or as many as its headings are repeated: of each the first is one parent's, the
    second another's. What is said of relationships another number of times holds for all of them;
    of anything else it is not known whose it is."""
    times = _times(table, parts)
    groups = [group]
    if times > 1:
        labels = [group.label, *(f"{group.label} ({turn})" for turn in range(2, times + 1))]
        groups = [
            replace(group, label=each, columns={}, told=True, relationship={}) for each in labels
        ]
    for part, places in parts.items():
        if times > 1 and len(places) == times:
            for each, place in zip(groups, places, strict=True):
                each.take(part, place)
        elif times == 1 or part in OF_RELATIONSHIP:
            for each in groups:
                for place in places:
                    each.take(part, place)
    return groups


def _times(table: Table, parts: dict[str, list[int]]) -> int:
    """How often the headings of names stand there in the same words."""
    names = [parts[part] for part in (NAME, *HALVES) if part in parts]
    words = [{fold_heading(table.headings[place]) for place in places} for places in names]
    alike = all(len(each) == 1 for each in words) and len({len(places) for places in names}) == 1
    return len(names[0]) if alike else 1


def _one_adult(made: dict[str, Group]) -> None:
    """*Parent name* beside *Guardian e-mail* is one adult where only one of them has a name."""
    loose = [made[label] for label in ("Parent", "Guardian", "Parent guardian") if label in made]
    named = [group for group in loose if {NAME, *HALVES} & group.columns.keys()]
    if len(named) == 1:
        for group in loose:
            if group is not named[0]:
                for part, place in group.columns.items():
                    for each in group.relationship.get(part, [place]):
                        named[0].take(part, each)


def _numbered_relationships(table: Table, made: dict[str, Group]) -> None:
    """*Relationship 1* is the first parent's, where only one of the groups has that number."""
    for place, heading in enumerate(table.headings):
        number = DIGIT.search(heading)
        if number is None or group_of(heading.strip())[0] is not None:
            continue
        part = said_of(DIGIT.sub(" ", heading).strip(" _-.:")).what
        groups = [group for label, group in made.items() if label.endswith(f" {number[0]}")]
        groups = [group for group in groups if {NAME, *HALVES} & group.columns.keys()]
        if part in OF_RELATIONSHIP and len(groups) == 1:
            groups[0].take(part, place)


def beside(table: Table, found: list[Group]) -> dict[str, list[int]]:
    """The places of what is said of the relationships of a row without saying of which."""
    taken = {place for group in found for place in group.places}
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(table.headings):
        what = said_of(heading)
        group, part = group_of(heading.strip())
        if place in taken:
            continue
        if group is None and DIGIT.search(heading):
            what = said_of(DIGIT.sub(" ", heading).strip(" _-.:"))
        if what.what == "kind" and OTHERS.intersection(words_of(heading)):
            continue  # an emergency contact's
        if what.what in OF_RELATIONSHIP and what.whom == NOBODY and part is None:
            places.setdefault(what.what, []).append(place)
        elif part in {"responsibility", "restriction"} and group and what.whom == PARENT:
            places.setdefault(part, []).append(place)
    if len(found) > 1 or any(DIGIT.search(table.headings[at]) for at in places.get("kind", [])):
        places.pop("kind", None)  # of which of them cannot be told
    return places


def _is_no_name(table: Table, place: int) -> bool:
    """Whether *Guardian* alone, without a word for what it holds, holds keys or answers."""
    heading = table.headings[place]
    if not (said_of(heading).what == NAME and BARE.match(heading)):
        return False
    return not table.cells[f"c{place}"].str.contains(r"\p{L}[.,\s]+\p{L}").any()


def _is_last_name(table: Table, parts: Mapping[str, list[int]], place: int) -> bool:
    """*Mother* beside *Mother_First* is the other half of the name, where it holds words."""
    if "given_name" not in parts or "family_name" in parts:
        return False
    said = table.cells[f"c{place}"].str.strip_chars().replace("", None).drop_nulls().unique()
    words = len(said) > 0 and bool(said.str.contains(r"^\p{L}[\p{L}' -]+$").all())
    return words and not any(map(readable, said.head(MOST)))


def _on_pupils_rows(table: Table, named: list[Group]) -> bool:
    """Whether groups that nothing tells apart are parents on a pupil's row: it has one key, and
    names that are not theirs, or theirs are not enough for a row of their own."""
    said = [said_of(heading) for heading in table.headings]
    child = any(each.whom == PUPIL and each.what == "sync_key" for each in said)
    if child == (Said(NOBODY, "", "sync_key") in said):
        return False
    if not child and not any(len(group.columns) > 1 for group in named):
        return False  # *Guardian: yes* in a table of adults
    others = {each.whom for each in said if each.what in {NAME, *HALVES}}
    whole = any("name" in group.columns for group in named)
    keyed = all({"sync_key", "username"} & group.columns.keys() for group in named)
    return NOBODY in others or whole or (PUPIL in others and not keyed)


def _beside_names(table: Table, named: list[Group]) -> bool:
    """Whether groups that nothing tells apart stand beside names that are not theirs."""
    taken = {place for group in named for place in group.places}
    said = [said_of(each) for at, each in enumerate(table.headings) if at not in taken]
    others = {each.what for each in said if each.whom in {NOBODY, PUPIL}}
    several = any(len(group.columns) > 1 for group in named)
    return several and (NAME in others or others.issuperset(HALVES))


def _name_whole(table: Table, parts: dict[str, int]) -> None:
    """*Nom* and *nombre* are one half of a name only where the other stands beside them; *Name* is
    one beside *Vorname*."""
    if "name" in parts and "given_name" in parts and "family_name" not in parts:
        both = [words_of(table.headings[parts[half]]) for half in ("name", "given_name")]
        if any(name in both[0] and given in both[1] for name, given in NAME_IS_LAST.items()):
            parts["family_name"] = parts.pop("name")
    halves = [half for half in HALVES if half in parts]
    if len(halves) == 1 and "name" not in parts:
        place = parts[halves[0]]
        if EITHER.intersection(words_of(table.headings[place])):
            parts["name"] = parts.pop(halves[0])


def group_of(text: str) -> tuple[Group | None, str | None]:
    """The group of a heading, still empty, and the part that its column holds."""
    if found := NUMBERED.match(text):
        return _numbered(found[1], found[2]), _part(found[3])
    if found := TRAILING.match(text):
        return _numbered(found[1], found[3]), _part(found[2])
    if found := NAMED.match(text):
        word = found[1].casefold()
        who = said_of(word).who or word
        return Group(who.capitalize(), {}, KINDS.get(word, word)), _part(found[2])
    return _of_words(text)


def _numbered(word: str, number: str) -> Group:
    """Two words with one number are two people: *Parent 1*, *Contact 1*."""
    said = said_of(word)
    who = said.who if said.whom == PARENT else word.casefold()
    kind, anybody = "carer" if who == "carer" else "", said.whom != PARENT
    return Group(f"{who.capitalize()} {number}", {}, kind, anybody=anybody)


def _of_words(text: str) -> tuple[Group | None, str | None]:
    """Any other heading that speaks of a parent: *Guardian e-mail*, *E-post foresatt 1*."""
    number = DIGIT.search(text)
    said = said_of(DIGIT.sub(" ", text))
    if said.whom != PARENT or not said.who:
        return None, None
    kind = said.who if said.who in {"mother", "father", "carer"} else ""
    label = said.who.capitalize() + (f" {number[0]}" if number else "")
    told = number is not None or kind in {"mother", "father"} or " " in said.who
    part = said.what if said.what in {*PARTS, "sync_key", NAME} else None
    return Group(label, {}, kind, told=told), part


def _part(rest: str) -> str | None:
    folded = fold_heading(rest)
    if folded in {"", "name"}:
        return NAME
    if folded in {"id", "key", "number", "no"}:
        return "sync_key"
    if folded in {"first", "last"}:
        return "given_name" if folded == "first" else "family_name"
    said = said_of(rest)
    field = said.what if said.whom in {NOBODY, PARENT} else None
    return field if field in {*PARTS, "sync_key", NAME} else None


def childs_key(table: Table, found: list[Group]) -> int | None:
    """The column of the child's own key."""
    taken = {place for group in found for place in group.places}
    places: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        said = said_of(heading)
        if place not in taken and said.what == "sync_key" and said.whom in {NOBODY, PUPIL}:
            places.setdefault(said.whom, place)
    return places.get(PUPIL, places.get(NOBODY))
