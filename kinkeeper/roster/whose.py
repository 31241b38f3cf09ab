"""Which field each column of a table is for the people of one profile (K37).

A heading that names somebody says it of them alone. One that names nobody speaks of the row's own
person: of the profile that is imported, unless the headings show that each row is a pupil's.
"""

import re
from collections.abc import Sequence

from kinkeeper.roster.headings import BY_HEADING, CHILD_IS_KIND, fold_heading
from kinkeeper.roster.listed import listed
from kinkeeper.roster.whom import NAME, NOBODY, OF_PAIR, PARENT, PUPIL, Said, is_number, said_of

NAMES = ("given_name", "family_name")
KEYS = ("sync_key", "username")
# What tells that a file has people of a kind, and not only something about them.
PERSONAL = (NAME, *NAMES, *KEYS, "email", "phone")
MAY_BE_ANYBODYS = listed("""
    email phone username password birth_date language street postal_code city country
""")
ONE_PARENT = {"mother", "father"}
DIGITS = re.compile(r"\d+")
# A username of the child by which no key is meant, as the own sample files have it.
CHILDS_USERNAME = ("childusername", "pupilusername")


def fields_of(headings: Sequence[str], profile: str, child_match: str) -> list[str | None]:
    """The field of each heading, in order. Columns of others are None; the pupil's key is the
    `child` of whoever is no pupil."""
    said = _said(headings)
    if profile == "pupil":
        two = two_people(said)
        found = [
            _of_pupil(each, open_=not _anybodys(each, said, PARENT, but=("birth_date",)), two=two)
            for each in said
        ]
        for key in KEYS:  # *Student ID* is the key where there is no other
            if not two and Said(NOBODY, "", key) in said:
                _drop(found, said, key, PUPIL)
    else:
        open_ = profile != "parent" or not pupils_row(said)
        found = [
            None
            if open_ and _of_one(each, said)
            else _of_adult(heading, each, profile, open_=open_ and not _anybodys(each, said, PUPIL))
            for heading, each in zip(headings, said, strict=True)
        ]
        _one_child(found, said, child_match)
    for field in {field for field in found if field and field not in {*KEYS, "child"}}:
        _without_doubles(found, said, headings, field)
    return found


def _said(headings: Sequence[str]) -> list[Said]:
    """What each heading says beside the others: a pupil's number is no key beside a key, and
    *Kind* is a child among German or Dutch headings."""
    said = [said_of(heading) for heading in headings]
    by_number = [is_number(heading) for heading in headings]
    keyed = any(
        each.whom == PUPIL and each.what == "sync_key" and not number
        for each, number in zip(said, by_number, strict=True)
    )
    if keyed:
        return [
            Said(PUPIL, "student", None) if number else each
            for each, number in zip(said, by_number, strict=True)
        ]
    folded = [fold_heading(heading) for heading in headings]
    if True not in by_number and not CHILD_IS_KIND.isdisjoint(folded):
        place = folded.index("kind") if "kind" in folded else -1
        if place >= 0:
            said[place] = Said(PUPIL, "child", "sync_key")
    return said


def pupils_row(said: Sequence[Said]) -> bool:
    """Whether what names nobody speaks of a pupil, in a file that names parents as well: names
    belong to the key before them, else to the one after. A username that names nobody may be
    anybody's; *Child ID* is a row's own where it stands first. Without any key the names are not
    the parents', as what is theirs says so."""
    parents = [each for each in said if each.whom == PARENT and each.what in PERSONAL]
    theirs = {each.what for each in parents if ONE_PARENT.isdisjoint(each.who.split())}
    if any(name in theirs and Said(NOBODY, "", name) in said for name in NAMES):
        return True  # of two people in a row the parents are those who are named so
    if not parents or Said(NOBODY, "", "sync_key") in said:
        return False
    places = range(len(said))
    keys = [p for p in places if said[p].what in KEYS and (said[p].whom == PARENT or _own(said[p]))]
    names = [p for p in places if said[p].whom == NOBODY and said[p].what in NAMES]
    if not names:
        of_pupils = any(each.whom == PUPIL and each.what in {NAME, *NAMES} for each in said)
        has_own = any(map(_own, said))
        return has_own and of_pupils and not any(each.what in {NAME, *NAMES} for each in parents)
    before = [p for p in keys if p < names[0]]
    if not before and any(_childs(each) for each in said[: names[0]]):
        return True
    if before or any(_own(said[p]) for p in keys):
        return _own(said[_nearest(keys, names[0])])
    if any(map(_childs, said)):
        return False
    return not keys or Said(NOBODY, "", "username") in said[: names[0]]


def _nearest(keys: list[int], name: int) -> int:
    before = [place for place in keys if place < name]
    return before[-1] if before else keys[0]


def two_people(said: Sequence[Said]) -> bool:
    """Whether a pupil is named beside the row's own person, who is somebody else then."""
    named = {each.what for each in said if each.whom == PUPIL}
    own = {each.what for each in said if each.whom == NOBODY}
    if any(name in named and name in own for name in NAMES):
        return True
    return {NAME, "sync_key"} <= named and "sync_key" in own and not own.isdisjoint(NAMES)


def adults_named(headings: Sequence[str]) -> list[str]:
    """The headings that name a parent of the row's pupil, or say how to reach one."""
    said = [(heading, said_of(DIGITS.sub(" ", heading))) for heading in headings]
    whose = {PARENT, NOBODY} if two_people([each for _heading, each in said]) else {PARENT}
    return [heading for heading, each in said if each.whom in whose and each.what in PERSONAL]


def _own(said: Said) -> bool:
    return said.whom == PUPIL and said.who == "student" and said.what == "sync_key"


def _childs(said: Said) -> bool:
    return said.whom == PUPIL and said.who == "child" and said.what == "sync_key"


def _of_one(one: Said, said: Sequence[Said]) -> bool:
    """Whether a heading names one parent, *Mother's e-mail*, and no name says it is the row's."""
    if one.whom != PARENT or ONE_PARENT.isdisjoint(one.who.split()):
        return False
    names = {(each.whom, each.who) for each in said if each.what in {NAME, *NAMES}}
    return (NOBODY, "") in names or (PARENT, one.who) not in names


def _anybodys(one: Said, said: Sequence[Said], other: str, but: Sequence[str] = ()) -> bool:
    """Whether what names nobody may be the `other`'s: both the pupils' and the parents' names say
    whose they are, and no column for the other's says that it is theirs."""
    if one.what not in MAY_BE_ANYBODYS or one.what in but:
        return False
    names = {each.whom for each in said if each.what in {NAME, *NAMES}}
    marked = NOBODY not in names and {PUPIL, PARENT} <= names
    return marked and not any(each.whom == other and each.what == one.what for each in said)


def _of_pupil(said: Said, *, open_: bool, two: bool) -> str | None:
    if two and said.whom == NOBODY and said.what not in {"class", "organisation"}:
        return None
    if said.what == NAME or (said.whom == NOBODY and not open_):
        return None
    if said.whom == PUPIL and said.what == "sync_key" and said.who == "child":
        return None  # whose child this is, not who
    return said.what if said.whom in {NOBODY, PUPIL} else None


def _of_adult(heading: str, said: Said, profile: str, *, open_: bool) -> str | None:
    if said.whom == PUPIL:
        by_name = said.what == "username" and fold_heading(heading) in CHILDS_USERNAME
        return "child" if said.what == "sync_key" or by_name else None
    if said.what == NAME or (said.whom == PARENT and profile != "parent"):
        return None
    if said.whom == NOBODY and not open_:
        return said.what if said.what in {*OF_PAIR, "organisation"} else None
    return said.what if said.whom in {NOBODY, PARENT} else None


def _one_child(found: list[str | None], said: Sequence[Said], child_match: str) -> None:
    """Of a child's key and username the one by which the children are found."""
    said_by = {each.what for field, each in zip(found, said, strict=True) if field == "child"}
    if said_by == set(KEYS):
        other = "sync_key" if child_match == "username" else "username"
        for place, each in enumerate(said):
            if found[place] == "child" and each.what == other:
                found[place] = None


def _drop(found: list[str | None], said: Sequence[Said], field: str, whom: str) -> None:
    for place, each in enumerate(said):
        if found[place] == field and each.whom == whom:
            found[place] = None


def _without_doubles(
    found: list[str | None], said: Sequence[Said], headings: Sequence[str], field: str
) -> None:
    """Of two columns for one field the one that says whose it is; of what is said of the pair the
    one whose heading says just that."""
    places = [place for place, each in enumerate(found) if each == field]
    if len(places) < 2:
        return
    if field in OF_PAIR:
        better = [place for place in places if fold_heading(headings[place]) in BY_HEADING]
    else:
        better = [place for place in places if said[place].whom != NOBODY]
    for place in places:
        if better and place not in better:
            found[place] = None
