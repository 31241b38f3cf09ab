"""What adding or changing a person by hand can be refused for."""

from django.utils.translation import gettext as _

from kinkeeper.people.models import Merge, Person


class Refusal(Exception):
    """`code` is one of the problem codes, `field` the field it is about (None: the person)."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field


def not_merged(person: Person) -> None:
    """Refuses an account that was merged away: only taking the merge back wakes it."""
    merge = Merge.objects.filter(gone=person).select_related("leads_to").first()
    if merge is not None:
        raise Refusal(
            "merged",
            _(
                "This account was merged into that of %(kept)s (id:%(number)s). Change that one, "
                "or take the merge back on its page."
            )
            % {"kept": merge.leads_to.full_name, "number": merge.leads_to_id},
        )
