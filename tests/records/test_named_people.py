"""Until a plan is applied, a key in its files must mean whom it meant (K10, K34)."""

from collections.abc import Callable

import pytest

from kinkeeper.access import viewer
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import, NamedPerson
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.intake.upload.discard import discard
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.records.models import Attendance
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.roster.vocabulary import About
from tests.importing import planned
from tests.merging import OFFICE, merged, unmerged
from tests.records import school

pytestmark = pytest.mark.django_db


def marks() -> Import:
    return school.plan("attendance")


def rights() -> Import:
    return planned(school.file("rights"), profile="pupil", about=About.RIGHTS)


def pupil() -> Person:
    """Of whom both files speak."""
    said = {row["student_id"] for row in school.rows("attendance")}
    key = next(row["child"] for row in school.rows("rights") if row["child"] in said)
    return Person.objects.get(sync_key=key)


def another(key: str | None = None) -> Person:
    values = {"given_name": "Nils", "family_name": "Ny", "sync_key": key}
    return add(OFFICE, values | {"profile": Profile.PUPIL}, organisations=[])


def given_to_another() -> None:
    """The pupil gets a new number, and a new pupil the old one."""
    of = pupil()
    key = of.sync_key
    edit(OFFICE, of, {"sync_key": "new-1"}, reach=WHOLE_SITE)
    edit(OFFICE, another(), {"sync_key": key}, reach=WHOLE_SITE, move_key="numbered anew")


def merged_away() -> None:
    merged(another(), pupil())


def applied(plan: Import) -> None:
    apply(plan, viewer.of_command_line().actor)


@pytest.fixture(autouse=True)
def base(district: None) -> None:
    school.records(*school.BASE)


@pytest.mark.parametrize("meanwhile", [given_to_another, merged_away])
@pytest.mark.parametrize("make", [marks, rights])
def test_k10_k34_a_key_that_means_another_person_meanwhile_makes_the_plan_stale(
    make: Callable[[], Import], meanwhile: Callable[[], None]
) -> None:
    plan = make()
    before = RightsStatement.objects.count()
    meanwhile()
    with pytest.raises(Stale, match="named people"):
        applied(plan)
    assert (Attendance.objects.count(), RightsStatement.objects.count()) == (0, before)


def test_k10_accounts_that_were_parted_meanwhile_make_the_plan_stale() -> None:
    made = merged(another(), pupil())
    plan = marks()
    unmerged(made)
    with pytest.raises(Stale, match="named people"):
        applied(plan)
    again = renew(plan, OFFICE, "named people")
    assert again is not None
    assert set(NamedPerson.objects.values_list("roster_import", flat=True)) == {again.pk}
    applied(again)


def test_k10_a_new_phone_number_makes_no_plan_stale() -> None:
    plan = marks()
    edit(OFFICE, pupil(), {"phone": "555 0100"}, reach=WHOLE_SITE)
    assert NamedPerson.objects.filter(roster_import=plan, person_id=pupil().pk).exists()
    applied(plan)
    assert Attendance.objects.exists()
    assert not NamedPerson.objects.exists()


def test_whom_a_discarded_plan_named_is_not_kept() -> None:
    plan = marks()
    discard(OFFICE, plan)
    assert not NamedPerson.objects.exists()
