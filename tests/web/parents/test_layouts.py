"""A child's page obeys the layout of the child's school; rights stand above it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kinkeeper.access.models import HomeVisit
from kinkeeper.access.viewer import of_person
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.journal.actor import Actor
from kinkeeper.notifications import news
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.tree import site as the_site
from kinkeeper.parent_features import change
from kinkeeper.parent_features.layout import Information, Layout, Link, Placed
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings import shown
from kinkeeper.records.models import Result
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page import block_registry
from tests.access.every_kind import picture
from tests.cast import Cast
from tests.records import small
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
SECTION = re.compile(r'<section class="sec" id="([a-z_]+)"')


def arranged(office: Actor, place: Organisation, *placed: Placed) -> None:
    assert change.arrange(office, place, placed, block_registry.names())


def page_of(child: Person) -> str:
    return reverse("parents:child", args=[child.pk])


def block_of(child: Person, name: str) -> str:
    return reverse("parents:block", args=[child.pk, name])


def test_the_next_request_shows_what_the_school_chose(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    group = small.hillside(cast)
    small.notice(group, "Lost property")
    client = signed_in(cast.kari)
    assert "Lost property" in client.get(page_of(cast.nora)).text
    told = shown.of_parent(of_person(cast.admin, "a test"), cast.kari, moment())
    arranged(office, the_site(), Placed("contacts"), Placed("notices", shown=False))
    page = client.get(page_of(cast.nora)).text
    assert SECTION.findall(page)[0] == "contacts"
    assert "notices" not in SECTION.findall(page)
    assert "Lost property" not in page
    answer = client.get(block_of(cast.nora, "notices"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(cast.nora))
    assert shown.of_parent(of_person(cast.admin, "a test"), cast.kari, moment()) == told

    arranged(office, cast.hillside, Placed("notices", short=True), Placed("contacts", shown=False))
    page = client.get(page_of(cast.nora)).text
    assert SECTION.findall(page)[0] == "notices"
    assert "contacts" not in SECTION.findall(page)
    assert block_of(cast.nora, "notices") not in page  # in short: nothing more to show
    assert client.get(block_of(cast.nora, "notices")).status_code == 200
    assert change.go_by_above(office, cast.hillside)
    assert SECTION.findall(client.get(page_of(cast.nora)).text)[0] == "contacts"


def test_k16_a_layout_opens_nothing(cast: Cast, signed_in: As, office: Actor) -> None:
    small.hillside(cast)
    set_rights(office, cast.kari, cast.nora, Given({Area.ABSENCE}), reason="agreed")
    arranged(office, cast.hillside, Placed("results"), Placed("absence"))
    said = Information("Welcome")
    change.inform(office, cast.hillside, said, block_registry.names())
    client = signed_in(cast.kari)
    assert SECTION.findall(client.get(page_of(cast.nora)).text) == ["absence"]
    assert client.get(block_of(cast.nora, "results")).status_code == 404
    assert client.get(block_of(cast.nora, "information")).status_code == 404


def test_each_of_two_schools_decides_about_its_own_records(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    """The child is listed once, a block is there where one of them shows it, without what the
    other hides; both say something, each by its name."""
    one = small.school(cast.hillside, cast.nora)
    other = small.school(cast.lakeside, cast.nora)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    small.notice(one, "From Hillside")
    small.notice(other, "From Lakeside")
    arranged(office, cast.lakeside, Placed("notices", shown=False), Placed("calendar", shown=False))
    client = signed_in(cast.kari)
    page = client.get(page_of(cast.nora)).text
    assert "From Hillside" in page
    assert "From Lakeside" not in page
    assert "From Lakeside" not in client.get(block_of(cast.nora, "notices")).text
    arranged(office, cast.hillside, Placed("calendar", shown=False))
    assert "calendar" not in SECTION.findall(client.get(page_of(cast.nora)).text)
    for place, words in ((cast.hillside, "Hello of one"), (cast.lakeside, "Hello of two")):
        change.inform(office, place, Information(words), block_registry.names())
    page = client.get(page_of(cast.nora)).text
    assert page.index("Hello of one") < page.index("Hello of two")
    assert f"<h3>{cast.hillside.name}</h3>" in page


def test_the_schools_own_words_are_words_and_nothing_else(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    small.hillside(cast)
    shows = picture(cast.hillside)
    said = Information(
        "Hi <script>alert(1)</script>\n\nBye", (Link("<b>Menu", "https://x.example/?a=1&b=2"),),
        (shows.pk,),
    )  # fmt: skip
    change.inform(office, cast.hillside, said, block_registry.names())
    page = signed_in(cast.kari).get(page_of(cast.nora)).text
    assert "<p>Hi &lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert 'href="https://x.example/?a=1&amp;b=2" rel="noreferrer noopener external"' in page
    assert 'alt="A yard"' in page
    address = reverse("entry:picture", args=[shows.pk])
    answer = signed_in(cast.kari).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert signed_in(cast.nora).get(address).status_code == 404
    change.inform(office, cast.hillside, Information(), block_registry.names())
    assert signed_in(cast.kari).get(address).status_code == 404  # off the page, and out of reach
    assert signed_in(cast.henry).get(address).status_code == 200
    assert "information" not in SECTION.findall(signed_in(cast.kari).get(page_of(cast.nora)).text)
    for wrong in (Link("x", "javascript:1"), Link(" ", "https://x.example")):
        with pytest.raises(change.Refusal):
            change.inform(
                office, cast.hillside, Information(links=(wrong,)), block_registry.names()
            )
    assert change.layout_at(cast.hillside).information == Information()
    assert change.layout_at(cast.lakeside) == Layout()


def test_what_waits_for_an_answer_is_found_however_far_the_last_day(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    """The home has the next seven days alone. On the child's page it stands once: above, or where
    the school has no such block among the notices."""
    group = small.hillside(cast)
    ahead = timezone.localdate() + timedelta(days=30)
    trip = small.notice(group, "Trip in spring", needs_answer=True, deadline=ahead)
    over = timezone.localdate() - timedelta(days=2)
    small.notice(group, "Long over", needs_answer=True, deadline=over)
    client, mark = signed_in(cast.kari), f'data-record="notice:{trip.key}"'
    assert mark not in client.get("/children/").text
    page = client.get(page_of(cast.nora)).text
    assert SECTION.findall(page)[0] == "to_answer"
    assert page.count(mark) == 1
    assert page.index(mark) < page.index("Long over")
    assert mark in client.get(block_of(cast.nora, "to_answer")).text
    arranged(office, cast.hillside, Placed("to_answer", shown=False))
    page = client.get(page_of(cast.nora)).text
    assert "to_answer" not in SECTION.findall(page)
    assert page.count(mark) == 1
    change.go_by_above(office, cast.hillside)
    said = {"version": version_of(trip)} | {
        f"answer-{child.pk}": "yes" for child in (cast.nora, cast.elias)
    }
    client.post(reverse("parents:notice", args=[cast.nora.pk, trip.pk]), said)
    page = client.get(page_of(cast.nora)).text
    assert "to_answer" not in SECTION.findall(page)
    assert page.count(mark) == 1


def test_rec_024_rec_033_what_a_school_hides_is_in_no_list_either(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    """Not among what is new on the home, nor in an e-mail, though each result is released."""
    group = small.hillside(cast)
    work = small.assignment(group, "Essay", -9, published_at=timezone.now() - timedelta(days=20))
    mark = f'data-record="result:{work.key}"'
    small.result(work, cast.nora, comment="Well argued")
    client, day = signed_in(cast.kari), timedelta(days=1)

    def found() -> list[bool]:
        told = {type(each.record) for each in news.shown(cast.kari.pk, moment()).news}
        before = {"last_at": timezone.now() - day, "before_at": None}
        HomeVisit.objects.update_or_create(person=cast.kari, defaults=before)
        home = client.get("/children/").text
        page, block = client.get(page_of(cast.nora)).text, block_of(cast.nora, "results")
        return [Result in told, mark in home, mark in page, client.get(block).status_code == 200]

    assert found() == [True] * 4
    arranged(office, cast.hillside, Placed("results", shown=False))
    assert found() == [False] * 4
    asked = reverse("staff:layout-preview", args=[cast.hillside.pk])
    assert 'id="results"' not in signed_in(cast.henry).get(asked).text
