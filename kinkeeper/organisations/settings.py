"""The site's settings: which there are, what they mean, reading and changing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.request_memo import forget, once
from kinkeeper.organisations import journal_days
from kinkeeper.organisations.models import Setting
from kinkeeper.organisations.parent_sign_in import ParentSignIn
from kinkeeper.organisations.presets import Preset
from kinkeeper.organisations.zone_names import known_to_database, zone_names
from kinkeeper.roster import vocabulary

type Value = bool | int | str
type Choices = tuple[tuple[str, str | Promise], ...]

# As codes; Monday is the first.
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARENTS_BY = "parent_sign_in"
VIEW_AS = "view_as_parent"
WHY_PASSWORD = "parent_sign_in_reason"  # noqa: S105  # the name of a setting


@dataclass(frozen=True)
class Known:
    """One setting: `default` also fixes its type (bool, int or str). With `own`, an organisation
    may say it in its own words (`own_settings.py`). With `choices` (code and words), it is one of
    these codes, if it also `fits`. A number is 0, or `from_on` and more."""

    name: str
    default: Value
    label: str | Promise
    help: str | Promise
    least: int = 1
    most: int = 1_000_000
    from_on: int = 0
    longest: int = 200
    own: bool = False
    choices: Callable[[], Choices] = tuple
    fits: Callable[[str], bool] = bool


def _hours() -> Choices:
    hours = tuple((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))
    return (("", _("Not said")), *hours)


KNOWN = {
    known.name: known
    for known in (
        Known(
            "parent_login",
            False,
            _("Enable parent login"),
            _("Parents can sign in and see their children. If you turn it off, nothing is lost."),
        ),
        Known(
            "site_name",
            "Kinkeeper",
            _("Name of the site"),
            _("Shown at the top of each page, and in letters and e-mails."),
            longest=80,
            own=True,
        ),
        Known(
            "office",
            "",
            _("How to contact the office"),
            _("A phone number or address, shown wherever someone may need help."),
            own=True,
        ),
        Known(
            "letterhead",
            "",
            _("Address at the top of letters"),
            _("One line, for example: 12 School Lane, Hillside HS1 2AB."),
            longest=80,
            own=True,
        ),
        Known(
            "rights",
            vocabulary.Preset.EVERYTHING.value,
            _("What parents see of their children"),
            _("Where nothing else has been set for this parent and this child."),
            own=True,
            choices=lambda: tuple(Preset.choices),
        ),
        Known(
            "time_zone",
            "",
            _("Time zone"),
            _("In which days begin and end: what a parent sees from or until a date."),
            own=True,
            choices=zone_names,
            fits=known_to_database,
        ),
        Known(
            "means",
            "on",
            _("Means of results"),
            _("If you turn them off, parents see the results only."),
            own=True,
            choices=lambda: (
                ("on", _("Parents see the mean of each subject")),
                ("off", _("The school shows no means")),
            ),
        ),
        Known(
            "notifications",
            "off",
            _("E-mails to parents about news"),
            _("They say that there is something new, and nothing of what it is."),
            own=True,
            choices=lambda: (
                ("off", _("None are sent")),
                ("on", _("Parents choose what they get")),
            ),
        ),
        Known(
            "notify_rest",
            "daily",
            _("How often parents are told, where they have not chosen"),
            _("What must be answered or done by a date is told at once."),
            own=True,
            choices=lambda: (
                ("daily", _("Once a day")),
                ("weekly", _("Once a week")),
                ("never", _("Never")),
            ),
        ),
        Known(
            "notify_name",
            "first",
            _("How e-mails about news name a child"),
            _("Never with the last name."),
            own=True,
            choices=lambda: (("first", _("By first name")), ("initial", _("By one letter"))),
        ),
        Known(
            "notify_at",
            "17:00",
            _("When e-mails about the day are sent"),
            _("On the clock of the child’s school."),
            choices=lambda: tuple((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24)),
        ),
        Known(
            "notify_weekday",
            "sunday",
            _("On which day e-mails about the week are sent"),
            "",
            choices=lambda: tuple(zip(WEEK, WEEKDAYS.values(), strict=True)),
        ),
        Known(
            "messages",
            "off",
            _("Messages between parents and the school"),
            _("About one child each. Teachers write to the parents of their own pupils."),
            own=True,
            choices=lambda: (
                ("off", _("No messages")),
                ("answer", _("Parents can read and answer")),
                ("begin", _("Parents can also begin a conversation")),
            ),
        ),
        Known(
            "messages_from",
            "",
            _("From when the school reads messages"),
            _("Parents read it where they write. They can write at any time."),
            own=True,
            choices=_hours,
            fits=lambda _code: True,
        ),
        Known(
            "messages_until",
            "",
            _("Until when the school reads messages"),
            _("Parents read it where they write. They can write at any time."),
            own=True,
            choices=_hours,
            fits=lambda _code: True,
        ),
        Known(
            "messages_stopped",
            False,
            _("Stop all messages now"),
            _(
                "At every school: no one can read or write any until you switch this off again. "
                "Nothing is lost."
            ),
        ),
        Known(
            "block_lift_needs_two",
            "off",
            _("How many people lift a block"),
            _("With two, one asks and another confirms. It then holds for everything below."),
            own=True,
            choices=lambda: (
                ("off", _("One person")),
                ("on", _("Two people: one asks, another confirms")),
            ),
        ),
        Known(
            "large_imports_need_two",
            "off",
            _("How many people let an import pass a guard"),
            _(
                "With two, one asks and another confirms, and a guard also stops an import that "
                "would end more than 20 relationships. It holds for every plan that is made from "
                "then on and can touch this organisation."
            ),
            own=True,
            choices=lambda: (
                ("off", _("One person")),
                ("on", _("Two people: one asks, another confirms")),
            ),
        ),
        Known(
            "age_of_majority",
            18,
            _("Age at which a pupil comes of age"),
            _(
                "From that birthday on a parent sees nothing, unless the pupil has consented for "
                "this parent. From 15 to 21."
            ),
            least=15,
            most=21,
        ),
        Known(
            "age_notice_days",
            30,
            _("Days before a pupil comes of age on which pupil and parents are told"),
            _("0: they are not told before. At most 365."),
            least=0,
            most=365,
        ),
        Known(
            "records_after_leaving",
            90,
            _("Days parents see the records of a school that their child has left"),
            _("Counted from the last day there. 0: nothing from the next day on. At most 3,650."),
            least=0,
            most=3650,
        ),
        Known(
            "results_after_days",
            0,
            _("Days after the due day from which parents see results whose file does not say when"),
            _(
                "As OneRoster files without metadata.publishedAt. 0: from the end of the due day "
                "on. At most 365."
            ),
            least=0,
            most=365,
        ),
        Known(
            "letter_days",
            21,
            _("Days a code in a letter is valid"),
            _("At most 30."),
            most=30,
        ),
        Known(
            "staff_rest_after_days",
            180,
            _("Days without a sign-in after which an account of staff rests"),
            _(
                "Then its password no longer works until an administrator wakes it. 0: accounts "
                "never rest."
            ),
            least=0,
            most=3650,
        ),
        Known(
            "staff_second_factor",
            "required",
            _("Second step when staff sign in"),
            _(
                "A passkey or a code from an app, besides the password. Without it, whoever "
                "guesses one password sees every child of a school."
            ),
            choices=lambda: (
                ("required", _("Everyone on the staff needs one")),
                ("off", _("Only those who have set one up")),
            ),
        ),
        Known(
            "parent_sign_in_reason",
            "",
            _("Why a password is enough for parents"),
            _("Needed to go back to passwords alone; kept in the journal."),
            longest=500,
        ),
        Known(
            PARENTS_BY,
            ParentSignIn.PASSWORD.value,
            _("With what parents sign in"),
            _("If you change it, parents are signed out. Pages tell them what to do next."),
            choices=lambda: tuple(ParentSignIn.choices),
        ),
        Known(
            "children_in_an_hour",
            100,
            _("Children whose pages one member of staff can open in an hour"),
            _(
                "Pupils of the own classes do not count. After that pages wait, and administrators "
                "are told. 0: no limit. At most 500."
            ),
            least=0,
            most=500,
        ),
        Known(
            VIEW_AS,
            True,  # what it is unless somebody says otherwise
            _("Offices can view as a parent"),
            _(
                "They see what a parent sees of the children of their schools, for 15 minutes, and "
                "change nothing. Each time they say why; the journal keeps it."
            ),
        ),
        Known(
            "undo_days",
            400,
            _("Days in which an import can be undone"),
            _("After that the rows of its plan are deleted; what it did stays. From 30 to 3,650."),
            least=30,
            most=3650,
        ),
        Known(
            journal_days.SETTING,
            journal_days.DEFAULT,
            _("Days the journal is kept"),
            _("Older entries are deleted at night. From 400 to 36,500."),
            least=journal_days.LEAST,
            most=journal_days.MOST,
        ),
        Known(
            "letters_kept_days",
            400,
            _("Days the lists of letters and e-mails are kept"),
            _("They say who got one, and when. 0: for good. Otherwise from 30 to 3,650."),
            least=0,
            most=3650,
            from_on=30,
        ),
        Known(
            "sent_kept_days",
            730,
            _("Days that what parents send is kept"),
            _(
                "Absences they reported, answers to notices and contact data, once they are over "
                "or decided. 0: for good. Otherwise from 90 to 3,650."
            ),
            least=0,
            most=3650,
            from_on=90,
        ),
        Known(
            "messages_kept_days",
            400,
            _("Days that messages are kept"),
            _(
                "Counted from the last message of a conversation. Then all of it is deleted. From "
                "30 to 1,825."
            ),
            least=30,
            most=1825,
        ),
        Known(
            "records_kept_days",
            0,
            _("Days after which the records of pupils who left a school are deleted"),
            _(
                "Register, results, remarks, learning plans, own notices and documents. They "
                "cannot be restored. 0: they are kept. Otherwise from 400 to 3,650."
            ),
            least=0,
            most=3650,
            from_on=400,
        ),
        Known(
            "leavers_days",
            0,
            _("Days after which pupils who left, and parents without a child, move to the trash"),
            _(
                "Their access ends; you can restore them. 0: no one moves. Otherwise from 180 to "
                "3,650."
            ),
            least=0,
            most=3650,
            from_on=180,
        ),
        Known(
            "guard_removed",
            10,
            _("Stop an import that would end more than this percentage of relationships"),
            _("Counted for the site and for each school. Fewer than five are always allowed."),
            most=100,
        ),
        Known(
            "guard_changed",
            30,
            _(
                "Stop an import that would change the names of more than this percentage of the "
                "people in it"
            ),
            _("Counted for the site and for each school. Fewer than twenty are always allowed."),
            most=100,
        ),
        Known(
            "guard_unknown",
            50,
            _("Stop an import in which more than this percentage of the child keys are unknown"),
            _("Only with twenty different keys or more."),
            most=100,
        ),
        Known(
            "guard_moved",
            30,
            _(
                "Stop an import that would move more than this percentage of its parents to other "
                "families’ children"
            ),
            _("This happens when one column is sorted without the others."),
            most=100,
        ),
        Known(
            "guard_elsewhere",
            50,
            _(
                "Stop an import in which more than this percentage of the children are from "
                "another school"
            ),
            _("If the import is for one school."),
            most=100,
        ),
        Known(
            "guard_returned",
            30,
            _(
                "Stop an import that would bring back more than this percentage of relationships "
                "that had ended"
            ),
            _("This happens with last year’s file."),
            most=100,
        ),
    )
}


# What parts further up know that speaks against a value; each raises `BadValue`.
CHECKS: list[Callable[[str, Value], None]] = []
MOST = 12  # of the codes that a refusal lists
TIMES_SWITCHED_OFF = "parent_login_switched_off"  # counted, and set by nobody
INVENTED = "everybody_is_invented"  # set by the demo alone, before its first person


class UnknownSetting(Exception):
    """There is no setting of this name; the message lists those there are."""


class BadValue(Exception):
    """The value does not fit the setting; the message says what would."""


def get(name: str) -> Any:
    """The setting's value now: a bool, an int or a str."""
    found = stored().get(name)
    return KNOWN[name].default if found is None else found


def times_switched_off() -> int:
    """How often parent login has been turned off, or another way to sign in was asked of parents:
    their sessions from before are no more."""
    return int(stored().get(TIMES_SWITCHED_OFF) or 0)


def mark_invented() -> None:
    """Everybody who comes into this site is the demo's."""
    _set(INVENTED, True)


def is_invented() -> bool:
    return stored().get(INVENTED) is True


def everything() -> dict[str, Any]:
    changed = stored()
    return {name: changed.get(name, known.default) for name, known in KNOWN.items()}


@act()
def change(actor: Actor, name: str, value: Value) -> None:
    """Sets one setting and writes it into the journal; raises `UnknownSetting`, `BadValue`."""
    before = get(known(name).name)
    value = fitting(name, value)
    if before == value:
        return
    _reasoned(name, value)
    for check in CHECKS:
        check(name, value)
    _set(name, value)
    if (name == "parent_login" and not value) or name == PARENTS_BY:
        _set(TIMES_SWITCHED_OFF, times_switched_off() + 1)
    record(actor, "setting.changed", data={"name": name, "from": before, "to": value})


def stored() -> Mapping[str, Any]:
    """All rows by name, also of what nobody sets, in one query for each request."""
    return once("settings", lambda: dict(Setting.objects.values_list("name", "value")))


def _set(name: str, value: Value) -> None:
    Setting.objects.update_or_create(name=name, defaults={"value": value})
    forget()


def _reasoned(name: str, value: Value) -> None:
    """A password alone for parents is chosen with a reason, which stays as long as that does
    (R-002). Raises `BadValue`."""
    if name == PARENTS_BY and value == ParentSignIn.PASSWORD and not get(WHY_PASSWORD):
        raise BadValue(
            _("First write down why a password is enough for parents (%s).") % WHY_PASSWORD
        )
    chosen = Setting.objects.filter(name=PARENTS_BY, value=ParentSignIn.PASSWORD.value)
    if name == WHY_PASSWORD and not value and chosen.exists():
        raise BadValue(_("%s: keep the reason as long as a password is enough.") % WHY_PASSWORD)


def known(name: str) -> Known:
    """Raises `UnknownSetting`."""
    try:
        return KNOWN[name]
    except KeyError:
        names = ", ".join(sorted(KNOWN))
        raise UnknownSetting(
            _("There is no setting %(name)s. There are: %(names)s.")
            % {"name": repr(name), "names": names}
        ) from None


def fitting(name: str, value: Value) -> Value:
    """The value in the setting's own type; text such as `on` or `21` is read. Raises
    `UnknownSetting`, `BadValue`."""
    setting = known(name)
    if isinstance(setting.default, bool):
        words = {"on": True, "off": False, "true": True, "false": False, "1": True, "0": False}
        word = str(value).strip().lower()
        if word not in words:
            raise BadValue(_("%s: write on or off.") % f"{name}={value}")
        return words[word]
    if isinstance(setting.default, int):
        text = str(value).strip()
        if not text.isdecimal() or not setting.least <= int(text) <= setting.most:
            raise BadValue(
                _("%(what)s: a number from %(least)s to %(most)s.")
                % {"what": f"{name}={value}", "least": setting.least, "most": setting.most}
            )
        if 0 < int(text) < setting.from_on:
            raise BadValue(
                _("%(what)s: write 0, or a number from %(least)s to %(most)s.")
                % {"what": f"{name}={value}", "least": setting.from_on, "most": setting.most}
            )
        return int(text)
    text = " ".join(str(value).split())
    codes = [code for code, _words in setting.choices()]
    if codes and (text not in codes or not setting.fits(text)):
        raise BadValue(
            _("%(what)s: write one of these: %(codes)s.")
            % {"what": f"{name}={value}", "codes": _listed(codes)}
        )
    if len(text) > setting.longest:
        told = {"name": name, "most": setting.longest}
        raise BadValue(_("%(name)s: at most %(most)s characters.") % told)
    return text


def _listed(codes: Sequence[str]) -> str:
    """Those that are not blank; of very many the first."""
    named = [code for code in codes if code]
    return ", ".join(named[:MOST]) + (", …" if len(named) > MOST else "")
