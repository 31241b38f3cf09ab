"""What a page and a browser say to each other about a passkey.

The script asks for options, the device answers, and the answer comes back in an ordinary form
(field `answer`). What was asked for is kept in the session and taken out with the first answer.
"""

import json
import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.accounts import passkeys, set_up
from kinkeeper.accounts.models import Passkey
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.web.client_address import origin_of

ADDING, SHOWING = "passkey-to-add", "passkey-to-show"
LASTS = 5 * 60  # seconds
LONGEST = 20_000  # characters of an answer


class NameIt(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So that you recognise it later, for example: my phone."),
    )


def options_for_adding(request: HttpRequest, person: Person) -> HttpResponse:
    options, state = passkeys.begin_adding(person)
    _keep(request, ADDING, state, person.pk)
    return JsonResponse(options)


def options_for_showing(request: HttpRequest, person: Person | None) -> HttpResponse:
    """`person` None: of whoever comes."""
    options, state = passkeys.begin_showing(person)
    _keep(request, SHOWING, state, None if person is None else person.pk)
    return JsonResponse(options)


def added(request: HttpRequest, actor: Actor, person: Person, *, half_way: bool = False) -> bool:
    """Whether the device's answer was good; else a message says that it was not. `half_way`: the
    person has shown a password alone."""
    state = _taken(request, ADDING, person.pk)
    try:
        if state is None:
            raise passkeys.Refused
        name = request.POST.get("name", "")
        set_up.add_passkey(actor, person, state, _answer(request), name, half_way=half_way)
    except (passkeys.Refused, set_up.NotAllowed):
        messages.error(request, _("The passkey was not added. Try again, or use an app."))
        return False
    messages.success(request, _("Your passkey is ready."))
    return True


def shown(request: HttpRequest, person: Person | None) -> Passkey | None:
    """The passkey of this person, or of whoever showed one; None where the answer is not good."""
    state = _taken(request, SHOWING, None if person is None else person.pk)
    answer = _answer(request)
    if state is None or answer is None:
        return None
    try:
        passkey = passkeys.shown(state, answer)
    except passkeys.Copied as copied:
        owner = Actor(copied.person.pk, copied.person.full_name, origin_of(request))
        tell(copied.person, What.PASSKEY_COPIED)
        deny(owner, "factor.copied", person_id=copied.person.pk)
        return None
    except passkeys.Refused:
        return None
    return passkey if person is None or passkey.person_id == person.pk else None


def _keep(request: HttpRequest, where: str, state: dict[str, Any], number: int | None) -> None:
    request.session[where] = {"state": state, "person": number, "since": int(time.time())}


def _taken(request: HttpRequest, where: str, number: int | None) -> dict[str, Any] | None:
    kept = request.session.pop(where, None)
    if kept is None or kept["person"] != number or time.time() - kept["since"] > LASTS:
        return None
    return dict(kept["state"])


def _answer(request: HttpRequest) -> dict[str, Any] | None:
    text = request.POST.get("answer", "")
    if len(text) > LONGEST:
        return None
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
