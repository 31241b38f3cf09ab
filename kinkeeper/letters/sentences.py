"""Why somebody got no letter or mail, and what a batch is about, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.credentials.left_out_reasons import LeftOut
from kinkeeper.letters.models import Batch, Ordered
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.people.returned_mail_models import WhyReturned

SENTENCES: dict[str, str | Promise] = {
    LeftOut.NOT_ACTIVE: gettext_lazy("is not active; restore the person first"),
    LeftOut.SIGNED_IN_ALREADY: gettext_lazy(
        "has already signed in; “Forgotten password” on the sign-in page helps, or “Start "
        "over” on the person’s page"
    ),
    LeftOut.TWO_PEOPLE: gettext_lazy(
        "has the name of two people; change it, or confirm on the person’s page that this is "
        "one person"
    ),
    LeftOut.NO_RELATIONSHIP: gettext_lazy("is not connected to a child yet; connect one first"),
    LeftOut.NO_EMAIL: gettext_lazy("has no e-mail address; print a letter"),
    LeftOut.EMAIL_RETURNED: gettext_lazy(
        "has an address from which the last e-mail came back; print a letter, or correct the "
        "address"
    ),
    LeftOut.PUPILS_EMAIL: gettext_lazy(
        "has the e-mail address of a pupil who signs in with it; print a letter"
    ),
    LeftOut.SECOND_ACCOUNT: gettext_lazy(
        "looks like a second account of one person; decide under People, Duplicates first"
    ),
    LeftOut.PROTECTED: gettext_lazy("has a protected identity; make this one alone"),
    LeftOut.SHARED_PERSON: gettext_lazy("needs a release first"),
    Why.OUT_OF_REACH: gettext_lazy(
        "is no longer in the organisations of the person who ordered this"
    ),
    Why.NOTHING_TO_CONFIRM: gettext_lazy("no address is waiting to be confirmed any more"),
    Why.PUPILS_ADDRESS: gettext_lazy("is the e-mail address of a pupil who signs in with it"),
    Why.ADDRESS_CHANGED: gettext_lazy("has had another address since this was ordered"),
    Why.NO_FONT: gettext_lazy("has characters that none of the fonts can print: %(characters)s"),
    Why.ADDRESS_UNWRITABLE: gettext_lazy(
        "the mail server cannot write to this address; ask for another one"
    ),
    Why.ADDRESS_REFUSED: gettext_lazy(
        "the mail server does not accept this address; check it with the person"
    ),
    Why.ADDRESS_LATER: gettext_lazy(
        "the mail server takes no e-mail for this address just now; try again later"
    ),
    Why.SENDER_REFUSED: gettext_lazy("the mail server takes no e-mail from this site’s sender"),
    Why.MAIL_NOT_TAKEN: gettext_lazy("the mail server took nothing"),
    Why.MAIL_REFUSED: gettext_lazy("the mail server refused it"),
    Why.MAIL_LATER: gettext_lazy(
        "the mail server did not take this e-mail just now; try again later"
    ),
    Why.SERVER_SIGN_IN: gettext_lazy(
        "the mail server did not let this site in: username or password is wrong"
    ),
    Why.SERVER_AWAY: gettext_lazy("the mail server could not be reached; try again later"),
    Why.SERVER_CANNOT: gettext_lazy(
        "the mail server does not support what this site is set to use"
    ),
    Why.UNEXPECTED: gettext_lazy("it could not be written; the log says why"),
    Why.RETURNED: gettext_lazy("came back: %(returned)s"),
    Why.FORMER_NOT_TOLD: gettext_lazy("the old address was not told: %(why)s"),
    Why.LEGACY: "%(text)s",
}


def said(code: str, detail: Mapping[str, Any] | None = None) -> str:
    """In the reader's language; empty for no code."""
    words = SENTENCES.get(code)
    if words is None:
        return code
    about = dict(detail or {})
    why = about.pop("why", "")
    if why:
        about["why"] = said(why, about)
    if code == Why.RETURNED:
        about["returned"] = WhyReturned(about["returned"]).label
    answer = about.get("number") or about.get("error")
    sentence = str(words) % about
    return f"{sentence} ({answer})" if answer and not why else sentence


def ordered(batch: Batch) -> str:
    """What a batch was ordered for."""
    if batch.about == Ordered.IMPORT:
        return _("import %s") % batch.name
    if batch.about == Ordered.ONESELF:
        return _("requested by the person")
    return batch.name
