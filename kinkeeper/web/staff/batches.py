"""Batches of letters and mails: how far, the PDF, stopping."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.intake.locks import worker_alive
from kinkeeper.journal.record import deny
from kinkeeper.letters import jobs, mail_batch, pdf_batch
from kinkeeper.letters.jobs import OPEN
from kinkeeper.letters.models import MAILS, Batch, Form, LetterState
from kinkeeper.letters.printable import choose_for
from kinkeeper.people.reach import reach_now
from kinkeeper.readings import looks, returned_mail
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.refused_pages import NothingThere, refused
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.auto_refresh import look_again

SHOWN = 100


@needs(Verb.CREDENTIALS_ISSUE)
@require_safe
def batches(request: ViewerRequest) -> HttpResponse:
    listed = scopes.batches(request.viewer)[:SHOWN]
    rows = [(each, _is_stuck(each)) for each in listed]
    context = {"batches": rows, "returned": returned_mail.listed(request.viewer)}
    return render(request, "staff/credentials/list.html", context)


@needs(Verb.CREDENTIALS_ISSUE)
@require_safe
def batch(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.batch(request, number)
    counts = Counter(found.letters.values_list("state", flat=True))
    under_way = jobs.under_way(found)
    found.refresh_from_db(fields=["state"])  # it may have been finished in between
    ongoing = found.state in OPEN
    stuck = ongoing and under_way is None
    not_done = found.letters.filter(state__in=[LetterState.LEFT_OUT, LetterState.FAILED])
    failed = found.letters.filter(state=LetterState.FAILED)
    shown = list(not_done.select_related("person").order_by("pk")[:SHOWN])
    looks.shows(request.viewer, *(letter.person for letter in shown))
    context = {
        "batch": found,
        "by_email": found.form in MAILS,
        "of_addresses": found.form == Form.ADDRESS,
        "ongoing": ongoing,
        "worker": not ongoing or stuck or worker_alive(),
        "stuck": stuck,
        "may_go_on": stuck and _may_go_on(found),
        "put_off": ongoing and under_way is not None and under_way.put_off,
        "done": counts[LetterState.MADE] + counts[LetterState.SENT],
        "total": sum(counts.values()) - counts[LetterState.LEFT_OUT],
        "failed": counts[LetterState.FAILED],
        "left_out": counts[LetterState.LEFT_OUT],
        "not_done": shown,
        "again": list(failed.values_list("person_id", flat=True)[:SHOWN]),
        "on_paper": _on_paper(found),
        "may_fetch": _may_fetch(request, found),
        "mine": found.made_by == request.user.pk,
        "codes": _states(found),
    }
    response = render(request, "staff/credentials/batch.html", context)
    if not ongoing or stuck:
        return response
    return look_again(request, response, 1 if context["worker"] else 5)


@needs(Verb.CREDENTIALS_ISSUE, fresh=Within.QUARTER_HOUR)
@require_safe
def download(request: ViewerRequest, number: int) -> HttpResponseBase:
    """The letters, for whoever ordered them (nobody else is to see the codes)."""
    found = lookups.batch(request, number)
    try:
        kept = pdf_batch.fetch(found, request.viewer.actor)
    except pdf_batch.NotYours as error:
        raise refused("letters.fetch") from error
    except pdf_batch.Gone as error:
        raise NothingThere from error
    except pdf_batch.Withheld as withheld:
        deny(request.viewer.actor, "letters.fetch", data={"batch": found.pk})
        messages.error(request, _withheld(withheld.letters))
        return redirect("staff:batch", found.pk)
    looks.shows_named_in_letters(request.viewer, found)
    response = StreamingHttpResponse(kept.content, content_type="application/pdf")
    response.headers["Content-Length"] = str(kept.size)
    response.headers["Content-Disposition"] = f'attachment; filename="letters-{found.pk}.pdf"'
    return response


@needs(Verb.CREDENTIALS_ISSUE)
@require_POST
def stop(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.batch(request, number)
    if mail_batch.stop(found, request.viewer.actor):
        messages.success(request, _("Stopped. E-mails that were already sent stay sent."))
    else:
        messages.warning(request, _("It has already finished."))
    return redirect("staff:batch", found.pk)


@needs(Verb.CREDENTIALS_ISSUE)
@require_POST
def go_on(request: ViewerRequest, number: int) -> HttpResponse:
    """For a batch that every try failed at; a second click changes nothing."""
    found = lookups.batch(request, number)
    if _may_go_on(found):
        jobs.go_on(found, request.viewer.actor)
    return redirect("staff:batch", found.pk)


def _is_stuck(listed: Batch) -> bool:
    """Whether nobody is at it, though it is not done; it may have been finished in between."""
    if listed.state not in OPEN or jobs.under_way(listed) is not None:
        return False
    return jobs.is_open(listed)


def _may_go_on(found: Batch) -> bool:
    """Letters that the command line ordered have nobody who could fetch them from here."""
    return found.form in MAILS or found.made_by is not None


def _on_paper(found: Batch) -> list[int]:
    """Whom a mail did not reach for want of an address of their own, or because it was refused:
    they can have a letter instead."""
    if found.form != Form.EMAIL:
        return []
    not_done = found.letters.filter(state__in=[LetterState.LEFT_OUT, LetterState.FAILED])
    people = [letter.person for letter in not_done.select_related("person").order_by("pk")]
    reach = reach_now(found.made_by)
    choices = choose_for(Form.PAGES, people, reach)
    by_letter = {each.person.pk for each in choices if each.gets_one}
    return [person.pk for person in people if person.pk in by_letter][:SHOWN]


def _withheld(letters: int) -> str:
    return ngettext(
        "%(count)d letter in this PDF must not be handed out any more: since it was made, a "
        "relationship has ended or someone’s identity has been protected. Order new letters for "
        "everyone in it; the codes in this PDF then stop working.",
        "%(count)d letters in this PDF must not be handed out any more: since they were made, "
        "relationships have ended or identities have been protected. Order new letters for "
        "everyone in it; the codes in this PDF then stop working.",
        letters,
    ) % {"count": letters}


def _may_fetch(request: ViewerRequest, found: Batch) -> bool:
    return found.made_by == request.user.pk and found.parts.exists()


def _states(found: Batch) -> list[tuple[str, int]]:
    """What has become of the codes of this batch, in words."""
    issued = found.letters.filter(credential__isnull=False)
    states = Counter(
        letter.credential.get_state_display()
        for letter in issued.select_related("credential").only("credential__state")
        if letter.credential is not None
    )
    return states.most_common()
