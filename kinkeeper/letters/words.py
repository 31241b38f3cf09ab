"""The words of what is printed, in the language in which it is made; the typesetter gets them as
data, and lays them out."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _

from kinkeeper.organisations.own_settings import Contact


def of_all(site: str) -> dict[str, str]:
    """What is the same on every page, by the names under which the templates know it."""
    about = {"site": site}
    return {
        "language": (get_language() or "en").partition("-")[0],
        "title": _("How to sign in: %(site)s") % about,
        "address": _("Address"),
        "code": _("Your code"),
        "username": _("Your username"),
        "scan": _("Scan with your phone"),
        "picture": _("QR code with your personal link"),
        "first": _(
            "Scan the square code with your phone’s camera, or type the address above into a "
            "browser and then your code."
        ),
        "second": _(
            "Choose a password of at least 15 characters. Three or four words are easy to remember."
        ),
        "third": _("From then on, sign in with your username and your password."),
    }


def of_school(contact: Contact) -> dict[str, str]:
    """What a page says of the school whose letter it is; `from` stands small in the window."""
    about = {"site": contact.site_name, "office": contact.office}
    return {
        "name": contact.site_name,
        "letterhead": contact.letterhead,
        "from": " · ".join(filter(None, [contact.site_name, contact.letterhead])),
        "heading": _("Your account at %(site)s") % about,
        "help": _("Do you need help? %(office)s") % about if contact.office else "",
    }


def of_list(site: str, date: str) -> dict[str, str]:
    """The same for the list of the office."""
    about = {"site": site, "date": date}
    return {
        "language": (get_language() or "en").partition("-")[0],
        "title": _("Sign-in codes to hand out: %(site)s") % about,
        "header": _("%(site)s · for the office only · %(date)s") % about,
        "cut": _("Cut along the lines. Each strip is for one person."),
        "picture": _("QR code with the personal link"),
    }


def greeting(name: str, children: Sequence[str]) -> list[str]:
    """Text, what is printed strongly, and text again."""
    if not children:
        alone = _("Dear %(name)s, this letter is for you alone. It opens your account once.")
        return [alone % {"name": name}, "", ""]
    words = _(
        "Dear %(name)s, with your own account you can see the school life of %(children)s. "
        "This letter is for you alone. It opens your account once."
    )
    return _around(words, "children", listed(children), name=name)


def until(day: str) -> list[str]:
    """As `greeting`: for how long the code works."""
    words = _(
        "The code works once, until %(day)s. A newer letter replaces this one. No one at the "
        "school can see your password, and no one will ever ask you for it."
    )
    return _around(words, "day", day)


def on_list(children: Sequence[str], day: str) -> dict[str, str]:
    """What stands on one strip of the office's list."""
    return {
        "for": gettext("for %(children)s") % {"children": ", ".join(children)} if children else "",
        "until": gettext("until %(day)s") % {"day": day},
    }


def listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    return gettext("%(first)s and %(last)s") % {"first": first, "last": names[-1]}


def more_children(count: int) -> str:
    """Those whose names have no room."""
    return ngettext("%d more child", "%d more children", count) % count


def _around(words: str, inner: str, strong: str, **about: str) -> list[str]:
    """`words` cut in two where `inner` stands in them."""
    before, _mark, after = words.partition(f"%({inner})s")
    return [before % about, strong, after % about]
