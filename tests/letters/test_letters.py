"""Letters on paper: a page a person, only what concerns that person, codes that work."""

import io
import re

import pytest
from pypdf import PdfReader

from kinkeeper.credentials import redeem
from kinkeeper.credentials.models import Credential
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import pdf_batch
from kinkeeper.letters.models import BatchState, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.typeset import PIECE
from kinkeeper.people.models import Person
from tests.cast import Cast, connected, person
from tests.letters.made import made

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_k21_not_03_a_page_for_each_person_with_that_persons_code_alone(
    cast: Cast, office: Actor
) -> None:
    batch = order(office, [cast.kari, cast.jonas, cast.stranger], Form.PAGES)
    sheets = pages(made(batch, office))
    assert len(sheets) == 3
    for page, parent in zip(sheets, [cast.kari, cast.jonas, cast.stranger], strict=True):
        found = CODE.findall(page)
        assert len(set(found)) == 1
        assert redeem.by_code(office, found[0]).person_id == parent.pk
        assert parent.full_name in page
        assert parent.username in page


def test_k19_a_letter_tells_nothing_of_another_parent(cast: Cast, office: Actor) -> None:
    batch = order(office, [cast.kari], Form.PAGES)
    page = pages(made(batch, office))[0]
    assert "Nora" in page
    assert "Elias" in page
    assert "Mill Lane 4" in page
    assert "0152 Hillside" in page
    for other in (cast.jonas, cast.stranger, cast.theo, cast.mila):
        assert other.family_name not in page.replace("Berg", "")
        assert other.given_name not in page


def test_who_lost_the_child_after_the_order_gets_no_letter(cast: Cast, office: Actor) -> None:
    batch = order(office, [cast.kari, cast.stranger], Form.PAGES)
    disconnect(office, cast.stranger, cast.mila, reason="moved out")
    assert len(pages(made(batch, office))) == 1
    states = dict(batch.letters.values_list("person_id", "state"))
    assert states == {cast.kari.pk: LetterState.MADE, cast.stranger.pk: LetterState.LEFT_OUT}
    assert not Credential.objects.filter(person=cast.stranger).exists()


def test_a_batch_is_made_once(cast: Cast, office: Actor) -> None:
    batch = order(office, [cast.kari], Form.PAGES)
    assert pdf_batch.produce(batch.pk, office) == 1
    assert pdf_batch.produce(batch.pk, office) == 0
    assert Credential.objects.count() == 1


def test_k20_only_who_ordered_can_fetch_the_pdf(cast: Cast) -> None:
    henry = Actor(cast.henry.pk, "Henry", "a test")
    batch = order(henry, [cast.kari], Form.PAGES)
    content = made(batch, henry)
    batch.refresh_from_db()
    kept = pdf_batch.fetch(batch, henry)
    assert b"".join(kept.content) == content
    assert kept.size == len(content)
    sealed = b"".join(bytes(part.sealed) for part in batch.parts.all())
    assert CODE.findall(pages(content)[0])[0].encode() not in sealed
    with pytest.raises(pdf_batch.NotYours):
        pdf_batch.fetch(batch, Actor(cast.admin.pk, "Anna", "a test"))
    assert [
        (line.actor_id, line.data) for line in Entry.objects.filter(action="letters.fetched")
    ] == [(cast.henry.pk, {"batch": batch.pk, "letters": 1})]


def test_the_office_list_has_every_code_and_no_address(cast: Cast, office: Actor) -> None:
    batch = order(office, [cast.kari, cast.jonas], Form.LIST)
    text = " ".join(pages(made(batch, office)))
    assert len(set(CODE.findall(text))) == 2
    assert "Mill Lane" not in text
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


@pytest.mark.parametrize(
    "name", ["#set page(1pt)", "*bold* _x_ $x$", "<script>", "\\ \\\\", "李 明"]
)
def test_r_069_names_are_never_read_as_markup(cast: Cast, office: Actor, name: str) -> None:
    parent = person("odd.name", "parent", given_name=name, family_name="Berg")
    connected(parent, cast.nora)
    text = pages(made(order(office, [parent], Form.PAGES), office))[0]
    if name.isascii():
        assert name in text
    assert CODE.search(text)


def test_letters_made_in_several_processes_are_joined_in_order(cast: Cast, office: Actor) -> None:
    count = PIECE + 3
    parents = [
        Person(
            username=f"many.{number}",
            username_folded=f"many.{number}",
            given_name="Ada",
            family_name=f"Number{number}",
            profile="parent",
        )
        for number in range(count)
    ]
    Person.objects.bulk_create(parents)
    Relationship.objects.bulk_create(
        Relationship(parent=parent, child=cast.nora, state="active") for parent in parents
    )
    sheets = PdfReader(io.BytesIO(made(order(office, parents, Form.PAGES), office))).pages
    assert len(sheets) == count
    for number in (0, PIECE - 1, PIECE, count - 1):
        assert f"Number{number}" in sheets[number].extract_text()
