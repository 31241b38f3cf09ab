"""What is asked of somebody who sets up a source."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import About
from kinkeeper.organisations.tree import parts
from kinkeeper.people.models import Profile
from kinkeeper.readings.imports import home_for
from kinkeeper.roster.options import AUTO, Options
from kinkeeper.roster.text.normalise import tidy_key
from kinkeeper.sources.models import PROFILES, Source, SourceKind, Take, TrustedAct
from kinkeeper.sources.owner import may_use
from kinkeeper.sources.source_values import Wanted
from kinkeeper.web.staff.column_choices import (
    CHILD_MATCH,
    DATE_ORDERS,
    LINKS,
    MATCH_ON,
    OVERWRITE,
    SEPARATORS,
)
from kinkeeper.web.staff.columns_form import Written
from kinkeeper.web.staff.records_upload import ABOUT

READING = (
    *("match_on", "child_match", "child_separator", "overwrite", "links", "key_prefix"),
    "date_order",
)
WRITTEN = ("format", "encoding", "delimiter")
TRUST = {f"trust_{act.value}": act for act in TrustedAct}
HELP = {
    TrustedAct.CONNECT: gettext_lazy("Include pending and proposed relationships."),
    TrustedAct.REMOVE: gettext_lazy(
        "Only if the file is complete for its parents, or for a school’s records."
    ),
}


class NeverShown(forms.Textarea):
    """Several lines, as a private key has; what was typed is not sent back, as with a password."""

    def format_value(self, value: Any) -> str | None:
        return None


class SourceForm(Written):
    """The secret is asked for and never shown; left empty, the one there is stays."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=1000,
        help_text=gettext_lazy(
            "https://host/file.csv, sftp://host/folder/ or /srv/rosters/hillside/; the last part "
            "may be a pattern, as parents-*.csv."
        ),
    )
    take = forms.ChoiceField(label=gettext_lazy("From a folder, take"), choices=Take.choices)
    username = forms.CharField(
        label=gettext_lazy("Username on the server"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("HTTPS: leave empty if the secret is a token."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Password, token or private key"),
        max_length=20_000,
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "Kept encrypted and never shown again. Leave empty to keep the current one."
        ),
        widget=NeverShown(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    host_key = forms.CharField(
        label=gettext_lazy("The SFTP server’s host key"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy(
            "As printed by ssh-keyscan: ssh-ed25519 AAAA… Compare it with the person who runs "
            "the server."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Where the people belong. Empty: the whole site, or your only school."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    about = forms.ChoiceField(
        label=gettext_lazy("The files are about"),
        choices=[(About.PEOPLE, About.PEOPLE.label), *ABOUT],
        initial=About.PEOPLE,
        required=False,
    )
    complete_for = forms.CharField(
        label=gettext_lazy("Records: complete for"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "A school, such as Hillside. Its records that a file does not name are removed. "
            "Empty: nothing is removed."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    calendar_of = forms.CharField(
        label=gettext_lazy("Whose calendar"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For a calendar (.ics): the key of the school or the class."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    every_minutes = forms.IntegerField(
        label=gettext_lazy("Fetch every so many minutes"), required=False, min_value=1
    )
    daily_at = forms.TimeField(
        label=gettext_lazy("… or every day at"),
        required=False,
        input_formats=["%H:%M"],
        help_text=gettext_lazy("For example 03:30, in the site’s time zone."),
        widget=forms.TimeInput(attrs={"placeholder": "03:30"}, format="%H:%M"),
    )
    match_on = forms.ChoiceField(
        label=gettext_lazy("Find existing people by"), choices=MATCH_ON, required=False
    )
    child_match = forms.ChoiceField(
        label=gettext_lazy("Matching synchronisation field for child"), choices=CHILD_MATCH
    )
    child_separator = forms.ChoiceField(
        label=gettext_lazy("Several children in one cell"), choices=SEPARATORS, required=False
    )
    overwrite = forms.ChoiceField(
        label=gettext_lazy("What the file changes for existing people"), choices=OVERWRITE
    )
    links = forms.ChoiceField(
        label=gettext_lazy("Relationships"),
        choices=LINKS,
        help_text=gettext_lazy(
            "“Complete” means complete for its parents: whatever the file no longer names for "
            "them ends."
        ),
    )
    key_prefix = forms.CharField(
        label=gettext_lazy("Put this before every key"), required=False, max_length=50
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Which comes first in dates that can be read in two ways"),
        choices=[("", gettext_lazy("Refuse such a file")), *DATE_ORDERS],
        required=False,
    )

    def __init__(
        self,
        viewer: Viewer,
        data: Mapping[str, Any] | None,
        *,
        source: Source | None,
        like: Options,
        home: str = "",
    ) -> None:
        super().__init__(data, initial=_initial(source, like, home))
        self.viewer, self.like = viewer, like
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("Kind"),
            choices=[
                (value, label)
                for value, label in SourceKind.choices
                if may_use(value, viewer.reach)
            ],
        )
        self.fields["profile"] = forms.ChoiceField(
            label=gettext_lazy("The people in the file are"),
            choices=[
                (value, label)
                for value, label in Profile.choices
                if value in PROFILES and may_handle_profile(viewer, value)
            ],
        )
        for name, act in TRUST.items():
            self.fields[name] = forms.BooleanField(
                label=act.label, required=False, help_text=HELP.get(act, "")
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The controls under headings, in the order of the page."""
        listed: list[tuple[Any, tuple[str, ...]]] = [
            (gettext_lazy("Where the file is"), ("name", "kind", "address", "take")),
            (gettext_lazy("How to sign in"), ("username", "secret", "host_key")),
            (gettext_lazy("What is in it"), ("about", "profile", "organisation")),
            (gettext_lazy("School records"), ("complete_for", "calendar_of")),
            (gettext_lazy("When"), ("every_minutes", "daily_at")),
            (gettext_lazy("What it may do automatically"), tuple(TRUST)),
            (gettext_lazy("How the file is read"), (*READING, *WRITTEN)),
        ]
        return [(str(title), [self[name] for name in names]) for title, names in listed]

    def wanted(self) -> Wanted:
        """Raises what `home_for` raises."""
        chosen = self.cleaned_data
        return Wanted(
            name=chosen["name"],
            kind=chosen["kind"],
            address=chosen["address"],
            organisation=home_for(self.viewer, chosen["organisation"]),
            options=self._options(),
            every_minutes=chosen["every_minutes"],
            daily_at=chosen["daily_at"],
            take=chosen["take"],
            trusted=tuple(act.value for name, act in TRUST.items() if chosen[name]),
            username=chosen["username"],
            host_key=chosen["host_key"],
            secret=chosen["secret"] or None,
        )

    def _options(self) -> Options:
        """What is not asked here, the columns' meaning above all, is as in the import or source
        that this one is like."""
        chosen = self.cleaned_data
        about = chosen["about"] or About.PEOPLE
        path = chosen["complete_for"].strip()
        of_records = about == About.RECORDS
        return Options.from_json(
            self.like.as_json()
            | {
                "about": about,
                "scope": ["/".join(parts(path))] if path and of_records else [],
                "scope_from": "",
                "scope_until": "",
                "calendar_of": chosen["calendar_of"].strip("/ ") if of_records else "",
                "profile": chosen["profile"] if about == About.PEOPLE else Profile.PUPIL,
                "match_on": chosen["match_on"] or None,
                "child_match": chosen["child_match"],
                "child_separator": chosen["child_separator"] or None,
                "overwrite": chosen["overwrite"],
                "links": chosen["links"],
                "key_prefix": tidy_key(chosen["key_prefix"]),
                "date_order": chosen["date_order"] or None,
                "reset_passwords": False,
                "format": chosen["format"] or AUTO,
                "encoding": chosen["encoding"] or None,
                "delimiter": chosen["delimiter"] or None,
            }
        )


def _initial(source: Source | None, like: Options, home: str) -> dict[str, Any]:
    reading = {name: getattr(like, name) or "" for name in (*READING, *WRITTEN)}
    reading |= {
        "about": like.about,
        "complete_for": "".join(like.scope[:1]),
        "calendar_of": like.calendar_of,
    }
    if source is None:
        return reading | {"profile": like.profile, "take": Take.NEWEST, "organisation": home}
    kept = ("name", "kind", "address", "take", "username", "host_key", "every_minutes", "daily_at")
    return (
        reading
        | {name: getattr(source, name) for name in kept}
        | {name: act.value in source.trusted for name, act in TRUST.items()}
        | {"profile": source.profile, "organisation": source.organisation.path}
    )
