"""Of whom those columns of a table speak that name nobody (K37): *First name*, *E-mail*, *SyncID*.

In a table that names no parents they speak of the row's own person, of the profile imported. Where
it names parents, the rows may as well be their children's: then the headings decide, and where
they can be read both ways nothing is read of such a column, neither as the one's nor the other's.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kinkeeper.roster import fields
from kinkeeper.roster.headings.heading_subject import (
    CONTACT,
    NAME,
    NOBODY,
    PARENT,
    PUPIL,
    Said,
    is_nth_person,
    is_number,
    said_of,
)
from kinkeeper.roster.headings.words import YEARS, fold_heading

HALVES = fields.NAMES
NAMES = (NAME, *HALVES)
KEYS = ("sync_key", "username")
MAY_BE_ANYBODYS = frozenset({*fields.PERSON, "password"}) - {*HALVES, "sync_key"}
# What a file may say of a person.
PERSONS = (*NAMES, *KEYS, *MAY_BE_ANYBODYS)
ONE_PARENT = {"mother", "father"}
DIGITS = re.compile(r"\d+")
# Whose the columns that name nobody are, beside `PUPIL` and `PARENT`.
EITHER, UNCLEAR = "either", "unclear"
# Of whoever is imported, but for pupils: the rows' own people have children; and but for parents:
# they are in a class, and nothing is said of any child.
ANY_ADULT, NO_PARENT = "any adult", "no parent"
HAVE_CHILDREN = (ANY_ADULT, PARENT)
# What tells which child of the row's own person is meant.
OF_A_CHILD = frozenset({*NAMES, *KEYS, "birth_date", "class"})


@dataclass(frozen=True)
class Bare:
    """`owner`: `PUPIL`, `PARENT` (any adult), `EITHER` for whoever is imported, `ANY_ADULT` for
    whoever of them is no pupil, `NO_PARENT` for whoever is none, or `UNCLEAR`.
    `said`: what each heading says, numbers left out (*Parent 1 e-mail*). `shared`: what names
    nobody after *1.Person* and *2.Person* is said of those two."""

    owner: str
    said: tuple[Said, ...]
    shared: bool = False

    def speaks_of(self, place: int, whom: str) -> bool:
        """Whether the column, of which nobody is named, may be read as the `PUPIL`'s, or as the
        `PARENT`'s."""
        what = self.said[place].what
        if self.owner in {ANY_ADULT, NO_PARENT}:
            return whom == (PARENT if self.owner == ANY_ADULT else PUPIL)
        other = PARENT if whom == PUPIL else PUPIL
        if self.owner == EITHER or what not in MAY_BE_ANYBODYS:
            return self.owner in {EITHER, whom}
        if what == "birth_date" and whom == PUPIL:
            return self.owner == PUPIL or (self.owner == UNCLEAR and not self.names)
        whose = {each.whom for each in self.said if each.what == what}
        if other in whose and not self.shared:
            free = self.owner == UNCLEAR and not self.names and whom not in whose
            return self.owner == whom or free
        return self.owner == whom and self._last_before(place) != other

    @property
    def names(self) -> bool:
        """Whether there are names of nobody in particular."""
        return any(each.whom == NOBODY and each.what in NAMES for each in self.said)

    def _last_before(self, place: int) -> str:
        """Of whom the last key or name before a column is: in *Parent ID, E-mail* the parent's."""
        said = [each for each in self.said[:place] if each.what in {*NAMES, "sync_key"}]
        people = [each.whom for each in said if each.whom != CONTACT and not _of_child(each)]
        return people[-1] if people else NOBODY


def bare_columns(
    headings: Sequence[str], said: Sequence[Said], untold: Collection[int] = ()
) -> Bare:
    """`said`: what the headings say, each beside the others. `untold`: the places of what would
    tell whose the rows are (`telling`), and does not."""
    own_key = Said(NOBODY, "", "sync_key") in said
    plain = tuple(
        _plainly(heading, each, own_key=own_key)
        for heading, each in zip(headings, said, strict=True)
    )
    classes = {at for at, heading in enumerate(headings) if is_class(heading)}
    owner = _owner(plain, in_class=bool(classes))
    if untold and owner in {ANY_ADULT, NO_PARENT}:
        rest = tuple(each for place, each in enumerate(plain) if place not in untold)
        owner = _owner(rest, in_class=not classes <= set(untold))
    return Bare(owner, plain, any(map(is_nth_person, headings)))


def _plainly(heading: str, said: Said, *, own_key: bool) -> Said:
    if said.what is None and DIGITS.search(heading):
        return said_of(DIGITS.sub(" ", heading))
    # a pupil's number beside a key of the row's own may be the very row's
    return replace(said, what=None) if own_key and is_number(heading) else said


def two_people(said: Sequence[Said]) -> bool:
    """Whether a pupil is named beside the row's own person, who is somebody else then."""
    named = {each.what for each in said if each.whom == PUPIL}
    own = {each.what for each in said if each.whom == NOBODY}
    if any(name in named and name in own for name in HALVES):
        return True
    if NAME in own and not named.isdisjoint(NAMES):
        return True
    return {NAME, "sync_key"} <= named and "sync_key" in own and not own.isdisjoint(HALVES)


def _owner(said: Sequence[Said], *, in_class: bool) -> str:
    theirs = {each.what for each in said if each.whom == PARENT and each.what in PERSONS}
    pupils = {each.what for each in said if each.whom == PUPIL and each.what in PERSONS}
    own = {each.what for each in said if each.whom == NOBODY}
    two = two_people(said)
    if not theirs:
        return PARENT if two else _without_parents(said, in_class=in_class)
    if not own.isdisjoint(NAMES):
        by_names = _by_names(said, two=two)
        if by_names:
            return by_names
    keyed = "sync_key" in pupils, "sync_key" in theirs
    if "sync_key" in own:
        if all(keyed):
            return UNCLEAR
        if keyed[0]:
            return PARENT  # *SyncID* is not the key of the child whose key stands beside it
        return _nearer(said) if keyed[1] else PUPIL
    if own.isdisjoint(NAMES):
        return _without_names(theirs, pupils, own)
    if two:
        return PARENT
    return _by_place(said, keyed)


def _without_parents(said: Sequence[Said], *, in_class: bool) -> str:
    """Whose the rows are where no parent is named."""
    if _has_children(said):
        return ANY_ADULT
    if _reached_by_others(said):
        return PUPIL
    # a pupil may have contacts as well, and a *Student house*
    others = [each for each in said if each.whom != CONTACT and (each.whom != PUPIL or each.what)]
    alone = all(each.whom == NOBODY and each.what not in fields.OF_RELATIONSHIP for each in others)
    return NO_PARENT if in_class and alone else EITHER


def is_class(heading: str) -> bool:
    """*Class*, *Grade level*, of nobody in particular."""
    return said_of(heading) == Said(NOBODY, "", "class") or fold_heading(heading) in YEARS


def _has_children(said: Sequence[Said]) -> bool:
    """Whether the row's own person has children: a *Child ID* or a *Child's name* is no pupil's
    own, and a *Student ID* beside another key is not, either. *Student ID* beside a username is."""
    own = {each.what for each in said if each.whom == NOBODY}
    return not own.isdisjoint(NAMES) and any(of_a_child(each, own) for each in said)


def of_a_child(said: Said, own: Collection[str | None]) -> bool:
    """Whether it says which child somebody has, beside what is said of the row's own person."""
    keys = set(KEYS).intersection(own)
    return said.whom == PUPIL and said.what in (OF_A_CHILD if said.who == "child" else keys)


def _reached_by_others(said: Sequence[Said]) -> bool:
    """Whether contacts stand beside a pupil's key, and no other: *Student ID*, *Contact e-mail*.
    They are the pupil's whose row this is. *Child ID* names the child of another."""
    student = any(
        (each.whom, each.who, each.what) == (PUPIL, "student", "sync_key") for each in said
    )
    own = Said(NOBODY, "", "sync_key") in said
    return (
        student and not own and any(each.whom == CONTACT and each.what in PERSONS for each in said)
    )


def _by_names(said: Sequence[Said], *, two: bool) -> str:
    """Who is named by a name of the own is not the one of whom nobody is named; empty where that
    tells nothing."""
    own = {each.what for each in said if each.whom == NOBODY}
    theirs = [each for each in said if each.whom == PARENT and each.what in NAMES]
    several = [each for each in theirs if ONE_PARENT.isdisjoint(each.who.split())]
    if any(each.what in own for each in several):
        return UNCLEAR if two else PUPIL
    if not theirs or {each.what for each in theirs} <= set(HALVES):
        return ""
    # beside a whole name of theirs, the halves are theirs only in a row with a key of its own
    keys = {each.whom for each in said if each.what == "sync_key"}
    return UNCLEAR if {NOBODY, PUPIL} <= keys else PUPIL


def _of_child(said: Said) -> bool:
    """*Child ID*: of the child whom a row names, where its own person is another."""
    return said.whom == PUPIL and said.who == "child" and said.what == "sync_key"


def _is_name(said: Said) -> bool:
    return said.whom == NOBODY and said.what in NAMES


def _without_names(theirs: set[str], pupils: set[str], own: set[str | None]) -> str:
    """Whose an e-mail address or a username is beside people who are named by headings alone."""
    both = not pupils.isdisjoint(NAMES) and not theirs.isdisjoint(NAMES)
    if both or (pupils - {"sync_key"} and theirs):
        return UNCLEAR
    if "username" in own:
        return UNCLEAR
    return PARENT if not theirs.isdisjoint((*NAMES, "sync_key")) else UNCLEAR


def _nearer(said: Sequence[Said]) -> str:
    """Of a key that names nobody and a parent's: the one that alone stands before the names."""
    names = [place for place, each in enumerate(said) if _is_name(each)]
    before = {
        each.whom
        for each in said[: names[0] if names else len(said)]
        if each.what == "sync_key" and each.whom in {NOBODY, PARENT}
    }
    return PUPIL if before == {NOBODY} else UNCLEAR


def _by_place(said: Sequence[Said], keyed: tuple[bool, bool]) -> str:
    """Names belong to the one key that stands before them. A username may be anybody's: with the
    pupil's key it tells nothing, without it the parent is who is named so."""
    first = min(place for place, each in enumerate(said) if _is_name(each))
    keys = [
        each for each in said[:first] if each.what == "sync_key" and each.whom in {PUPIL, PARENT}
    ]
    if keys and keys[0].whom == PARENT:  # *Parent ID, Child ID, First name*
        keys = [each for each in keys if not _of_child(each)]
    before = {each.whom for each in keys}
    user = Said(NOBODY, "", "username")
    if len(before) == 1:
        whose = before.pop()
        key = next(
            at for at, each in enumerate(said) if (each.whom, each.what) == (whose, "sync_key")
        )
        return UNCLEAR if whose == PARENT and user in said[:key] else whose
    if before or keyed[0]:
        return UNCLEAR
    if keyed[1]:
        return PUPIL if user in said[:first] else UNCLEAR
    return PUPIL
