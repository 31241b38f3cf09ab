"""K16, K17, K19: a learning plan is for its pupil's parents from its moment on, and a comment for
staff and for who wrote it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.from_home.models import LearningPlanComment
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Membership
from kinkeeper.records.models import Group, HandEntry, LearningPlan
from tests.access.wall.test_records import behind_it
from tests.cast import Cast, connected
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
PLANS, COMMENTS = "records_learningplan", "from_home_learningplancomment"
TITLE = "Reading in autumn"
SAID = {
    "title": TITLE, "goal_1": "Reads a page aloud", "state_1": "under-way",
    "last_1": "2027-01-31", "state_2": "planned", "state_3": "planned", "support": "Twice a week",
    "comments_on": ["goals"],
}  # fmt: skip


@pytest.fixture
def group(cast: Cast) -> Group:
    """Nora and Elias are in it, and Maria teaches it."""
    found = small.hillside(cast)
    small.enrolled(found, cast.maria, role="teacher")
    return found


def test_k17_no_parent_learns_of_a_plan_before_its_moment_or_once_it_is_withdrawn(
    cast: Cast, group: Group, signed_in: As
) -> None:
    maria, kari = signed_in(cast.maria), signed_in(cast.kari)
    where = f"/staff/people/{cast.nora.pk}/learning-plan/"
    token = {"token": "6f1c2d4e-0000-4000-8000-000000000001"}
    assert maria.post(where, {"token": token["token"], "title": "Empty"}).status_code == 422
    for _again in range(2):
        assert maria.post(where, SAID | token | {"when": "draft"}).status_code == 302
    [plan] = LearningPlan.objects.all()
    [goal] = plan.each_goal
    assert (goal.text, goal.state, str(goal.ends_on)) == (
        "Reads a page aloud",
        "under-way",
        "2027-01-31",
    )
    address = f"/children/{cast.nora.pk}/learning-plans/{plan.pk}/"

    def told() -> list[bool]:
        child = f"/children/{cast.nora.pk}/"
        pages = [kari.get(each) for each in (child, f"{child}learning_plans/")]
        found = [TITLE in each.content.decode() for each in pages]
        return [
            kari.get(address).status_code == 200,
            *found,
            plan.pk in behind_it(cast.kari, PLANS),
        ]

    assert told() == [False] * 4
    entry = HandEntry.objects.get()
    change = SAID | token | {"version": 1, "when": "now", "state_4": "planned"}
    assert maria.post(f"/staff/entries/{entry.pk}/learning-plan/", change).status_code == 302
    assert maria.post(f"/staff/entries/{entry.pk}/learning-plan/", change).status_code == 422
    LearningPlan.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    assert told() == [True] * 4
    assert kari.get(f"/children/{cast.elias.pk}/learning-plans/{plan.pk}/").status_code == 404
    for stranger in (cast.stranger, cast.theo, cast.nora, cast.lara):
        assert signed_in(stranger).get(address).status_code in {302, 403, 404}
        assert behind_it(stranger, PLANS) == set()
    assert maria.post(f"/staff/entries/{entry.pk}/withdraw/").status_code == 302
    assert kari.get(address).status_code == 404
    LearningPlan.objects.update(withdrawn_at=timezone.now() - timedelta(minutes=1))
    assert told() == [False] * 4
    lines = Entry.objects.filter(action__startswith="learning-plan.", child_id=cast.nora.pk)
    assert [each.action.split(".")[1] for each in lines.order_by("pk")] == [
        "made", "changed", "withdrawn"
    ]  # fmt: skip


def test_k16_k19_a_comment_is_for_staff_and_for_who_wrote_it(
    cast: Cast, group: Group, signed_in: As
) -> None:
    entry = small.planned(cast.maria, group, cast.nora)
    LearningPlan.objects.update(
        published_at=timezone.now() - timedelta(minutes=1), published_on=timezone.localdate(),
        comments_on=["goals"],
    )  # fmt: skip
    plan = LearningPlan.objects.get()
    address = f"/children/{cast.nora.pk}/learning-plans/{plan.pk}/"
    kari, jonas = signed_in(cast.kari), signed_in(cast.jonas)
    before = jonas.get(address).content.decode()
    said = {"part": "goals", "text": "She reads to her brother"}
    assert kari.post(address, said | {"part": "support"}).status_code == 422  # not asked for
    for _again in range(2):
        assert kari.post(address, said).status_code == 302
    [comment] = LearningPlanComment.objects.all()
    assert said["text"] in kari.get(address).content.decode()
    work = signed_in(cast.maria).get(f"/staff/entries/{entry.pk}/learning-plan/").content.decode()
    assert said["text"] in work
    assert "Kari Berg" in work
    after = jonas.get(address).content.decode()
    assert said["text"] not in after
    assert len(before) == len(after)  # nothing says that there is one
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    for stranger in (cast.jonas, cast.stranger, cast.lara, cast.nora):
        assert behind_it(stranger, COMMENTS) == set()
    for who in (cast.kari, cast.maria, cast.henry, cast.admin):
        assert behind_it(who, COMMENTS) == {comment.pk}
    RightsStatement.objects.create(
        parent=cast.jonas, child=cast.nora, of_parent=cast.jonas.pk, of_child=cast.nora.pk,
        source="manual", areas=["documents"], sees_only=["documents"],
    )  # fmt: skip
    page = jonas.get(address)  # he reads, and may not act
    assert "Send my comment" not in page.content.decode()
    assert jonas.post(address, said).status_code == 422
    assert LearningPlanComment.objects.count() == 1


def test_k19_k23_a_parent_withdraws_the_own_comment_and_the_school_sees_that_there_was_one(
    cast: Cast, group: Group, signed_in: As
) -> None:
    entry = small.planned(cast.maria, group, cast.nora)
    LearningPlan.objects.update(
        published_at=timezone.now() - timedelta(minutes=1), published_on=timezone.localdate(),
        comments_on=["goals"],
    )  # fmt: skip
    address = f"/children/{cast.nora.pk}/learning-plans/{LearningPlan.objects.get().pk}/"
    kari, jonas = signed_in(cast.kari), signed_in(cast.jonas)
    said = {"part": "goals", "text": "She reads to her brother"}
    assert kari.post(address, said).status_code == 302
    [comment] = LearningPlanComment.objects.all()
    for number in (comment.pk, 0, "x", "9" * 30):  # another parent has none of them
        assert "cannot be" in jonas.post(address, {"withdraw": number}, follow=True).text
    before = jonas.get(address).content.decode()
    for number in (0, "x", comment.pk + 1):
        assert kari.post(address, {"withdraw": number}).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.withdrawn_at) == (said["text"], None)
    assert "can withdraw it" in kari.get(address).content.decode()
    for _again in range(2):
        assert kari.post(address, {"withdraw": comment.pk}).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.withdrawn_at is None) == ("", False)
    work = f"/staff/entries/{entry.pk}/learning-plan/"
    pages = {
        who: client.get(page).content.decode()
        for who, client, page in (
            ("kari", kari, address), ("maria", signed_in(cast.maria), work),
        )
    }  # fmt: skip
    assert not [who for who, page in pages.items() if said["text"] in page]
    assert "You withdrew this comment" in pages["kari"]
    assert "The parent withdrew this comment" in pages["maria"]
    assert len(jonas.get(address).content.decode()) == len(before)
    [line] = Entry.objects.filter(action="learning-plan.comment-withdrawn")
    assert (line.actor_id, line.child_id) == (cast.kari.pk, cast.nora.pk)
    assert said["text"] not in str(line.data)


def test_acc_14_k14_nobody_writes_one_of_an_own_child_or_of_another_school(
    cast: Cast, group: Group, signed_in: As
) -> None:
    entry = small.planned(cast.maria, group, cast.nora)
    connected(cast.henry, cast.nora)
    for who in (cast.henry, cast.lara):
        client = signed_in(who)
        where = f"/staff/people/{cast.nora.pk}/learning-plan/"
        assert client.post(where, SAID).status_code in {403, 404}
        assert client.get(f"/staff/entries/{entry.pk}/learning-plan/").status_code == 404
