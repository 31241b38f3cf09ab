"""The e-mail: that there is something new, for whom and of which kind, and nothing of what it is.

It names a child by first name or letter, and no one else; no school but the one that writes. Of
absence and behaviour it says no more than *other news*.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.text import get_text_list
from django.utils.translation import get_supported_language_variant, ngettext, override
from django.utils.translation import gettext as _

from kinkeeper.families.contacts import of_people
from kinkeeper.letters import return_path
from kinkeeper.lib import link_tokens
from kinkeeper.notifications.models import Kind
from kinkeeper.notifications.news import News
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

FOLDER = "notifications/news"


@dataclass(frozen=True)
class Line:
    """Of these children so many things of each kind."""

    names: str
    counts: Sequence[str]


def message(
    person: Person, news: Mapping[News, tuple[int, ...]], token: str
) -> EmailMultiAlternatives:
    """`news`: each thing, with those of its children of whom the parent wants to be told."""
    with override(_language(person)):
        names = _names({child for each in news.values() for child in each}, news)
        contact = of_people([person.pk])[person.pk]
        stop = link_tokens.to("entry:stop-news", token)
        data = {
            "person": person,
            "everyone": _listed(names.values()),
            "lines": _lines(news, names),
            "site": contact.site_name,
            "office": contact.office,
            "link": link_tokens.to("parents:children"),
            "choices": link_tokens.to("parents:e-mails"),
            "stop": stop,
        }
        subject = " ".join(render_to_string(f"{FOLDER}/subject.txt", data).split())
        made = EmailMultiAlternatives(
            subject,
            render_to_string(f"{FOLDER}/message.txt", data),
            to=[person.email],
            headers=_headers(stop),
        )
        made.attach_alternative(render_to_string(f"{FOLDER}/message.html", data), "text/html")
        return_path.mark(made, person)
    return made


def _headers(stop: str) -> dict[str, str]:
    """One click stops these e-mails (RFC 8058); no machine answers them (RFC 3834)."""
    host = urlsplit(settings.URL).hostname
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<news.{host}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }


def _language(person: Person) -> str:
    try:
        return get_supported_language_variant(person.language.strip().lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def _names(children: Iterable[int], news: Iterable[News]) -> dict[int, str]:
    """By first name, or by one letter where the school of what is told says so. Of children who
    would be called the same each has a number, by internal ID."""
    said = contacts()
    by_letter = {
        child
        for each in news
        for child in each.children
        if said.one(each.path, "notify_name") == "initial"
    }
    found = Person.objects.in_bulk(list(children))
    shown = {
        child: person.given_name[:1] + "." if child in by_letter else person.given_name
        for child, person in sorted(found.items())
    }
    alike, seen = Counter(shown.values()), Counter[str]()
    names = {}
    for child, name in shown.items():
        seen[name] += 1
        names[child] = alone(name if alike[name] == 1 else f"{name} ({seen[name]})")
    return names


def _lines(news: Mapping[News, tuple[int, ...]], names: Mapping[int, str]) -> list[Line]:
    """Whatever is for the same children together; one child before several."""
    groups: dict[tuple[int, ...], Counter[str]] = {}
    for each, children in news.items():
        groups.setdefault(children, Counter())[each.kind] += 1
    ordered = sorted(groups, key=lambda children: (len(children), children))
    return [
        Line(
            _listed(names[child] for child in children),
            [_counted(kind, groups[children][kind]) for kind in Kind if groups[children][kind]],
        )
        for children in ordered
    ]


def _counted(kind: Kind, count: int) -> str:
    if kind == Kind.ANSWERS:
        said = ngettext("%d thing to answer or do", "%d things to answer or do", count)
    elif kind == Kind.MESSAGES:
        said = ngettext("%d conversation", "%d conversations", count)
    elif kind == Kind.MEETINGS:
        said = ngettext("%d thing about meetings", "%d things about meetings", count)
    elif kind == Kind.NOTICES:
        said = ngettext("%d notice", "%d notices", count)
    elif kind == Kind.CALENDAR:
        said = ngettext("%d date or changed lesson", "%d dates or changed lessons", count)
    elif kind == Kind.WORK:
        said = ngettext("%d thing about school work", "%d things about school work", count)
    else:
        said = ngettext("%d other thing", "%d other things", count)
    return said % count


def _listed(names: Iterable[str]) -> str:
    return get_text_list(list(names), _("and"))
