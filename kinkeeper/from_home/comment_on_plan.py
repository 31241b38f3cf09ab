"""A parent comments on a learning plan, where the school asks for that, and withdraws a comment."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import stated_rights
from kinkeeper.from_home.models import LearningPlanComment
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.records.models import LearningPlan
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import LEARNING_PLANS
from kinkeeper.roster.vocabulary import Area

MOST = 20  # of one parent on one plan: more than a talk needs, and no way to fill a school's pages


@act()
def comment(  # noqa: PLR0917  # who says what of whom, and where
    actor: Actor, parent: Person, child: Person, plan: LearningPlan, part: str, text: str
) -> None:
    """The same sent twice is one. Raises `Refusal` for what is not shown, on what the school asks
    for no comments, and for a child in whose documents and plans this parent may not act."""
    said = text.strip()[:1000]
    if not said:
        raise Refusal("comment-missing", _("Write your comment."), "text")
    found = LearningPlan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).first()
    shown = Asked(parent.pk, moment()).records(LEARNING_PLANS).get(child.pk, [])
    if found is None or found.pk not in shown or not may_comment(parent, child):
        raise Refusal("not-allowed", _("You cannot comment on this. Ask the school office."))
    if part not in found.comments_on:
        raise Refusal("not-asked", _("The school no longer asks for comments on this."), "part")
    mine = LearningPlanComment.objects.filter(plan=found, written_by=parent)
    if mine.filter(part=part, text=said).exists():
        return
    if mine.count() >= MOST:
        raise Refusal(
            "too-many", _("You have written %d comments. Call the school instead.") % MOST
        )
    LearningPlanComment(plan=found, part=part, child=child, written_by=parent, text=said).save(
        force_insert=True
    )
    record(
        actor,
        "learning-plan.commented",
        child_id=child.pk,
        organisation_id=found.school.organisation_id,
        data={"title": found.title},
    )


@act()
def withdraw(actor: Actor, parent: Person, comment_id: int) -> None:
    """The parent's own comment: its words are deleted; the school sees that there was one. Raises
    `Refusal` for what is another's, or withdrawn already."""
    mine = LearningPlanComment.objects.filter(written_by=parent, withdrawn_at=None, pk=comment_id)
    found = mine.select_related("plan__school").select_for_update(of=("self",)).first()
    if found is None:
        raise Refusal("not-allowed", _("This comment cannot be withdrawn any more."))
    mine.update(text="", withdrawn_at=Now())
    record(
        actor,
        "learning-plan.comment-withdrawn",
        child_id=found.child_id,
        organisation_id=found.plan.school.organisation_id,
        data={"title": found.plan.title},
    )


def may_comment(parent: Person, child: Person) -> bool:
    """Whether the parent may act in documents and plans (K16)."""
    return Area.DOCUMENTS in stated_rights.on(parent, child, date_of(child)).acts
