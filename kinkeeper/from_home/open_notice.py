"""That a parent has opened a notice is noted once for each child, without a time."""

from collections.abc import Iterable

from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.from_home.models import NoticeOpening
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.records.models import Notice


@act()
def opened(parent: Person, notice: Notice, children: Iterable[Person]) -> None:
    """`children`: those whom the notice is for, as this parent was shown it a moment ago. Two
    requests at once may note it twice, which says no more than once does."""
    wanted = {child.pk: child for child in children}
    what = {"notice": notice, "version": version_of(notice), "opened_by": parent}
    known = NoticeOpening.objects.filter(**what, child__in=wanted).values_list("child", flat=True)
    NoticeOpening.objects.bulk_create(
        NoticeOpening(**what, child=wanted[number]) for number in wanted.keys() - set(known)
    )
