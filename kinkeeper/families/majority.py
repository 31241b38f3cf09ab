"""When a pupil comes of age (K18): said once here, and once in the database.

`comes_of_age_on` and the function `families_comes_of_age` of the database say the same; a law
compares the two. Nothing has to happen on the day itself: it is held against today whenever it is
asked: the date at the child's school.
"""

import datetime
from calendar import isleap
from collections.abc import Iterable

from kinkeeper.families.areas import Areas
from kinkeeper.lib import db
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.roster.vocabulary import Area

AGE, NOTICE = "age_of_majority", "age_notice_days"


def comes_of_age_on(birth_date: datetime.date, age: int) -> datetime.date:
    """The birthday of that age; whoever was born on 29 February comes of age on 1 March where the
    year has no such day."""
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29) and not isleap(year):
        return datetime.date(year, 3, 1)
    return birth_date.replace(year=year)


def of(pupil: Person) -> datetime.date | None:
    """The day on which this pupil comes, or came, of age; None where no birth date is known."""
    if pupil.of_age_since is not None:  # by a former birth date; it stays so
        return pupil.of_age_since
    if pupil.birth_date is None:
        return None
    return comes_of_age_on(pupil.birth_date, settings.get(AGE))


def decides(pupil: Person, day: datetime.date) -> bool:
    """Whether the pupil decides on this day: of age, or has decided before; what a pupil decided
    stands, whatever a file makes of the birth date later (K27)."""
    return bool(db.value("SELECT families_decides(%s, %s)", [pupil.pk, day]))


def left_to(parent: Person, child: Person, day: datetime.date) -> Areas | None:
    """What the pupil's coming of age leaves to this parent at most; None: it takes nothing away,
    an empty set: it has ended the parent's access. Asked of the database, which knows it whoever
    asks."""
    found = db.value("SELECT families_consented(%s, %s, %s)", [parent.pk, child.pk, day])
    return None if found is None else frozenset(map(Area, found))


def soon() -> list[Person]:
    """Those pupils who may have to be told by now."""
    age, notice = _set()
    around = moment().date()
    # every birthday of that age until then; 29 February falls on 1 March at the latest
    born = around + datetime.timedelta(days=notice + 1 - age * 365)
    known = Person.objects.filter(
        profile=Profile.PUPIL,
        state=PersonState.ACTIVE,
        birth_date__lte=born,
        birth_date__gte=around - datetime.timedelta(days=(age + 1) * 366),
    )
    return near(known)


def near(pupils: Iterable[Person]) -> list[Person]:
    """Those of these, without asking the database for any."""
    age, notice = _set()
    first = moment().date() - datetime.timedelta(days=1)
    latest = first + datetime.timedelta(days=notice + 2)
    return [
        pupil
        for pupil in pupils
        if pupil.birth_date and first <= comes_of_age_on(pupil.birth_date, age) <= latest
    ]


def _set() -> tuple[int, int]:
    said = settings.everything()
    return int(said[AGE]), int(said[NOTICE])


def announced(pupil: Person, day: datetime.date) -> bool:
    """Whether the coming of age is near enough to be told of, and still to come."""
    return is_near(pupil, day) and not decides(pupil, day)


def is_near(pupil: Person, day: datetime.date) -> bool:
    """The same of a pupil who has decided nothing; it asks the database nothing."""
    comes = of(pupil)
    if comes is None:
        return False
    return comes - datetime.timedelta(days=settings.get(NOTICE)) <= day < comes
