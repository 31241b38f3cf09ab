"""The school's own words: paragraphs, links, pictures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features import change
from kinkeeper.parent_features.layout import Information, Link
from kinkeeper.parent_features.pictures import LARGEST_FILE
from kinkeeper.readings.layouts import Shown

MORE_LINKS = 2
LINK = ("link", "link_words")


class InformationForm(forms.Form):
    """`held` is what is said now, with its `pictures`. A link without an address is none."""

    words = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("An empty line begins a new paragraph. Short sentences help."),
        required=False,
        max_length=change.MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    links = forms.CharField(required=False, widget=forms.HiddenInput)  # where errors of links stand
    picture = forms.FileField(
        label=gettext_lazy("Another picture"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 8 MB. Only its pixels are kept."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    said_of_picture = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("For parents who do not see it."),
        required=False,
        max_length=200,
    )

    def __init__(
        self, *args: Any, held: Information, pictures: Mapping[int, Shown], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"words": held.words}
        super().__init__(*args, **kwargs)
        self.held = held
        known = [*held.links, *[Link("", "")] * MORE_LINKS][: change.MOST_LINKS]
        self.many = len(known)
        for at, link in enumerate(known, 1):
            self.fields[f"link_{at}"] = forms.CharField(
                label=_("Link %d: where it leads") % at,
                required=False,
                max_length=500,
                initial=link.address,
                widget=forms.TextInput(attrs={"inputmode": "url"}),
            )
            self.fields[f"link_words_{at}"] = forms.CharField(
                label=_("Link %d: in words") % at,
                required=False,
                max_length=100,
                initial=link.words,
            )
        shown = [(number, pictures[number].said) for number in held.pictures if number in pictures]
        self.fields["remove"] = forms.TypedMultipleChoiceField(
            choices=shown, required=False, coerce=int
        )
        self.shown = [pictures[number] for number, _said in shown]

    def link_fields(self) -> list[BoundField]:
        return [self[f"{part}_{at}"] for at in range(1, self.many + 1) for part in LINK]

    def clean_picture(self) -> Any:
        sent = self.cleaned_data["picture"]
        if sent and sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The picture is larger than 8 MB. Make it smaller."))
        return sent

    def said(self, actor: Actor, organisation: Organisation) -> Information:
        """Keeps the new picture, where there is one. Raises `change.Refusal`."""
        sent = self.cleaned_data
        wanted = [
            Link(sent[f"link_words_{at}"].strip(), sent[f"link_{at}"].strip())
            for at in range(1, self.many + 1)
        ]
        links = tuple(link for link in wanted if link.address)
        words = "\n".join(sent["words"].strip().splitlines())
        pictures = [number for number in self.held.pictures if number not in sent["remove"]]
        said = Information(words, links, tuple(pictures))
        change.check(organisation, said, self.held)  # before the picture is taken: nothing is lost
        if sent["picture"]:
            content, shows = sent["picture"].read(), sent["said_of_picture"]
            added = change.add_picture(actor, organisation, content, shows)
            said = replace(said, pictures=(*said.pictures, added.pk))
        return said
