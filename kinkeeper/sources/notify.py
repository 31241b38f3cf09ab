"""Tells whoever answers for a source that a run needs a person: one mail, numbers and a link."""

from django.core.mail import EmailMessage, mailers
from django.db.models.functions import Now
from django.template.loader import render_to_string

from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.sources.models import Outcome, Run
from kinkeeper.sources.outcomes import sentence

TOLD = (Outcome.WAITING, Outcome.REFUSED, Outcome.FAILED)


def is_news(run: Run) -> bool:
    """Whether this run ended in a way that a person must hear of and has not heard of yet: what
    keeps failing alike is told once."""
    if run.outcome not in TOLD:
        return False
    if run.code in {"killed", "file-again"}:
        return False  # it is tried again at once; or it was told when the file came first
    before = Run.objects.filter(source=run.source_id, pk__lt=run.pk).order_by("-pk").first()
    if before is None or run.roster_import_id is not None:
        return True
    return (before.outcome, before.code) != (run.outcome, run.code)


def tell(run: Run) -> bool:
    """Once for each run, whatever becomes of the mail; the pages show the same. A mail server
    that takes nothing stops no run, and an address that it does not take keeps no other from its
    mail. Whether a mail left."""
    if not Run.objects.filter(pk=run.pk, told_at=None).update(told_at=Now()):
        return False
    addresses = [person.email for person in _listeners(run)]
    subject, text = _written(run)
    told = [address for address in addresses if sent(EmailMessage(subject, text, to=[address]))]
    if not told:
        Run.objects.filter(pk=run.pk).update(told_at=None)
    return bool(told)


def sent(message: EmailMessage) -> bool:
    """Whether the server took it; nothing that is wrong with one mail is raised."""
    try:
        return not handed_over(mailers.default, message)
    except OSError:  # a full disk, where mails go into a folder
        return False


def _listeners(run: Run) -> list[Person]:
    """The owner while that is an active administrator, else the system administrators."""
    active = Person.objects.filter(state=PersonState.ACTIVE).exclude(email="")
    owner = active.filter(pk=run.source.owner_id or 0).first()
    if owner is not None and owner.is_administrator:
        return [owner]
    return list(active.filter(profile=Profile.SYSTEM_ADMINISTRATOR).order_by("pk")[:10])


def _written(run: Run) -> tuple[str, str]:
    """Nothing from the file: a mail is read in many places."""
    counts = run.roster_import.counts if run.roster_import is not None else {}
    roster_import, source = run.roster_import_id, run.source_id
    data = {
        "source": run.source,
        "site": settings.get("site_name"),
        "sentence": sentence(run.code, run.detail),
        "waiting": run.outcome == Outcome.WAITING,
        "people": counts.get("people"),
        "relationships": counts.get("relationships"),
        "link": link_tokens.to("staff:import", roster_import)
        if roster_import
        else link_tokens.to("staff:source", source),
    }
    subject = " ".join(render_to_string("sources/told/subject.txt", data).split())
    return subject, render_to_string("sources/told/message.txt", data)
