"""K16, K18, K27: rights with days and consents from files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.areas import Said, rights_at
from kinkeeper.families.consent import decide
from kinkeeper.families.consent_models import Consent
from kinkeeper.families.days import Days
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.stated_rights import on
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.roster.records.decide_pairs import Row, Standing, act
from kinkeeper.roster.records.decide_pairs import given as given_on
from kinkeeper.roster.vocabulary import About, Area, RightsAct
from tests.cast import Cast
from tests.importing import imported, planned, undone

HEAD = "parent,child,areas,from,until\n"
OFFICE = Actor(None, "the office", "a test")
DAY = date(2026, 9, 1)


def files(stem: str, *rows: str) -> tuple[str, bytes]:
    return f"{stem}.csv", (HEAD + "\n".join(rows) + "\n").encode()


def plan(*some: tuple[str, bytes]) -> Import:
    return planned(*some, profile="pupil", about=About.RIGHTS)


def applied(*some: tuple[str, bytes]) -> Import:
    made = imported(*some, profile="pupil", about=About.RIGHTS)
    assert made.state == "applied", made.refusal
    return made


@pytest.fixture
def keys(cast: Cast) -> tuple[str, str]:
    Person.objects.filter(pk=cast.kari.pk).update(sync_key="P-K")
    Person.objects.filter(pk=cast.nora.pk).update(sync_key="H-N")
    return "P-K", "H-N"


@pytest.mark.django_db
def test_k27_a_later_file_narrows_at_once_and_widens_only_after_a_look(
    cast: Cast, keys: tuple[str, str]
) -> None:
    pair = ",".join(keys)
    applied(files("rights", f"{pair},school-day;absence,,"))
    assert on(cast.kari, cast.nora, DAY).sees == {Area.SCHOOL_DAY, Area.ABSENCE}
    assert is_empty(plan(files("rights", f"{pair},absence; school-day,,")))
    applied(files("rights", f"{pair},absence,,2026-08-31"))
    assert on(cast.kari, cast.nora, DAY).sees == set()
    wider = plan(files("rights", f"{pair},absence,,2026-09-30"))
    with pytest.raises(Guarded):
        apply(wider, OFFICE)
    apply(wider, OFFICE, accept="looked at")
    assert on(cast.kari, cast.nora, DAY).sees == {Area.ABSENCE}
    assert RightsStatement.objects.filter(ended_at=None).count() == 1


@pytest.mark.django_db
def test_k13_k27_an_undo_shows_no_more(cast: Cast, keys: tuple[str, str]) -> None:
    made = applied(files("rights", f"{','.join(keys)},absence,,2026-08-31"))
    assert {each["code"] for each in undone(made).kept} == {"rights-narrowed"}
    assert on(cast.kari, cast.nora, DAY).sees == set()


@pytest.mark.django_db
def test_k18_what_the_pupil_decided_is_changed_by_no_file(
    cast: Cast, keys: tuple[str, str]
) -> None:
    nora = cast.nora
    Person.objects.filter(pk=nora.pk).update(birth_date=date(2005, 5, 3))
    nora.refresh_from_db()
    row = f"{','.join(keys)},absence,2026-01-01,2099-12-31"
    made = applied(files("consents", row))
    assert made.counts["consents"]["set"] == 1
    assert on(cast.kari, nora, DAY).sees == {Area.ABSENCE}
    assert on(cast.kari, nora, date(2025, 12, 31)).sees == set()
    assert is_empty(plan(files("consents", row)))
    decide(Actor(nora.pk, "Nora", "a test"), nora, cast.kari, [])
    assert on(cast.kari, nora, DAY).sees == set()
    again = applied(files("consents", row))
    assert again.counts["consents"] == {"set": 0, "existing": 0, "decided": 1}
    undone(made)
    assert on(cast.kari, nora, DAY).sees == set()


@pytest.mark.django_db
def test_k18_a_consent_from_a_file_makes_no_one_of_age(cast: Cast, keys: tuple[str, str]) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2020, 5, 3))
    applied(files("consents", f"{','.join(keys)},absence,,"))
    assert on(cast.kari, cast.nora, DAY).sees == set(Area)
    assert Consent.objects.get().source.startswith("import:")


@pytest.mark.django_db
def test_what_is_unclear_is_skipped(cast: Cast, keys: tuple[str, str]) -> None:
    pair = ",".join(keys)
    made = plan(
        files(
            "rights", f"{pair},grades,,", f"{pair},absence,2026-09-01,2026-08-01", "X,H-N,none,,"
        ),
        files("consents", f"{pair},absence,,", f"{pair},messages,,"),
    )
    assert made.counts["problem_counts"] == {
        "not-an-area": 1, "record-backwards": 1, "record-person-unknown": 1, "record-twins": 2,
    }  # fmt: skip
    assert is_empty(made)


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 6))
ROWS = st.builds(
    lambda areas, first, last: Row(
        frozenset(areas), first.isoformat() if first else "", last.isoformat() if last else ""
    ),
    st.sets(st.sampled_from([Area.ABSENCE, Area.CONTACT])),
    DAYS,
    DAYS,
)
SOME = st.lists(ROWS, max_size=3)


@given(before=SOME.filter(bool), after=SOME.filter(bool))
def test_k27_wider_is_what_gives_more_on_any_day(before: list[Row], after: list[Row]) -> None:
    """As `families.areas` says what a voice gives, day by day."""
    days = [date(2025, 12, 30), *(date(2026, 1, each) for each in range(1, 10))]

    def sees(rows: list[Row], day: date) -> frozenset[str]:
        said = [
            Said(
                "file", frozenset(map(Area, row.areas)), days=Days(_day(row.first), _day(row.last))
            )
            for row in rows
        ]
        return frozenset(rights_at(said, frozenset(), day).sees)

    for day in days:
        assert given_on(before, day.isoformat()) == sees(before, day)
    more = any(sees(after, day) - sees(before, day) for day in days)
    if set(before) == set(after):
        assert act(after, Standing(before)) == RightsAct.EXISTING
    else:
        assert (act(after, Standing(before)) == RightsAct.WIDEN) == more


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
