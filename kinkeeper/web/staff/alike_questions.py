"""Answers the rest of a kind of difference as its sample was answered; each relationship is
shown."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kinkeeper.access.rules import Verb
from kinkeeper.families.alike_questions import answer, set_apart
from kinkeeper.readings import alike_questions as likes
from kinkeeper.readings.paging import PAGE, place
from kinkeeper.roster.match.differences import Difference
from kinkeeper.web.gate import StaffRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.filters import address

HOME = "staff:inbox"
LABELS = {
    Difference.FAMILY_NAME: gettext_lazy("Only the last name is different"),
    Difference.BIRTH_DATE: gettext_lazy("Only the birth date is different"),
    Difference.DAY_AND_MONTH: gettext_lazy("Only day and month of birth are swapped"),
    Difference.GIVEN_NAMES: gettext_lazy("Only some first names are missing or new"),
    Difference.INITIAL: gettext_lazy("The first name is only an initial"),
    Difference.SLIP: gettext_lazy("The first name differs by only a few letters"),
}


@needs(Verb.RELATIONSHIPS_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: StaffRequest, roster_import: int, kind: str) -> HttpResponse:
    if kind not in set(Difference) or roster_import > lookups.HIGHEST:
        raise Http404
    offered = likes.offer(request.viewer, roster_import, Difference(kind))
    posted = request.method == "POST"
    if offered is None or (posted and request.POST.get("answer") != offered.sample.answer):
        messages.error(request, _("No longer offered: the answers to the sample have changed."))
        return redirect(HOME)
    if posted:
        return _answered(request, offered)
    here = place(request.GET.get("after", ""))
    page = likes.page(request.viewer, offered, here)
    if not page.rows:
        return redirect(HOME)
    context = {
        "offered": offered,
        "label": LABELS[offered.difference],
        "page": page,
        "next": address(request, after=page.after) if page.after else "",
        "first": address(request, after="") if here else "",
    }
    return render(request, "staff/inbox/alike.html", context)


def offers(request: StaffRequest) -> list[tuple[likes.Offer, object]]:
    """What the list offers, each with its label."""
    return [(each, LABELS[each.difference]) for each in likes.offers(request.viewer)]


def _answered(request: StaffRequest, offered: likes.Offer) -> HttpResponse:
    """What was listed and has no tick is answered alone from now on."""
    listed = _numbers(request.POST.getlist("listed"))
    ticked = set(_numbers(request.POST.getlist("together")))
    if not ticked <= set(listed) or len(listed) > PAGE:  # no page lists that
        raise Http404
    known = [lookups.asked_or_answered(request, number) for number in listed]
    still = likes.still(request.viewer, offered, listed)
    mine = [each for each in still if each.pk in ticked]
    late = answer(request.viewer.actor, mine, offered.sample.answer)
    set_apart([each for each in still if each.pk not in ticked])
    gone = sum(1 for each in known if each.pk in ticked) - len(mine) + len(late)
    _tell(request, len(mine) - len(late), gone)
    after = place(request.POST.get("next", ""))
    return HttpResponseRedirect(f"?after={after}") if after else redirect(HOME)


def _numbers(texts: Sequence[str]) -> list[int]:
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Http404
    return sorted({int(text) for text in texts})


def _tell(request: StaffRequest, done: int, gone: int) -> None:
    if done:
        told = ngettext(
            "%(number)s answered. Import the file again: it will follow the answer.",
            "%(number)s answered. Import the file again: it will follow the answers.",
            done,
        )
        messages.success(request, told % {"number": done})
    else:
        messages.info(request, _("No one was answered."))
    if gone:
        told = ngettext(
            "%(number)s has been decided or changed in the meantime, and stays as it is.",
            "%(number)s have been decided or changed in the meantime, and stay as they are.",
            gone,
        )
        messages.warning(request, told % {"number": gone})
