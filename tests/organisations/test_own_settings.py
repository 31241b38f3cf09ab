"""A school's own name, office and letterhead, and whose of them a parent is told."""

import pypdfium2
import pytest
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.families.contacts import of_people
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.parents_at import parents_at
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.organisations.models import Organisation, OwnSetting
from kinkeeper.organisations.own_settings import common, contacts, lowest, nearest
from kinkeeper.organisations.reach import below
from kinkeeper.people.models import Membership, Person
from tests.cast import PASSWORD, Cast, connected, person
from tests.importing import imported, undone
from tests.letters.made import made
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
PLACES = ["Hillside", "Hillside/5A", "Lakeside"]
PATHS = st.lists(st.sampled_from(["A", "B", "AB"]), max_size=4).map("/".join)


@pytest.fixture
def offices(cast: Cast, office: Actor) -> Cast:
    settings.change(office, "office", "District, 1000")
    own_settings.change(office, cast.hillside, "office", "Hillside, 2000")
    own_settings.change(office, cast.hillside, "site_name", "Hillside School")
    own_settings.change(office, cast.hillside, "letterhead", "12 School Lane")
    own_settings.change(office, cast.lakeside, "office", "Lakeside, 3000")
    return cast


def office_of(found: Person, **more: object) -> str:
    return of_people([found.pk], **more)[found.pk].office  # type: ignore[arg-type]  # as it takes them


@given(PATHS, st.dictionaries(PATHS, st.text(min_size=1)), st.text())
def test_law_the_nearest_up_the_path_is_the_longest_beginning_that_says_it(
    path: str, said: dict[str, str], site: str
) -> None:
    said[""] = site
    above = [each for each in said if each == "" or f"{path}/".startswith(f"{each}/")]
    assert nearest(path, said) == said[max(above, key=len)]


@given(st.lists(PATHS, min_size=1, max_size=4))
def test_law_the_common_place_holds_them_all_and_no_lower_one_does(paths: list[str]) -> None:
    def holds(place: str) -> bool:
        return all(not place or f"{each}/".startswith(f"{place}/") for each in paths)

    found = common(paths)
    assert holds(found)
    first = paths[0].split("/") if paths[0] else []
    deeper = "/".join(first[: len(found.split("/")) + 1 if found else 1])
    assert deeper == found or not holds(deeper)


@given(st.sets(PATHS, min_size=1, max_size=6))
def test_law_the_lowest_places_are_those_with_none_below(paths: set[str]) -> None:
    def is_below(low: str, high: str) -> bool:
        return low != high and (not high or low.startswith(f"{high}/"))

    assert lowest(paths) == {
        each for each in paths if not any(is_below(other, each) for other in paths)
    }


def test_a_class_goes_by_its_school_and_the_school_by_the_site(offices: Cast) -> None:
    found = contacts()
    assert found.at("Hillside/5A").office == "Hillside, 2000"
    assert found.at("Hillside/5A").site_name == "Hillside School"
    assert found.at("Lakeside").site_name == "Kinkeeper"
    assert found.at("Nowhere/else").office == "District, 1000"


def test_a_blank_one_goes_by_the_organisation_above_again(offices: Cast, office: Actor) -> None:
    own_settings.change(office, offices.hillside, "office", " ")
    assert contacts().at("Hillside/5A").office == "District, 1000"
    assert not OwnSetting.objects.filter(organisation=offices.hillside, name="office").exists()


def test_k23_what_a_school_says_of_itself_is_in_the_journal(offices: Cast, office: Actor) -> None:
    own_settings.change(office, offices.hillside, "office", "Hillside, 2000")  # as it is
    lines = Entry.objects.filter(action="organisation.changed", organisation_id=offices.hillside.pk)
    assert [line.data["name"] for line in lines] == ["letterhead", "site_name", "office"]
    assert lines[2].data == {
        "path": "Hillside", "name": "office", "from": "", "to": "Hillside, 2000",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [("parent_login", "off"), ("nonsense", "1")])
def test_a_school_has_no_other_settings_of_its_own(
    cast: Cast, office: Actor, name: str, value: str
) -> None:
    with pytest.raises(settings.UnknownSetting):
        own_settings.change(office, cast.hillside, name, value)
    with pytest.raises(settings.BadValue):
        own_settings.change(office, cast.hillside, "office", "x" * 201)


def test_a_pupil_and_a_parent_have_the_schools(offices: Cast) -> None:
    assert office_of(offices.nora) == "Hillside, 2000"
    assert office_of(offices.kari) == "Hillside, 2000"
    assert office_of(offices.stranger) == "Lakeside, 3000"
    assert office_of(offices.maria) == "Hillside, 2000"


def test_a_parent_of_two_schools_has_what_both_have_in_common(offices: Cast) -> None:
    """And the letter of the school that orders it."""
    assert office_of(offices.jonas) == "District, 1000"
    assert office_of(offices.jonas, reach=below([offices.hillside])) == "Hillside, 2000"
    assert office_of(offices.jonas, reach=below([offices.lakeside])) == "Lakeside, 3000"


def test_two_schools_of_a_district_have_the_districts_in_common(
    offices: Cast, office: Actor
) -> None:
    north, south = tree.ensure("Valley/North/1A")[0], tree.ensure("Valley/South/2B")[0]
    own_settings.change(office, tree.find("Valley"), "office", "Valley, 4000")
    own_settings.change(office, tree.find("Valley/North"), "office", "North, 5000")
    parent = person("two.schools", "parent")
    for place, name in ((north, "one.child"), (south, "other.child")):
        connected(parent, person(name, "pupil", place))
    assert office_of(parent) == "Valley, 4000"
    assert office_of(Person.objects.get(username="one.child")) == "North, 5000"


@pytest.mark.parametrize(
    "state", [RelationshipState.PROPOSED, RelationshipState.BLOCKED, RelationshipState.ENDED]
)
def test_k28_who_does_not_see_a_child_is_not_told_the_childs_school(
    offices: Cast, state: str
) -> None:
    """Nor is where a parent is listed: the school that a child moved to may have listed both."""
    Relationship.objects.filter(parent=offices.stranger).update(state=state)
    assert office_of(offices.stranger) == "District, 1000"


def test_k28_nor_before_a_way_in_opens_the_relationship(offices: Cast) -> None:
    Relationship.objects.filter(parent=offices.stranger).update(awaits_way_in=True)
    assert office_of(offices.stranger) == "District, 1000"


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(list(RelationshipState)), st.booleans()),
        max_size=5,
    ),
    st.sampled_from(PLACES),
)
def test_law_k28_only_where_visible_children_are_says_whom_to_ask(  # type: ignore[no-untyped-def]  # a fixture
    offices: Cast, fresh, children: list[tuple[str, RelationshipState, bool]], elsewhere: str
) -> None:
    """Moving a child whom the parent does not see, to whatever school, changes nothing."""
    with fresh():
        parent, hidden = person("any.parent", "parent", tree.find("Lakeside")), []
        for number, (path, state, awaits) in enumerate(children):
            child = person(f"child.n{number}", "pupil", tree.find(path))
            made_now = connected(parent, child)
            Relationship.objects.filter(pk=made_now.pk).update(state=state, awaits_way_in=awaits)
            if state != RelationshipState.ACTIVE or awaits:
                hidden.append(child)
        before = of_people([parent.pk])[parent.pk]
        Membership.objects.filter(person__in=hidden).update(organisation=tree.find(elsewhere))
        assert of_people([parent.pk])[parent.pk] == before
        if len(hidden) == len(children):
            assert before == contacts().at("")


def test_a_mail_for_a_new_password_names_the_office_of_the_school(
    offices: Cast, office: Actor, mailoutbox: list[EmailMessage]
) -> None:
    offices.kari.set_password(PASSWORD)
    offices.kari.save()
    assert post_reset_mails(office, offices.kari.email) == 1
    assert "Hillside, 2000" in str(mailoutbox[0].body)
    assert "Hillside School" in mailoutbox[0].subject


def test_letters_bear_the_name_the_office_and_the_letterhead_of_the_school(
    offices: Cast, office: Actor
) -> None:
    by_henry = Actor(offices.henry.pk, "Henry", "a test")
    text = printed(made(order(by_henry, [offices.kari], Form.PAGES), by_henry))
    assert "Your account at Hillside School" in text
    assert "12 School Lane" in text
    assert "Hillside, 2000" in text


def test_a_parent_of_two_schools_gets_the_letter_of_the_one_that_orders_it(
    offices: Cast, office: Actor
) -> None:
    text = printed(made(order(office, [offices.jonas], Form.PAGES, path="Hillside"), office))
    assert "Hillside, 2000" in text
    assert "Lakeside" not in text
    text = printed(made(order(office, [offices.jonas], Form.PAGES), office))
    assert "Your account at Kinkeeper" in text
    assert "District, 1000" in text
    text = printed(made(order(office, [offices.jonas], Form.PAGES, path="Lakeside"), office))
    assert "Lakeside, 3000" in text
    assert "Your account at Kinkeeper" in text


@pytest.mark.parametrize("path", ["Lakeside", " Lakeside / ", "/"])
def test_an_organisation_is_meant_however_it_was_typed(
    offices: Cast, office: Actor, path: str
) -> None:
    text = printed(made(order(office, [offices.stranger], Form.PAGES, path=path), office))
    assert "Lakeside, 3000" in text


def test_letters_for_a_school_are_for_the_parents_of_its_pupils(
    offices: Cast, signed_in: As
) -> None:
    """Wherever the parents are listed: a file of the whole site lists them at no school."""
    offices.stranger.memberships.all().delete()
    anna = signed_in(offices.admin)
    page = anna.get("/staff/credentials/new/?form=pages&organisation=Lakeside").content.decode()
    assert "Vera Stranger" in page
    assert "Kari Berg" not in page
    assert not Person.objects.filter(parents_at(offices.hillside), pk=offices.stranger.pk).exists()
    Relationship.objects.filter(parent=offices.stranger).update(state=RelationshipState.PROPOSED)
    assert not Person.objects.filter(parents_at(offices.lakeside), pk=offices.stranger.pk).exists()


def test_each_letter_of_one_batch_is_its_own_schools(offices: Cast, office: Actor) -> None:
    batch = order(office, [offices.kari, offices.stranger], Form.PAGES)
    document = pypdfium2.PdfDocument(made(batch, office))
    kari, stranger = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert "Hillside, 2000" in kari
    assert "Lakeside, 3000" in stranger
    assert "Hillside" not in stranger


def test_the_longest_words_of_a_school_stay_on_the_one_page(offices: Cast, office: Actor) -> None:
    for name in own_settings.TOLD:
        words = "Wm " * (settings.KNOWN[name].longest // 3)
        own_settings.change(office, offices.hillside, name, words)
    for number in range(12):
        connected(offices.kari, person(f"marie-christine{number}.berg", "pupil", offices.hillside))
    document = pypdfium2.PdfDocument(made(order(office, [offices.kari], Form.PAGES), office))
    assert len(document) == 1
    document.close()


def test_mails_name_the_office_of_the_school(
    offices: Cast,
    office: Actor,
    mailoutbox: list[EmailMessage],
) -> None:
    mail_batch.post(order(office, [offices.kari], Form.EMAIL).pk, office)
    [mail] = mailoutbox
    assert "Do you need help? Hillside, 2000" in mail.body
    assert "your account at Hillside School" in mail.body
    issued = issue_many(office, [offices.kari.pk], Channel.EMAIL)
    html = mail_batch.activation(offices.kari, issued[0], contacts().at("Lakeside")).alternatives
    assert "Lakeside, 3000" in str(html[0])


def test_an_undo_keeps_an_organisation_that_says_something_of_itself(
    cast: Cast, office: Actor
) -> None:
    made_by = imported("SyncID,First name,Last name,Class\nN-1,Ada,Berg,9Z\n", profile="pupil")
    place = Organisation.objects.get(path__endswith="9Z")
    own_settings.change(office, place, "office", "Form teacher, 42")
    undone(made_by)
    assert Organisation.objects.filter(pk=place.pk).exists()


def printed(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found
