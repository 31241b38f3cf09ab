"""What adding or changing a person by hand can be refused for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kinkeeper.families.may_open_account import SHARED_PERSON, OpeningAct, closed_to
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Merge, Person

# The field of the question whether somebody with another name is still the same (K32).
SAME = "same_person"


class Refusal(Exception):
    """`code` is one of the problem codes, `field` the field it is about (None: the person);
    `others` are what else is wrong with the same act; `act` is what a release is needed for."""

    def __init__(
        self, code: str, sentence: str, field: str | None = None, act: OpeningAct | None = None
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field
        self.act = act
        self.others: list[Refusal] = []

    def all(self) -> "list[Refusal]":
        return [self, *self.others]


def refuse(wrong: Sequence[Refusal]) -> None:
    """Raises the first of them, which tells of the others, too."""
    if wrong:
        first, *others = wrong
        first.others = others
        raise first


def not_merged(person: Person) -> None:
    """Raises `Refusal` for an account that was merged away: only taking the merge back wakes it.
    Who the other one is may lie out of the reader's reach, so that only its number is said."""
    merge = Merge.objects.filter(gone=person).first()
    if merge is not None:
        raise Refusal(
            "merged",
            _(
                "This account was merged into another account of the same person (id:%d). "
                "Change that one, or undo the merge on its page."
            )
            % merge.leads_to_id,
        )


def reaching_all(reach: Reach, *people: Person, act: OpeningAct) -> None:
    """Raises `Refusal` for whoever does not reach all that these accounts see (K38) and has no
    release for the act. What else there is, and whose, is not said (K14)."""
    if closed_to(reach, [person.pk for person in people], act):
        raise needs_release(act)


def needs_release(act: OpeningAct, field: str | None = None) -> Refusal:
    sentence = _("This account is not yours alone. It needs a release first.")
    return Refusal(SHARED_PERSON, sentence, field, act)
