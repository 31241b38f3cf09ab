"""What the form for one person asks about the key that was typed: shown first, answered then."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person
from kinkeeper.readings import key_conflicts
from kinkeeper.readings.key_conflicts import Led, Waiting
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone

MOVE, CONNECT, SHOWN = "move_key", "connect_waiting", "shown"


class KeyQuestions:
    """Grows the fields of the questions at the form, beside the key. `reason` is why a key moves
    that leads to another pupil, empty where that was not decided; what was typed or ticked before
    the same names were shown decides nothing."""

    def __init__(self, form: forms.Form, viewer: Viewer, person: Person | None) -> None:
        self.reason, self.waiting = "", None
        key, username = (str(form.data.get(name) or "") for name in ("sync_key", "username"))
        led = key_conflicts.whom_it_would_move(viewer, key)
        led = None if led is None or led.pupil == person else led
        if person is not None and led is None:
            self.waiting = key_conflicts.who_waits(viewer, person, key=key, username=username)
        mark = " ".join(each.mark for each in (led, self.waiting) if each is not None)
        if not mark:
            return
        shown = form.data.get(SHOWN) == mark
        form.data = _with(form.data, mark, forget=not shown)
        if led is not None:
            form.fields[MOVE] = _move(led)
            self.reason = str(form.data.get(MOVE) or "") if shown else ""
        if self.waiting is not None:
            form.fields[CONNECT] = _connect(self.waiting)
        form.fields[SHOWN] = forms.CharField(required=False, widget=forms.HiddenInput)
        names = list(form.fields)
        after = names.index("sync_key") + 1
        form.order_fields([*names[:after], MOVE, CONNECT, *names[after:]])

    def judge(self, cleaned: dict[str, Any]) -> None:
        """Raises `Refusal` where parents wait for the key and nobody said to connect them."""
        if self.waiting is not None and not cleaned.get(CONNECT):
            sentence = _("Check who this connects, and tick it.")
            raise Refusal("parents-wait", sentence, CONNECT)


def _with(data: Any, mark: str, *, forget: bool) -> Any:
    """What was sent, with what is shown now."""
    data = data.copy()
    data[SHOWN] = mark
    if forget:
        data.pop(CONNECT, None)
    return data


def _move(led: Led) -> forms.Field:
    if led.parents:
        question = _(
            "This key belonged to %(pupil)s until %(day)s. These parents move with it: "
            "%(parents)s. The next file that names the key connects them with the pupil who "
            "has it then; what they see of %(pupil)s stays until a file or a person ends it."
        )
    else:
        question = _("This key belonged to %(pupil)s until %(day)s. No parents move with it.")
    about = {"pupil": alone(led.pupil.full_name), "day": led.until, "parents": _names(led.parents)}
    return forms.CharField(
        label=_("Reason for moving the key"),
        required=False,
        max_length=2000,
        help_text=question % about,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _connect(waiting: Waiting) -> forms.Field:
    return forms.BooleanField(
        label=_("Connect the parents who are waiting for this key or username"),
        required=False,
        help_text=_("It connects: %s.") % _names(waiting.parents),
    )


def _names(people: list[Person]) -> str:
    return ", ".join(alone(person.full_name) for person in people)
