"""Questions that are alike: a sample to be answered one by one, then the rest as the sample was
answered; each is shown."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kinkeeper.access.rules import Verb
from kinkeeper.families.alike_groups import KeyMove, Withheld
from kinkeeper.families.alike_questions import SAMPLE, set_apart
from kinkeeper.families.models import Answer
from kinkeeper.readings import alike_questions as likes
from kinkeeper.readings.paging import PAGE, place
from kinkeeper.registry.answer_together import Given, answer
from kinkeeper.roster.match.differences import Difference
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.filters import address
from kinkeeper.web.staff.reason import Reason

HOME = "staff:inbox"
LABELS: dict[str, str | Promise] = {
    Difference.FAMILY_NAME: gettext_lazy("Only the last name is different"),
    Difference.BIRTH_DATE: gettext_lazy("Only the birth date is different"),
    Difference.DAY_AND_MONTH: gettext_lazy("Only day and month of birth are swapped"),
    Difference.GIVEN_NAMES: gettext_lazy("Only some first names are missing or new"),
    Difference.INITIAL: gettext_lazy("The first name is only an initial"),
    Difference.SLIP: gettext_lazy("The first name differs by only a few letters"),
    Withheld.KIND: gettext_lazy("The file’s word for the relationship stands for no parent"),
    Withheld.UNSTATED: gettext_lazy("The file does not state the kind of relationship"),
    Withheld.UNKNOWN: gettext_lazy("The file does not say whether the adult may see the child"),
    Withheld.NO: gettext_lazy("The file says that the adult has no right to see the child"),
    Withheld.DISABLED: gettext_lazy("The file marks the adult as disabled or suspended"),
    Withheld.BY_CLASS: gettext_lazy("The file names the child only by name and class"),
    Withheld.BY_BIRTH_DATE: gettext_lazy("The file names the child only by name and birth date"),
    Withheld.DESCRIBED_UNKNOWN: gettext_lazy(
        "The file names the child without a key, "
        "and does not say whether the adult may see the child"
    ),
    KeyMove.FREE: gettext_lazy("Former key for another pupil; no parents are named under it"),
    KeyMove.WITH_PARENTS: gettext_lazy("Former key for another pupil; parents are named under it"),
}
SAID: dict[str, str | Promise] = {
    Answer.SAME: gettext_lazy("For the sample you said that it is still the same person."),
    Answer.OTHER: gettext_lazy("For the sample you said that the file means somebody else."),
    Answer.GRANTED: gettext_lazy("You approved the sample."),
    Answer.DECLINED: gettext_lazy("You declined the sample."),
    Answer.KEPT: gettext_lazy("You kept the keys of the sample where they are."),
    Answer.MOVED: gettext_lazy("You gave the keys of the sample to the other pupils."),
}
ACTS: dict[str, str | Promise] = {
    Answer.SAME: gettext_lazy("Yes, the same person"),
    Answer.OTHER: gettext_lazy("No, somebody else"),
    Answer.GRANTED: gettext_lazy("Approve"),
    Answer.DECLINED: gettext_lazy("Decline"),
    Answer.KEPT: gettext_lazy("Keep the key where it is"),
    Answer.MOVED: gettext_lazy("Give it to the other pupil"),
}
# What the next import of the file goes by; the others have done all there is to do.
GO_ON = {Answer.SAME, Answer.OTHER, Answer.MOVED}
MILD = {Answer.SAME, Answer.GRANTED, Answer.KEPT}


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: ViewerRequest, roster_import: int, kind: str) -> HttpResponse:
    if kind.partition(".")[0] not in LABELS or roster_import > lookups.HIGHEST:
        raise Http404
    offered = likes.offer(request.viewer, roster_import, kind)
    posted = request.method == "POST"
    if posted and (offered is None or request.POST.get("answer") != offered.sample.answer):
        messages.error(request, _("No longer offered: the answers to the sample have changed."))
        return redirect(HOME)
    if offered is None:
        messages.info(request, _("Nothing of this kind is left, or the answers to it differ."))
        return redirect(HOME)
    if offered.sample.answer is None:
        return _sample(request, offered)
    form = Reason(request.POST or None)
    if posted:
        listed, ticked = _listed(request)
        if form.is_valid():
            return _answered(request, offered, listed, ticked, form.cleaned_data["reason"])
    here = place(request.GET.get("after", ""))
    page = likes.page(request.viewer, offered, here)
    if not page.rows:
        return redirect(HOME)
    context = {
        "offered": offered,
        "label": label(offered),
        "said": SAID[offered.sample.answer],
        "act": ACTS[offered.sample.answer],
        "mild": offered.sample.answer in MILD,
        "form": form,
        "page": page,
        "ticked": ticked if posted else {each.number for each in page.rows},
        "next": address(request, after=page.after) if page.after else "",
        "first": address(request, after="") if here else "",
    }
    return render(request, "staff/inbox/alike.html", context, status=422 if posted else 200)


def _sample(request: ViewerRequest, offered: likes.Offer) -> HttpResponse:
    context = {
        "offered": offered,
        "label": label(offered),
        "rows": likes.in_sample(request.viewer, offered),
        "size": SAMPLE,
        "query": f"alike={offered.group.roster_import}/{offered.group.slug}",
    }
    return render(request, "staff/inbox/alike_sample.html", context)


def offers(request: ViewerRequest) -> list[tuple[likes.Offer, object, object]]:
    """What the list offers, each with its label and what was said of the sample."""
    return [
        (each, label(each), SAID[each.sample.answer] if each.sample.answer else "")
        for each in likes.offers(request.viewer)
    ]


def label(offered: likes.Offer) -> str:
    words = str(LABELS[offered.group.difference])
    return f"{words}: {offered.word}" if offered.word else words


def to_list(request: ViewerRequest) -> HttpResponseRedirect:
    """After one answer: to the sample that it belongs to, else to the list as it was filtered."""
    number, _slash, kind = request.GET.get("alike", "").partition("/")
    known = kind.partition(".")[0] in LABELS and "/" not in kind
    if known and number.isascii() and number.isdigit() and len(number) < 19:
        return redirect("staff:inbox-alike", int(number), kind)
    return redirect(reverse(HOME, query=request.GET))


def _listed(request: ViewerRequest) -> tuple[list[int], set[int]]:
    """What the page listed, and what had a tick."""
    listed = _numbers(request.POST.getlist("listed"))
    ticked = set(_numbers(request.POST.getlist("together")))
    if not ticked <= set(listed) or len(listed) > PAGE:  # no page lists that
        raise Http404
    return listed, ticked


def _answered(
    request: ViewerRequest, offered: likes.Offer, listed: list[int], ticked: set[int], reason: str
) -> HttpResponse:
    """What was listed and has no tick is answered alone from now on."""
    given = offered.sample.answer
    if given is None:
        raise Http404
    of_proposals = offered.group.difference in set(Withheld)
    known = lookups.proposed_or_decided if of_proposals else lookups.asked_or_answered
    for number in listed:
        known(request, number)
    still = likes.still(request.viewer, offered, listed)
    mine = [each for each in still if each.pk in ticked]
    viewer = request.viewer
    late = answer(viewer.actor, mine, Given(offered.group, given, reason, viewer.reach))
    set_apart([each for each in still if each.pk not in ticked])
    _tell(request, len(mine) - len(late), len(ticked) - len(mine) + len(late), given)
    after = place(request.POST.get("next", ""))
    return HttpResponseRedirect(f"?after={after}") if after else redirect(HOME)


def _numbers(texts: Sequence[str]) -> list[int]:
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Http404
    return sorted({int(text) for text in texts})


def _tell(request: ViewerRequest, done: int, gone: int, given: Answer) -> None:
    if done:
        told = ngettext("%(number)s answered.", "%(number)s answered.", done) % {"number": done}
        more = _("Import the file again: it will follow the answers.")
        messages.success(request, f"{told} {more}" if given in GO_ON else told)
    else:
        messages.info(request, _("No one was answered."))
    if gone:
        told = ngettext(
            "%(number)s has been decided or changed in the meantime, and stays as it is.",
            "%(number)s have been decided or changed in the meantime, and stay as they are.",
            gone,
        )
        messages.warning(request, told % {"number": gone})
