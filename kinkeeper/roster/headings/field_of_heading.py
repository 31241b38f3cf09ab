"""Which field each column of a table is for the people of one profile (K37).

A heading that names somebody says it of them alone. One that names nobody speaks of the row's own
person: of the profile that is imported, unless the headings show that it is another's (`bare`).
"""

from collections.abc import Collection, Iterable, Sequence

from kinkeeper.roster.fields import OF_RELATIONSHIP, OWN
from kinkeeper.roster.headings.heading_subject import (
    NAME,
    NOBODY,
    PARENT,
    PUPIL,
    Said,
    is_bare_number,
    is_number,
    said_of,
    words_of,
)
from kinkeeper.roster.headings.subject_of_bare_headings import (
    DIGITS,
    HALVES,
    HAVE_CHILDREN,
    KEYS,
    MAY_BE_ANYBODYS,
    NAMES,
    ONE_PARENT,
    UNCLEAR,
    Bare,
    bare_columns,
    is_class,
    of_a_child,
    two_people,
)
from kinkeeper.roster.headings.words import (
    BY_HEADING,
    CHILD_IS_KIND,
    NAME_IS_LAST,
    PUPILS,
    WHO,
    WHOLE,
    fold_heading,
)

# A whole name in one file, and one half of it in another.
EITHER = WHOLE & BY_HEADING.keys()
# What tells that a file has people of a kind, and not only something about them.
PERSONAL = (*NAMES, *OWN)
# A username of the child by which no key is meant, as the own sample files have it.
CHILDS_USERNAME = ("childusername", "pupilusername")


def fields_of(
    headings: Sequence[str], profile: str, child_match: str, untold: Collection[int] = ()
) -> list[str | None]:
    """The field of each heading, in order. Columns of others are None; the pupil's key is the
    `child` of whoever is no pupil. A whole name is `name` where no column has a half of one.
    `untold` as in `bare_columns`."""
    said = _said(headings)
    bare = bare_columns(headings, said, untold)
    if profile == "pupil":
        found = [
            _of_pupil(each, open_=bare.speaks_of(place, PUPIL)) for place, each in enumerate(said)
        ]
        for key in KEYS:  # *Student ID* is the key where there is no other
            if any(each.whom == NOBODY and found[at] == key for at, each in enumerate(said)):
                _drop(found, said, key, PUPIL)
    else:
        all_ = profile != "parent"
        own = not all_ or not _whose_class_is_unclear(bare, headings)
        found = [
            None
            if (all_ or bare.owner != PUPIL) and _of_one(each, said)
            else _of_adult(
                heading, each, profile, open_=own and (all_ or bare.speaks_of(place, PARENT))
            )
            for place, (heading, each) in enumerate(zip(headings, said, strict=True))
        ]
        _one_child(found, said, child_match)
        for place in _own_numbers(headings, said):
            found[place] = None
    _whole_names(found, headings)
    for field in {field for field in found if field and field not in {*KEYS, "child"}}:
        _without_doubles(found, said, headings, field)
    return found


def _whose_class_is_unclear(bare: Bare, headings: Sequence[str]) -> bool:
    """Staff may name their own children, and a class. Both in one row are as well a parent's with
    the child's class, who would come to teach all of it."""
    return bare.owner in HAVE_CHILDREN and any(map(is_class, headings))


def _own_numbers(headings: Sequence[str], said: Sequence[Said]) -> list[int]:
    """The places of *Matricola* beside a key or a username, where nothing else speaks of a pupil, a
    parent or what they are to each other: those are as well the numbers of staff."""
    bare = [place for place, heading in enumerate(headings) if is_bare_number(heading)]
    others = [each for place, each in enumerate(said) if place not in bare]
    told = any(each.whom in {PUPIL, PARENT} or each.what in OF_RELATIONSHIP for each in others)
    own = any(each.whom == NOBODY and each.what in KEYS for each in others)
    return bare if own and not told else []


def _whole_names(found: list[str | None], headings: Sequence[str]) -> None:
    """A whole name counts where it is all that there is. *Nom* and *nombre* are one half only where
    the other stands beside them."""
    halves = {field for field in found if field in HALVES}
    for place in _last_names(found, headings) if halves == {"given_name"} else ():
        found[place] = "family_name"
        halves = set(HALVES)
    for place, field in enumerate(found):
        if field == NAME and (halves or not _says_name(headings[place])):
            found[place] = None
        elif len(halves) == 1 and field in halves and may_be_whole(headings[place]):
            found[place] = NAME


def may_be_whole(heading: str) -> bool:
    """*Nome*, *Nome do aluno*."""
    return fold_heading(heading) in WHOLE or not EITHER.isdisjoint(words_of(heading))


def _last_names(found: list[str | None], headings: Sequence[str]) -> list[int]:
    """*Name* where the one first name is a *Vorname*."""
    given = [fold_heading(headings[at]) for at, field in enumerate(found) if field == "given_name"]
    return [
        at
        for at, field in enumerate(found)
        if field == NAME and NAME_IS_LAST.get(fold_heading(headings[at])) in given
    ]


def _says_name(heading: str) -> bool:
    """Not *Guardian* alone, which may hold keys or answers."""
    folded = fold_heading(heading)
    return any(word in folded for word in WHOLE)


def bare_children(headings: Sequence[str]) -> list[int]:
    """The places of *Child 1*, *Barn 2*, and of *Elev* where it stands several times: the headings
    do not tell whether they hold keys or names. None where others say that they hold keys."""
    said = _said(headings)
    if any(
        (each.whom, each.what) == (PUPIL, "sync_key") and not is_bare_child(heading)
        for heading, each in zip(headings, said, strict=True)
    ):
        return []
    folded = [fold_heading(heading) for heading in headings]
    kinds = CHILD_IS_KIND.isdisjoint(folded)  # *Kind 1* says what the adult is
    return [
        place
        for place, heading in enumerate(headings)
        if is_bare_child(heading)
        and not (kinds and "kind" in words_of(heading))
        and (DIGITS.search(heading) or folded.count(folded[place]) > 1)
    ]


def is_bare_child(heading: str) -> bool:
    """Whether a heading has a word for a child, perhaps a number, and nothing else."""
    words = [word for word in words_of(heading) if not word.isdigit()]
    return len(words) == 1 and any(words[0] in WHO[who].split() for who in PUPILS)


def _said(headings: Sequence[str]) -> list[Said]:
    """What each heading says beside the others: a pupil's number is no key beside a key, and
    *Kind* is a child among German or Dutch headings."""
    said = [_of_many(heading, said_of(heading)) for heading in headings]
    by_number = [is_number(heading) or is_number(_plain(heading)) for heading in headings]
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


def telling(headings: Sequence[str]) -> list[int]:
    """The places of what says which children the rows' own people have, and which class they are
    in."""
    said = _said(headings)
    plain = bare_columns(headings, said).said
    own = {each.what for each in plain if each.whom == NOBODY}
    return [
        place
        for place, (heading, each) in enumerate(zip(headings, plain, strict=True))
        if of_a_child(each, own) or is_class(heading)
    ]


def _of_many(heading: str, said: Said) -> Said:
    """*ChildID1*, *Elevnr 2* and *Child ID.1* are keys of one of a parent's children."""
    if said.what is not None or not DIGITS.search(heading) or is_bare_child(heading):
        return said
    plain = said_of(_plain(heading))
    one = plain.whom == PUPIL and plain.what in KEYS
    return Said(PUPIL, "child", plain.what) if one else said


def _plain(heading: str) -> str:
    return DIGITS.sub(" ", heading).strip(" _-.:")


def unread_of(headings: Sequence[str], profile: str, untold: Collection[int] = ()) -> list[str]:
    """The headings that speak of nobody in particular and are not taken for the profile's, because
    they are others' or nobody can tell whose. None where no name or key is among them."""
    said = _said(headings)
    bare = bare_columns(headings, said, untold)
    if profile not in {"pupil", "parent"} and not _whose_class_is_unclear(bare, headings):
        return []
    unread = [
        (heading, each.what)
        for place, (heading, each) in enumerate(zip(headings, said, strict=True))
        if each.whom == NOBODY and each.what in PERSONAL and not bare.speaks_of(place, profile)
    ]
    telling = any(what in {*NAMES, *KEYS} for _heading, what in unread)
    return [heading for heading, _what in unread] if telling else []


def names_unclear(headings: Sequence[str], decided: Iterable[str] = ()) -> bool:
    """Whether there are names that may be a pupil's as well as a parent's, and of which nobody
    has `decided`."""
    said = _said(headings)
    known = set(map(fold_heading, decided))
    return bare_columns(headings, said).owner == UNCLEAR and any(
        each.whom == NOBODY and each.what in NAMES and fold_heading(heading) not in known
        for heading, each in zip(headings, said, strict=True)
    )


def of_another(heading: str, field: str, profile: str) -> bool:
    """Whether a field of a person of this profile is asked of a column that names another."""
    whom = said_of(heading).whom
    if field not in {*PERSONAL, *MAY_BE_ANYBODYS}:
        return False
    return (profile == "pupil" and whom == PARENT) or (profile == "parent" and whom == PUPIL)


def adults_named(headings: Sequence[str]) -> list[str]:
    """The headings that name a parent of the row's pupil, or say how to reach one."""
    said = [(heading, said_of(DIGITS.sub(" ", heading))) for heading in headings]
    whose = {PARENT, NOBODY} if two_people([each for _heading, each in said]) else {PARENT}
    return [heading for heading, each in said if each.whom in whose and each.what in PERSONAL]


def _of_one(one: Said, said: Sequence[Said]) -> bool:
    """Whether a heading names one parent, *Mother's e-mail*, and no name says it is the row's."""
    if one.whom != PARENT or ONE_PARENT.isdisjoint(one.who.split()):
        return False
    names = {(each.whom, each.who) for each in said if each.what in NAMES}
    return (NOBODY, "") in names or (PARENT, one.who) not in names


def _of_pupil(said: Said, *, open_: bool) -> str | None:
    if said.whom == NOBODY and not open_ and said.what not in {"class", "organisation"}:
        return None
    if said.whom == PUPIL and said.what == "sync_key" and said.who == "child":
        return None  # whose child this is, not who
    return said.what if said.whom in {NOBODY, PUPIL} else None


def _of_adult(heading: str, said: Said, profile: str, *, open_: bool) -> str | None:
    if said.whom == PUPIL:
        by_name = said.what == "username" and fold_heading(_plain(heading)) in CHILDS_USERNAME
        return "child" if said.what == "sync_key" or by_name else None
    if said.whom == PARENT and profile != "parent":
        return None
    if said.whom == NOBODY and not open_:
        return said.what if said.what in {*OF_RELATIONSHIP, "areas", "organisation"} else None
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
    """Of two columns for one field the one that says whose it is; of what is said of the
    relationship the first whose heading says just that: the others have been read into it
    (`formats.cautious`)."""
    places = [place for place, each in enumerate(found) if each == field]
    if len(places) < 2:
        return
    if field in OF_RELATIONSHIP:
        better = [place for place in places if fold_heading(headings[place]) in BY_HEADING]
        better = (better or places)[:1]
    else:
        better = [place for place in places if said[place].whom != NOBODY]
    for place in places:
        if better and place not in better:
            found[place] = None
