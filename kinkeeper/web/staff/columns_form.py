"""The form for what each column of a file is, and how existing people and children are found."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.intake.upload import headings
from kinkeeper.people.models import Profile
from kinkeeper.roster.columns.children_in_cells import Fit
from kinkeeper.roster.columns.mapping import IGNORE
from kinkeeper.roster.options import AUTO, Options
from kinkeeper.roster.problems import sentence
from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.normalise import tidy_key
from kinkeeper.roster.vocabulary import ChildMatch, Links
from kinkeeper.web.staff.column_choices import (
    BY_FORMAT,
    CHILD,
    CHILD_MATCH,
    DATE_ORDERS,
    DELIMITERS,
    ENCODINGS,
    FIELD_CHOICES,
    FORMAT_CHOICES,
    LINKS,
    MATCH_ON,
    NO_CHILDREN,
    ONE_MORE,
    OVERWRITE,
    RIGHTS_CHOICES,
    SEPARATORS,
    UNDECIDED,
)


class Written(forms.Form):
    """How the file is written; alone on the page when its headings cannot be read."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=FORMAT_CHOICES, required=False, initial=AUTO
    )
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are separated by"), choices=DELIMITERS, required=False
    )


class Columns(Written):
    """One choice for each heading, and how existing people and children are found."""

    match_on = forms.ChoiceField(
        label=gettext_lazy("Find existing people by"),
        choices=MATCH_ON,
        required=False,
    )
    overwrite = forms.ChoiceField(
        label=gettext_lazy("What the file changes for existing people"),
        choices=OVERWRITE,
        help_text=gettext_lazy("What was changed by hand since stays, except with “Everything”."),
    )

    links = forms.ChoiceField(
        label=gettext_lazy("Relationships"),
        choices=LINKS,
        required=False,
        help_text=gettext_lazy(
            "“Complete” means complete for its parents: whatever the file no longer names for "
            "them ends."
        ),
    )
    key_prefix = forms.CharField(
        label=gettext_lazy("Put this before every key"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("For schools that use the same numbers, for example H-."),
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Which comes first in its dates?"),
        choices=DATE_ORDERS,
        required=False,
        widget=forms.RadioSelect,
    )
    reset_passwords = forms.BooleanField(
        label=gettext_lazy("Replace the passwords of existing people"),
        required=False,
        help_text=gettext_lazy(
            "Their sessions end. Otherwise, a file sets the passwords of new people only."
        ),
    )

    def __init__(self, top: headings.Top, options: Options, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.top = top
        self.profile = options.profile
        child = self._child(options) if options.profile != Profile.PUPIL else None
        for place, column in enumerate(top.columns):
            if self._lacks(place, column.key == child):
                continue
            asks = column.asks and column.field is None
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=_label(place, column),
                choices=[*([UNDECIDED] if asks else []), *FIELD_CHOICES],
                initial="" if asks else self._field(column),
                required=not asks,
            )
        for place, name in enumerate(top.beside):
            self.fields[f"beside{place}"] = forms.ChoiceField(
                label=name, choices=RIGHTS_CHOICES, required=False
            )
        if options.profile != Profile.PUPIL:
            self._ask_for_children(options)
        for name in (
            *("match_on", "overwrite", "encoding", "delimiter", "format"),
            *("links", "key_prefix", "date_order", "reset_passwords"),
        ):
            self.fields[name].initial = getattr(options, name) or ""
        if top.mended:
            self.fields["links"].choices = LINKS[:1]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["links"].help_text = _(
                "Corrected rows are only a part of their file: they end nothing."
            )
        self.series = options.series
        self.dates = headings.unsure_dates(top, options)

    def _lacks(self, place: int, is_child: bool) -> bool:  # noqa: FBT001  # told of one column
        """The children's column is chosen in one place, under the table, and has no choice of its
        own in it. What was sent says which column that was."""
        if not self.is_bound:
            return is_child
        places = range(len(self.top.columns))
        absent = [each for each in places if f"column{each}" not in self.data]
        return absent == [place]

    def _ask_for_children(self, options: Options) -> None:
        by_format = self.top.child_heading
        named = [(BY_FORMAT, by_format)] if by_format else []
        self.fields["child_column"] = forms.ChoiceField(
            label=gettext_lazy("Synchronisation field in import file"),
            choices=[
                (NO_CHILDREN, gettext_lazy("None: this file connects no one")),
                *(named or self._columns()),
            ],
            initial=self._child(options),
            help_text=gettext_lazy("The column that identifies the child."),
        )
        self.fields["child_match"] = forms.ChoiceField(
            label=gettext_lazy("Matching synchronisation field for child"),
            choices=CHILD_MATCH,
            initial=options.child_match,
            help_text=gettext_lazy("What that column contains about the child."),
        )
        self.fields["child_separator"] = forms.ChoiceField(
            label=gettext_lazy("Several children in one cell"),
            choices=SEPARATORS,
            required=False,
            initial=options.child_separator or "",
        )

    def _child(self, options: Options) -> str:
        if options.child_column == "":
            return NO_CHILDREN
        if self.top.child_heading:
            return BY_FORMAT
        return self._first_child() or NO_CHILDREN

    def _columns(self) -> list[tuple[str, str]]:
        columns = self.top.columns
        return [(each.key, _label(at, each)) for at, each in enumerate(columns) if each.heading]

    def _first_child(self) -> str | None:
        return next((each.key for each in self.top.columns if each.field == CHILD), None)

    def _field(self, column: headings.Column) -> str:
        if column.field == CHILD and column.key != self._first_child():
            return ONE_MORE
        return column.field or IGNORE

    @property
    def found(self) -> Fit | None:
        """How many of the chosen children's column are pupils, where some are."""
        chosen = self["child_column"].value() if "child_column" in self.fields else None
        return next((each for each in self.top.fits if each.key == chosen and each.fit), None)

    def is_of_these(self) -> bool:
        """Whether what was sent speaks of as many columns as the file has now."""
        sent = {name for name in self.data if name.removeprefix("column").isdigit()}
        return len(self.top.columns) - len(sent) in {0, 1}

    def options(self) -> Options:
        """The choices as the import keeps them, once the form was looked at; where one is wrong, as
        it was before."""
        first = {name: self.get_initial_for_field(each, name) for name, each in self.fields.items()}
        chosen = first | self.cleaned_data
        child = chosen.get("child_column", NO_CHILDREN)
        said = {
            column: chosen.get(f"column{place}", IGNORE)
            for place, column in enumerate(self.top.columns)
        }
        fields = {
            column.key: field
            for column, field in said.items()
            if column.key != child
            # what is not kept anyhow was not decided by anybody
            if column.known or column.asks or field != IGNORE
        }
        fields |= {name: chosen[f"beside{place}"] for place, name in enumerate(self.top.beside)}
        more = IGNORE if child == NO_CHILDREN else CHILD
        fields = {key: more if field == ONE_MORE else field for key, field in fields.items()}
        return Options(
            profile=self.profile,
            mapping={key: field for key, field in fields.items() if field},
            match_on=chosen["match_on"] or None,
            child_column={NO_CHILDREN: "", BY_FORMAT: None}.get(child, child),
            child_match=chosen.get("child_match", ChildMatch.SYNC_KEY),
            child_separator=chosen.get("child_separator") or None,
            overwrite=chosen["overwrite"],
            links=chosen["links"] or Links.ADD,
            series=self.series,
            key_prefix=tidy_key(chosen["key_prefix"]),
            date_order=chosen["date_order"] or None,
            reset_passwords=chosen["reset_passwords"],
            encoding=chosen["encoding"] or None,
            delimiter=chosen["delimiter"] or None,
            format=chosen["format"] or AUTO,
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            try:
                headings.try_out(self.top, self.options())
            except FileRefused as refused:
                self.add_error(None, said(refused))
            self._ask_for_order()
        return self.cleaned_data

    def _ask_for_order(self) -> None:
        self.dates = headings.unsure_dates(self.top, self.options())
        if self.dates and not self.cleaned_data["date_order"]:
            self.add_error("date_order", _("%s can be read in two ways.") % alone(self.dates))

    @property
    def asks_for_order(self) -> bool:
        """Whether the columns have dates that do not tell what comes first, or none yet."""
        return self.dates is not None

    def rows(self) -> list[tuple[str, Any, headings.Column, Fit | None]]:
        """Each column's name and control (None where it is the children's), beside what the file
        has there and how many of it are pupils."""
        fits = {fit.place: fit for fit in self.top.fits if fit.fit or fit.child}
        return [
            (
                _label(place, column),
                self[f"column{place}"] if f"column{place}" in self.fields else None,
                column,
                fits.get(place),
            )
            for place, column in enumerate(self.top.columns)
        ]

    def beside(self) -> list[Any]:
        """The controls of other files' columns that may say who may see a child."""
        return [self[f"beside{place}"] for place in range(len(self.top.beside))]


def _label(place: int, column: headings.Column) -> str:
    """The heading as it stands; with its position where another column has the same."""
    if not column.heading:
        return _("Column %d") % (place + 1)
    if column.key == column.heading:
        return column.heading
    named = {"heading": column.heading, "place": place + 1}
    return _("%(heading)s (column %(place)d)") % named


def said(refused: FileRefused) -> str:
    return in_words(refused.code, refused.detail)


def in_words(code: str, detail: Mapping[str, object]) -> str:
    plain = {name: str(value) for name, value in detail.items()}
    return sentence(code, column="", value="", detail=plain, translate=_)
