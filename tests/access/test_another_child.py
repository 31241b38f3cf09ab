"""LNK-10: a parent writes that they should see another child; nothing opens by it."""

import pytest

from kinkeeper.families.models import Question, Relationship
from kinkeeper.from_home.ask_for_child import MOST
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Membership
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
PAGE = "/children/another/"


def test_lnk_10_a_name_or_a_key_opens_nothing_and_the_answer_is_always_the_same(
    cast: Cast, signed_in: As
) -> None:
    kari = signed_in(cast.kari)
    before = Relationship.objects.count()
    answers = set()
    for name in ("H-1", "Theo Lund", "Nobody At All"):  # a key, a child elsewhere, nobody
        answer = kari.post(PAGE, {"name": name, "note": "Class 5A"}, follow=True)
        said = answer.content.decode()
        assert name not in said
        answers.add(said.count("Your message is with the school office."))
    assert answers == {1}
    late = kari.post(PAGE, {"name": "Ida"})
    assert (late.status_code, Question.objects.count()) == (422, MOST)
    assert kari.post(PAGE, {"name": " "}).status_code == 422
    assert Relationship.objects.count() == before
    assert Entry.objects.filter(action="question.sent", actor_id=cast.kari.pk).count() == MOST

    # a file placed her at the school that another child was taken to: it is not named
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    assert "Lakeside" not in kari.get(PAGE).content.decode()

    asked = signed_in(cast.henry).get("/staff/inbox/?kind=another-child").content.decode()
    assert asked.count("writes that they should see another child") == MOST
    assert "Class 5A" in asked
    for other in (cast.lara, cast.maria):
        assert "Nobody At All" not in signed_in(other).get("/staff/inbox/").content.decode()
    first = Question.objects.order_by("pk")[0]
    assert signed_in(cast.lara).post(f"/staff/inbox/{first.pk}/keep/").status_code == 404
    assert signed_in(cast.henry).post(f"/staff/inbox/{first.pk}/keep/").status_code == 302
    assert kari.post(PAGE, {"name": "Ida"}).status_code == 302
