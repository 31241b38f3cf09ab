"""Learning plans that people write and change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import audience, write
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.learning_plans import Goal, LearningPlan
from kinkeeper.records.models import Group, School
from kinkeeper.roster.records.kinds.learning_plans import LEARNING_PLANS

FROM = time(7)


@dataclass(frozen=True)
class SaidPlan:
    """`draft`: no parent sees it. Else parents see it from now, or from seven in the morning of
    `from_day`; what they see already they go on seeing."""

    title: str
    goals: Sequence[Goal]
    support: str = ""
    comments_on: Sequence[str] = ()
    draft: bool = False
    from_day: date | None = None

    def values(self, school: School, before: LearningPlan | None = None) -> Mapping[str, Any]:
        """Raises `Refusal`."""
        if not self.goals and not self.support.strip():
            raise Refusal("empty", _("Write a goal, or what the school does."), "support")
        for number, goal in enumerate(self.goals, start=1):
            if goal.starts_on and goal.ends_on and goal.ends_on < goal.starts_on:
                raise Refusal(
                    "bad-days",
                    _("Goal %d: the last day is before the first day. Correct one of them.")
                    % number,
                )
        return {
            "title": self.title.strip(),
            "goals": [goal.stored() for goal in self.goals],
            "support": self.support.strip(),
            "comments_on": sorted(self.comments_on),
            **self._shown(school, before),
        }

    def _shown(self, school: School, before: LearningPlan | None) -> Mapping[str, Any]:
        if self.draft:
            return {"published_at": None, "published_on": None}
        now = moment()
        if before is not None and before.published_at is not None:
            same = self.from_day == before.published_on
            if same or (self.from_day is None and before.published_at <= now):
                return {"published_at": before.published_at, "published_on": before.published_on}
        shown = now
        if self.from_day is not None:
            shown = audience.moment_of(school, self.from_day, FROM)
            if shown <= now:
                raise Refusal(
                    "too-early", _("That is over. Choose a later day, or none."), "from_day"
                )
        day = shown.astimezone(audience.zone_of(school)).date()
        return {"published_at": shown, "published_on": day}


@act()
def learning_plan(
    actor: Actor, token: str, group: Group, pupil: Person, said: SaidPlan
) -> HandEntry:
    """The same form sent twice is one plan. Raises `Refusal`: also where the token said something
    else."""
    values = {"pupil_id": pupil.pk, **said.values(group.school)}
    entry, new = write.begin(actor, token, LEARNING_PLANS, Audience(group.school, [group]))
    if not new:
        of_it = LearningPlan.objects.filter(series=BY_HAND, source=entry.source)
        return write.the_same(entry, of_it, values)
    stands = {"series": BY_HAND, "key": f"{token}/1", "source": entry.source}
    made = LearningPlan(school=group.school, **stands, **values)
    made.save(force_insert=True)
    write.tell_of_pupil(actor, "learning-plan.made", pupil.pk, group.school, {"title": made.title})
    return entry


@act()
def change(actor: Actor, entry: HandEntry, version: int, said: SaidPlan) -> None:
    """Raises `Refusal`: also where it was changed or withdrawn since `version` was read."""
    found = write.unchanged(entry, version)
    plan = LearningPlan.objects.select_for_update(of=("self",)).get(
        series=BY_HAND, source=found.source
    )
    values = said.values(found.school, plan)
    LearningPlan.objects.filter(pk=plan.pk).update(**values)
    found.version, found.changed_at = found.version + 1, moment()
    found.save(update_fields=["version", "changed_at"])
    data = {"title": values["title"]}
    write.tell_of_pupil(actor, "learning-plan.changed", plan.pupil_id, found.school, data)
