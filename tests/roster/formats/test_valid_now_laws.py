"""In every format that can say so: whoever is not valid now is connected with nobody now (K35)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import TODAY, File, Plan, planned, pupils_here

CHILDREN = ("S1", "S2", "S3")


@dataclass(frozen=True)
class Said:
    """What a file says of one guardian, whose children are all three: a word of the format's own,
    the first and the last day."""

    word: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Format:
    """How a format writes guardians, and what its words mean: `now`, `ended`, `disabled` or `odd`.
    `dates`: whether it has them."""

    write: Callable[[Sequence[Said]], list[File]]
    words: dict[str, str]
    dates: bool = True


def csv(name: str, head: str, rows: Sequence[str]) -> File:
    return name, "\n".join([head, *rows, ""]).encode()


def day(when: date | None, *, exclusive: bool = False) -> str:
    if when is None:
        return ""
    return (when + timedelta(days=1)).isoformat() if exclusive else when.isoformat()


def oneroster(said: Sequence[Said]) -> list[File]:
    users = [f"{child},,true,{child.lower()},Kid,Lie," for child in CHILDREN]
    roles = [f"r{child},,{child},primary,student,,,o1" for child in CHILDREN]
    for number, each in enumerate(said):
        status, _slash, enabled = each.word.partition("/")
        users.append(f'G{number},{status},{enabled},g{number},Ada{number},Lie,"S1,S2,S3"')
        days = f"{day(each.first)},{day(each.last, exclusive=True)}"
        roles.append(f"r{number},,G{number},primary,parent,{days},o1")
    head = "sourcedId,status,enabledUser,username,givenName,familyName,agentSourcedIds"
    of_role = "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId"
    return [csv("users.csv", head, users), csv("roles.csv", of_role, roles)]


def sds(said: Sequence[Said]) -> list[File]:
    users = [f"{child},{child.lower()},Kid,Lie" for child in CHILDREN]
    roles = [f"{child},o1,student,," for child in CHILDREN]
    relationships = []
    for number, each in enumerate(said):
        users.append(f"G{number},g{number},Ada{number},Lie")
        roles.append(f"G{number},o1,guardian,{day(each.first)},{day(each.last)}")
        relationships += [f"{child},G{number},parent" for child in CHILDREN]
    return [
        csv("users.csv", "sourcedId,username,givenName,familyName", users),
        csv("roles.csv", "userSourcedId,orgSourcedId,role,roleStartDate,roleEndDate", roles),
        csv(
            "relationships.csv",
            "userSourcedId,relationshipUserSourcedId,relationshipRole",
            relationships,
        ),
    ]


def canvas(said: Sequence[Said]) -> list[File]:
    users = [f"{child},{child.lower()},Kid,Lie,student,active" for child in CHILDREN]
    relationships = []
    for number, each in enumerate(said):
        of_user, _slash, of_relationship = each.word.partition("/")
        users.append(f"G{number},g{number},Ada{number},Lie,observer,{of_user}")
        relationships += [f"G{number},{child},{of_relationship}" for child in CHILDREN]
    head = "user_id,login_id,first_name,last_name,declared_user_type,status"
    return [
        csv("users.csv", head, users),
        csv("user_observers.csv", "observer_id,student_id,status", relationships),
    ]


def observers(said: Sequence[Said]) -> list[File]:
    rows = [f"G{at},{child},{each.word}" for at, each in enumerate(said) for child in CHILDREN]
    return [csv("user_observers.csv", "observer_id,student_id,status", rows)]


def powerschool(said: Sequence[Said]) -> list[File]:
    rows = [
        f"G{at},Ada{at},Lie,{each.word},{child},Mother,1,1,{day(each.first)},{day(each.last)}"
        for at, each in enumerate(said)
        for child in CHILDREN
    ]
    head = (
        "Contact ID,First Name,Last Name,Is Active,studentNumber,Relationship Type,"
        "STUDENTCONTACTDETAILCOREFIELDS.legalGuardian,Contact Has Custody,Start Date,End Date"
    )
    return [csv("contacts.csv", head, rows)]


def plain(head: str) -> Callable[[Sequence[Said]], list[File]]:
    def write(said: Sequence[Said]) -> list[File]:
        rows = [
            f"G{at},Ada{at},Lie,{child},{each.word},{day(each.first)},{day(each.last)}"
            for at, each in enumerate(said)
            for child in CHILDREN
        ]
        return [csv("parents.csv", head, rows)]

    return write


def pupil_rows(said: Sequence[Said]) -> list[File]:
    rows = [
        f"{child},Kid,Lie,Ada{at} Lie,G{at},{each.word},{day(each.first)},{day(each.last)}"
        for at, each in enumerate(said)
        for child in CHILDREN
    ]
    head = "Student ID,First name,Last name,Guardian 1 name,Guardian 1 key"
    return [csv("pupils.csv", f"{head},Status,Valid from,Valid until", rows)]


FORMATS = {
    "oneroster": Format(
        oneroster,
        {
            "/": "now", "active/true": "now", "ACTIVE/": "now", "tobedeleted/true": "ended",
            "/false": "disabled", "current/true": "odd", "inactive/": "odd", "A/": "odd",
        },
    ),
    "sds-v2.1": Format(sds, {"": "now"}),
    "canvas": Format(
        canvas,
        {
            "active/active": "now", "active/Deleted": "ended", "deleted/active": "ended",
            "suspended/active": "disabled", "maybe/active": "odd", "active/paused": "odd",
        },
        dates=False,
    ),
    "canvas, alone": Format(
        observers, {" ACTIVE ": "now", "deleted": "ended", "inactive": "odd"}, dates=False
    ),
    "powerschool": Format(
        powerschool, {"1": "now", "": "now", "0": "ended", "No": "ended", "perhaps": "odd"}
    ),
    "plain": Format(
        plain("SyncID,First name,Last name,ChildID,Status,Valid from,Valid to"),
        {"active": "now", "": "now", "ended": "ended", "suspended": "disabled"},
    ),
    "plain, Norwegian": Format(
        plain("Synkroniseringsnøkkel,Fornavn,Etternavn,ElevID,Status,Gyldig fra,Gyldig til"),
        {"aktiv": "now", "avsluttet": "ended", "sperret": "disabled"},
    ),
    "plain, German": Format(
        plain("Synchronisationsschlüssel,Vorname,Nachname,Schüler-ID,Status,Gültig ab,Gültig bis"),
        {"aktiv": "now", "gelöscht": "ended", "gesperrt": "disabled"},
    ),
    "pupil-rows": Format(pupil_rows, {"active": "now", "ended": "ended", "inactive": "disabled"}),
}  # fmt: skip
DAYS = st.one_of(st.none(), st.integers(-40, 400).map(lambda days: TODAY + timedelta(days=days)))


@st.composite
def people(draw: st.DrawFn, name: str) -> list[Said]:
    """Never all disabled: that is asked as a whole."""
    kind = FORMATS[name]
    found = [Said(next(iter(kind.words)), None, None)]
    for word in draw(st.lists(st.sampled_from(sorted(kind.words)), min_size=1, max_size=5)):
        first, last = (draw(DAYS), draw(DAYS)) if kind.dates else (None, None)
        if first is not None and last is not None and last < first:
            first, last = last, first
        found.append(Said(word, first, last))
    return draw(st.permutations(found))


def should(kind: Format, each: Said) -> tuple[str, str | None, str | None] | None:
    """(act, first day, last day) of each of the guardian's relationships; None for no
    relationship."""
    meant = kind.words[each.word]
    over = each.last is not None and each.last < TODAY
    if over or meant in {"ended", "odd"}:
        return None
    act = "propose" if meant == "disabled" else "create"
    days = [None if when is None else when.isoformat() for when in (each.first, each.last)]
    return act, days[0], days[1]


def relationships_of(made: Plan) -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
    keys = {
        each["person_id"]: each["sync_key"]
        for each in made.people.iter_rows(named=True)
        if each["person_id"] is not None
    }
    return {
        (keys[each["parent_id"]], each["value"]): (each["act"], each["starts_on"], each["ends_on"])
        for each in made.relationships.iter_rows(named=True)
        if each["act"] not in {"rejected", "asked"}
    }


@pytest.mark.parametrize("name", list(FORMATS))
@given(data=st.data())
def test_k35_who_is_not_valid_now_is_not_connected_now(name: str, data: st.DataObject) -> None:
    kind = FORMATS[name]
    said = data.draw(people(name))
    site = pupils_here(*CHILDREN)
    made = planned(*kind.write(said), site=site)
    if name == "canvas, alone":  # it makes nobody, so nobody is there to be connected
        found = {code for code in made.problems["code"] if code != "unknown-person"}
        meant = {kind.words[each.word] for each in said}
        told = {"ended": "not-valid-now", "odd": "bad-status"}
        assert found == {told[each] for each in meant if each in told}
        return
    found_relationships = relationships_of(made)
    for number, each in enumerate(said):
        wanted = should(kind, each)
        mine = {found_relationships.get((f"G{number}", child)) for child in CHILDREN}
        assert mine == {wanted}
    unread = {"bad-status", "pairs-not-read"} & set(made.problems["code"])
    readable = all(each.last is None or each.last >= TODAY for each in said)
    if any(kind.words[each.word] == "odd" for each in said) and readable:
        assert unread
    if any(kind.words[each.word] in {"ended", "disabled"} for each in said):
        assert "not-valid-now" in set(made.problems["code"])


@pytest.mark.parametrize("name", [name for name, kind in FORMATS.items() if kind.dates])
def test_k35_a_date_that_cannot_be_read_is_an_error_of_its_row(name: str) -> None:
    class Never(date):
        def isoformat(self) -> str:
            return "next summer"

        def __add__(self, _other: timedelta) -> "Never":
            return self

    kind = FORMATS[name]
    word = next(iter(kind.words))
    said = [Said(word, None, Never(2026, 1, 1)), Said(word, None, None)]
    made = planned(*kind.write(said), site=pupils_here(*CHILDREN))
    assert {whose for whose, _child in relationships_of(made)} == {"G1"}
    assert "bad-date" in set(made.problems["code"])
