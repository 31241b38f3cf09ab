"""What a parent may see of a child, in sentences: the same in `explain`, on pages and commands."""

from collections.abc import Collection, Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families.areas import EVERY, Rights, in_order
from kinkeeper.families.models import source_in_words
from kinkeeper.families.rights_models import Area, RightsStatement, Standing
from kinkeeper.people.shown_names import Named


def listed(areas: Collection[str]) -> str:
    """*School day and timetable, Absence*; *everything* for all of them, *nothing* for none."""
    if not areas:
        return _("nothing")
    if set(areas) == EVERY:
        return _("everything")
    return ", ".join(str(Area(area).label) for area in in_order(areas))


def given(statement: RightsStatement) -> str:
    """What a statement gives, and how: *Absence, until 31 July 2028*."""
    areas = statement.areas
    words = _("as the school’s default") if areas is None else listed(areas)
    if statement.sees_only:
        words = _("%(areas)s (only to see: %(only)s)") % {
            "areas": words,
            "only": listed(statement.sees_only),
        }
    days = str(statement.days)
    return f"{words}, {days}" if days else words


def said(statement: RightsStatement, named: Named) -> str:
    """One sentence: what it gives, who said it when, on what it rests and why."""
    about = {
        "given": given(statement),
        "source": source_in_words(statement.source),
        "when": date_format(localtime(statement.made_at), "DATE_FORMAT"),
        "who": named(statement.made_by, statement.made_by_name) if _by_hand(statement) else "",
        "why": statement.reason,
    }
    words = (
        _("Set by %(who)s on %(when)s: %(given)s.") % about
        if about["who"]
        else _("Since %(when)s (%(source)s): %(given)s.") % about
    )
    if statement.standing != Standing.NOT_STATED:
        words = f"{words} {statement.get_standing_display()}."
    return f"{words} “{statement.reason}”" if statement.reason else words


def sentences(
    names: dict[str, str], rights: Rights, stated: Iterable[RightsStatement], named: Named
) -> list[str]:
    """What the parent may see today, then where that comes from; `names` has parent and child."""
    stated = list(stated)
    about = names | {"areas": listed(rights.sees)}
    if rights.sees:
        found = [_("%(parent)s can see of %(child)s: %(areas)s.") % about]
    else:
        found = [_("%(parent)s can see nothing of %(child)s today.") % about]
    only = rights.sees - rights.acts
    if only:
        found.append(
            _("%(parent)s can only see, and not act in: %(areas)s.")
            % (names | {"areas": listed(only)})
        )
    if not stated:
        return [*found, _("This is the school’s default.")]
    return [*found, *(said(each, named) for each in stated)]


def _by_hand(statement: RightsStatement) -> bool:
    return bool(statement.made_by is not None or statement.made_by_name)
