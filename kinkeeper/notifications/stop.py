"""Stopping the e-mails about news with the link that stands in each of them: no sign-in, one act,
and nothing said of whom the link is for (RFC 8058)."""

from django.db.models.functions import Now

from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.notifications import readers
from kinkeeper.notifications.models import Mail, Reader


@act()
def stop(origin: str, token: str) -> None:
    """A second time, or with a link that nobody was sent, nothing happens; whoever asks is not told
    which it was."""
    digest = link_tokens.digest(link_tokens.tidy(token))
    mail = Mail.objects.select_related("person").filter(stop_hash=digest).first()
    if mail is None:
        return
    reader = readers.of(mail.person)  # whose e-mail came by a merge may have been told of none
    if Reader.objects.filter(pk=reader.pk, stopped_at=None).update(stopped_at=Now()):
        record(Actor(None, SOMEBODY, origin), "notifications.stopped", person_id=mail.person_id)
