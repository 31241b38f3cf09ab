"""K19, ACC-11, LNK-05: nothing that a parent can obtain tells of the other household."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kinkeeper.families.models import Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import age_notices, mail_batch
from kinkeeper.letters.models import Batch, BatchState, Form
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.notifications import post as notify
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import children
from kinkeeper.registry.protect import protect
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.access.every_kind import NOWHERE
from tests.access.obtained import Browser, Obtained, links, mailed, on_paper, pages, rows
from tests.access.two_households import FJORDVIK, HILLSIDE, other, own
from tests.addressing import NEW, OFFICE, given
from tests.cast import PASSWORD, Cast
from tests.notifications.conftest import due_now
from tests.records import small

ENOUGH, ENOUGH_LINKS, ENOUGH_LETTERS = 200, 8, 4
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]


def told(found: Obtained, words: tuple[str, ...]) -> list[str]:
    """Where which of the words stands."""
    return [
        f"{word!r} in {where}"
        for where, text in found.items()
        for word in words
        if word.casefold() in text.casefold()
    ]


def soon() -> date:
    """A birth date of who comes of age before long."""
    day = today_at("Hillside") + timedelta(days=20)
    return day.replace(year=day.year - 18, day=min(day.day, 28))


def mails_to(person: Person, office: Actor) -> Obtained:
    """Every e-mail there is for a parent, in an order in which each is due."""

    def way_in() -> None:
        Person.objects.filter(pk=person.pk).update(last_login=None, password="")
        order(office, [Person.objects.get(pk=person.pk)], Form.EMAIL)
        sent()

    def been_in() -> None:
        kept = {"last_login": timezone.now(), "password": make_password(PASSWORD)}
        Person.objects.filter(pk=person.pk).update(**kept)

    def reset() -> None:
        been_in()
        post_reset_mails(office, person.username)

    def moved() -> None:
        given(Person.objects.get(pk=person.pk), NEW)
        sent()

    def news() -> None:
        been_in()
        settings.change(office, "notifications", "on")
        mine = Relationship.objects.filter(parent=person, state="active").order_by("pk")[:1]
        groups = [
            small.school(place.organisation, each.child)
            for each in mine
            for place in each.child.memberships.order_by("pk")[:1]
        ]
        notify.post()
        for group in groups:
            small.notice(group, "A trip to the sea")
        due_now(quiet_from="00:00", quiet_until="00:00")
        notify.post()

    sends: list[Callable[[], object]] = [way_in, reset, age_notices.post, moved, news]
    found: Obtained = {}
    for send in sends:
        arrived = mailed([person.email, NEW], send)
        found |= {f"{send.__name__} {where}": text for where, text in arrived.items()}
    return found


def sent() -> None:
    for batch in Batch.objects.filter(state=BatchState.WAITING).order_by("pk"):
        mail_batch.post(batch.pk, OFFICE)


def everything(person: Person, office: Actor, *numbers: int) -> Obtained:
    """`numbers` are tried in every address. The site stays as it was."""
    with transaction.atomic():
        found = pages(person, numbers) | links(person) | rows(person)
        found |= on_paper(person, office) | mails_to(person, office)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def cast(db: None, office: Actor) -> Cast:
    cast = own(office)
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=soon())
    return cast


@pytest.fixture(autouse=True)
def whatever_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """*Good morning* becomes *Good afternoon* at noon, whoever else there is."""
    monkeypatch.setattr("kinkeeper.web.parents.children._greeting", lambda person: "Hello")


def differing(before: Obtained, after: Obtained) -> list[str]:
    assert before.keys() == after.keys()
    return [where for where, text in before.items() if after[where] != text]


def test_k19_acc_11_lnk_05_the_other_household_changes_nothing_that_a_parent_obtains(
    cast: Cast, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same site with and without it: no word, number, order, count, status or header differs.
    Neither do the addresses of its people from those of nobody."""
    before = everything(cast.kari, office, cast.nora.pk)
    here = other(office, cast)
    after = everything(cast.kari, office, cast.nora.pk)
    assert differing(before, after) == []
    assert told(after, here.words) == []
    shut = pages(cast.kari, [NOWHERE], bare=False)
    for each in (here.bjarte, here.pernille):
        found = pages(cast.kari, [each.pk], bare=False)
        theirs = {place.replace(str(each.pk), str(NOWHERE)): text for place, text in found.items()}
        assert [place for place in shut if theirs[place] != shut[place]] == []
    assert len(after) > ENOUGH
    assert {"way_in", "reset", "post", "moved", "news"} <= {place.split()[0] for place in after}
    mine_alone = children.by_person

    def with_the_other(person: Person) -> dict[Person, children.Child]:
        found = mine_alone(person).items()
        return {pupil: replace(each, schools=("Quistgaard",)) for pupil, each in found}

    monkeypatch.setattr("kinkeeper.web.parents.children.children.by_person", with_the_other)
    assert "'Quistgaard' in GET /children/" in told(links(cast.kari), here.words)


def test_r_051_k19_acc_11_no_word_of_one_household_reaches_the_other(
    cast: Cast, office: Actor
) -> None:
    here = other(office, cast)
    karis = ("kari", "Mill Lane", "0152", "P-1", "Elias", "H-2", "Jonas", "Lund")
    hers = (HILLSIDE, "Maria Ortega")  # of the child of whom Stian sees nothing but the name
    of_bjarte = ("Bjarte", "bq.1973", "BQ-77", "98765432", "Trollveien", "Hulda", "FJ-1")
    of_stian = ("Stian", "Zellwanger", "SZ-88", "91234567")
    of_cato = ("Cato", "Wexelblad", "CW-99", "90001112")
    names = ("Nora", "Pernille", "Order of 3 March", "Restraining", "PEND-555")
    secrets = {
        here.bjarte: (*karis, *of_stian, *of_cato),
        here.stian: (*karis, *of_bjarte, *of_cato, *hers, FJORDVIK, "Fjordvik"),
        here.cato: (*karis, *of_bjarte, *of_stian, *hers, FJORDVIK, "Fjordvik", *names),
    }
    for person, words in secrets.items():
        with transaction.atomic():
            found = links(person) | on_paper(person, office) | mails_to(person, office)
            assert told(found, words) == [], person
            assert len(found) > ENOUGH_LINKS
            transaction.set_rollback(True)
    page = Browser(cast.henry)("GET", reverse("staff:person", args=[cast.nora.pk]))
    assert told({"staff": page}, here.words)  # whoever works there finds them


def typed(name: str, *, times: int = 12) -> list[str]:
    """What is answered to who types this name, as often as it takes to be slowed down."""
    asks, found = Browser(None, stay=True), []
    with transaction.atomic():
        for _time in range(times):
            given = {"username": name, "password": "a guess of mine", "name": name}
            for address in ("/sign-in/", "/forgotten/", "/activate/again/"):
                found.append(asks("POST", address, given).replace(name, "NAME"))
        transaction.set_rollback(True)
    return [re.sub(r"Content-Length: \d+", "", each) for each in found]


def test_k19_acc_11_pc_130_a_name_of_the_other_household_answers_as_one_that_nobody_has(
    cast: Cast, office: Actor
) -> None:
    """Signing in, a forgotten password and a new link, slowed down as soon."""
    here = other(office, cast)
    nobody = typed("nobody.1973")
    assert any("Too many" in each for each in nobody)
    for each in (here.bjarte, here.stian, here.cato, here.hulda):
        assert typed(each.username) == nobody
    assert typed(here.bjarte.email) == typed("nobody@quist.example")


@pytest.mark.parametrize("preset", Preset)
def test_k16_k28_a_childs_school_is_told_by_nothing_to_who_does_not_see_the_school_day(
    cast: Cast, office: Actor, preset: Preset
) -> None:
    """Not under whose name a page, a letter or an e-mail stands, and not by whom it tells to ask.
    What is ordered for that school is the parent's own letter all the same."""
    own_settings.change(office, cast.lakeside, "office", "Lakeside 3000")
    own_settings.change(office, cast.lakeside, "site_name", "Lakeside skole")
    vera = cast.stranger
    set_rights(office, vera, cast.mila, Given(AREAS_OF[preset]), reason="agreed")
    with transaction.atomic():
        found = links(vera) | on_paper(vera, office, path="Lakeside") | mails_to(vera, office)
        transaction.set_rollback(True)
    shown = {where.partition(" ")[0] for where, text in found.items() if "Lakeside" in text}
    sees = Area.SCHOOL_DAY in AREAS_OF[preset]
    told_of = {"GET", "POST", "alone", "way_in", "reset", "moved", "news"}
    assert shown == (told_of if sees else set())


def test_k28_no_letter_or_mail_tells_the_school_of_a_protected_child(
    cast: Cast, office: Actor
) -> None:
    own_settings.change(office, cast.lakeside, "office", "Lakeside 3000")
    protect(office, cast.mila, reason="an order", reach=WHOLE_SITE)
    vera = cast.stranger
    found = on_paper(vera, office, path="Lakeside") | mails_to(vera, office)
    assert len(found) > ENOUGH_LETTERS
    assert told(found, ("Lakeside", "Mila")) == []


@pytest.mark.parametrize("broken", [KeyError("Quistgaard"), OSError(28, "Quistgaard")])
def test_k19_acc_11_a_page_of_a_failure_says_nothing_of_what_failed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail(*_words: object) -> None:
        raise broken

    monkeypatch.setattr("kinkeeper.web.parents.children.render", fail)
    browser = Browser(cast.kari)
    browser.client.raise_request_exception = False
    answer = browser("GET", "/children/")
    assert answer.startswith("50")
    assert "Quistgaard" not in answer
