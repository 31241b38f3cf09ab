"""One message into the hands of the mail server."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kinkeeper.letters.why import Reason, Why
from kinkeeper.lib.outage import trouble


def handed_over(connection: BaseEmailBackend, message: EmailMessage) -> Reason | None:
    """None when the server has accepted it, else why not, without addresses of others. Raises what
    is no fault of this message: it waits until there is room."""
    try:
        return None if connection.send_messages([message]) else Reason(Why.MAIL_NOT_TAKEN)
    except (SMTPException, OSError) as error:
        connection.close()
        if trouble(error) is not None:
            raise
        return Reason(Why.MAIL_REFUSED, {"error": type(error).__name__})
