"""One message into the hands of the mail server."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kinkeeper.lib.outage import trouble


def handed_over(connection: BaseEmailBackend, message: EmailMessage) -> str:
    """Empty when the server has accepted it, else why not, without addresses of others. Raises what
    is no fault of this message: it waits until there is room."""
    try:
        return "" if connection.send_messages([message]) else "the mail server took nothing"
    except (SMTPException, OSError) as error:
        connection.close()
        if trouble(error) is not None:
            raise
        return f"the mail server refused it ({type(error).__name__})"
