"""A file of pupils whose birth dates differ from those here, as the questions that may be answered
together want it."""

from typing import Any

from django.test import Client

from kinkeeper.families import answer_question
from kinkeeper.families.alike_questions import SAMPLE, lot
from kinkeeper.families.models import Answer, Question
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.importing import imported, planned

INBOX = "/staff/inbox/"
OFFER = "of this kind the same answer"
HEAD = "SyncID,First name,Last name,Birth date\n"


def name_of(number: int) -> str:
    return f"Kid{chr(97 + number // 26)}{chr(97 + number % 26)}"


def pupils(count: int, born: str, prefix: str = "c") -> str:
    """`born` has the place of the day in it."""
    lines = (
        f"{prefix}{n},{name_of(n)},Moe{prefix},{born.format(n % 11 + 1)}\n" for n in range(count)
    )
    return HEAD + "".join(lines)


def asked(count: int, *, prefix: str = "c", **more: Any) -> Import:
    """So many questions, of one import: day and month are in each other's place."""
    imported(pupils(count, "2012-12-{:02}", prefix), profile="pupil", **more)
    return asked_again(count, prefix=prefix, **more)


def asked_again(count: int, *, prefix: str = "c", others: str = "", **more: Any) -> Import:
    roster_import = planned(
        pupils(count, "2012-{:02}-12", prefix) + others, profile="pupil", **more
    )
    apply(roster_import, Actor(None, "the office", "a test"), accept="this is the right file")
    return roster_import


def opened(roster_import: Import) -> list[Question]:
    return list(
        Question.objects.filter(imports__0=roster_import.pk, answer=Answer.OPEN).order_by(
            "asked_at", "pk"
        )
    )


def drawn(roster_import: Import) -> list[Question]:
    """Those that are open, in the order of the lot."""
    return sorted(opened(roster_import), key=lot)


def say(by: Person, roster_import: Import, *answers: str) -> None:
    """Answers one by one, the sample first: *same* or *other*."""
    for each, given in zip(drawn(roster_import), answers, strict=False):
        act = answer_question.same if given == "same" else answer_question.other
        act(Actor(by.pk, by.full_name, "a test"), each)


def text(client: Client, address: str = INBOX) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(roster_import: Import, kind: str = "day-and-month") -> str:
    return f"{INBOX}alike/{roster_import.pk}/{kind}/"


def form(client: Client, address: str) -> dict[str, Any]:
    """What a browser sends when every tick stays."""
    context = client.get(address).context
    numbers = [each.number for each in context["page"].rows]
    found = {
        "answer": context["offered"].sample.answer,
        "listed": numbers,
        "together": list(numbers),
        "reason": "the office has looked",
    }
    return found | ({"next": context["page"].after} if context["page"].after else {})


def sampled(by: Person, roster_import: Import, given: str = "same") -> None:
    say(by, roster_import, *[given] * SAMPLE)


def answered(given: str) -> int:
    return Question.objects.filter(answer=given).count()
