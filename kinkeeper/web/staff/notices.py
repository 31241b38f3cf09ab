"""Notices: who has opened and answered them, and what the office settles."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.from_home.answer_notice import settle
from kinkeeper.from_home.models import YesOrNo
from kinkeeper.lib.refusal import Refusal
from kinkeeper.readings import notice_answers
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups


class Settled(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("The answer that counts"), choices=YesOrNo, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Who said so, and how?"),
        max_length=2000,
        help_text=gettext_lazy("Kept in the journal; parents never see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.NOTICES_FOLLOW)
@require_safe
def notices(request: ViewerRequest) -> HttpResponse:
    context = {
        "asked": notice_answers.notices(request.viewer),
        "to_read": notice_answers.to_read(request.viewer),
    }
    return render(request, "staff/notices/list.html", context)


@needs(Verb.NOTICES_FOLLOW)
@require_safe
def answers(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.notice(request, number)
    pupils = notice_answers.answers(request.viewer, found)
    context = {"notice": found, "pupils": pupils, "counts": notice_answers.counted(pupils)}
    context["opened"] = len([each for each in pupils if each.opened])
    return render(request, "staff/notices/answers.html", context)


@needs(Verb.NOTICES_FOLLOW)
def settle_answer(request: ViewerRequest, number: int, child: int) -> HttpResponse:
    found = lookups.notice(request, number)
    if not found.needs_answer:
        raise Http404
    pupil = lookups.person(request, child)
    lookups.not_own_relationship(request, None, pupil.pk)
    pupils = notice_answers.answers(request.viewer, found)
    one = next((each for each in pupils if each.pupil == pupil), None)
    if one is None:
        raise Http404
    form = Settled(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]
        try:
            settle(request.viewer.actor, found, pupil, said, reason=reason)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Settled. This answer counts now."))
            return redirect("staff:notice", found.pk)
    context = {"notice": found, "one": one, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/notices/settle.html", context, status=status)
