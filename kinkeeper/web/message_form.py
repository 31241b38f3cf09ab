"""The form of a message: plain text, and one file if there has to be one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files import File
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kinkeeper.messaging.models import LONGEST, LONGEST_SUBJECT
from kinkeeper.messaging.write import Said
from kinkeeper.records.safe_files import LARGEST_FILE, NotSafe, SafeFile, safe

TYPES = "application/pdf,image/jpeg,image/png,image/webp"


def subject() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": gettext_lazy("Write what it is about.")},
    )


class MessageForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write the message.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File (optional)"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG, PNG or WebP, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )

    def clean_file(self) -> SafeFile | None:
        sent: File[bytes] | None = self.cleaned_data["file"]
        if not sent:
            return None
        try:
            return safe(sent.read(LARGEST_FILE + 1))
        except NotSafe as refused:
            raise forms.ValidationError(str(refused)) from None

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(said["body"], said["file"], said.get("subject", ""))


class NewMessageForm(MessageForm):
    """`names`: to whom it can go, by value; nobody is chosen beforehand (REC-053)."""

    to = forms.ChoiceField(
        label=gettext_lazy("To"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who it is for.")},
    )
    subject = subject()
    field_order = ("to", "subject", "body", "file")

    def __init__(self, names: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["to"].choices = names  # type: ignore[attr-defined]  # a choice field


class ClassMessageForm(MessageForm):
    """`shown`: the digest of whom the page named; the page itself says it anew each time."""

    shown = forms.CharField(max_length=64)
    subject = subject()
    field_order = ("subject", "body", "file")


def filled[F: MessageForm](made: Callable[..., F], request: HttpRequest, *args: Any) -> F:
    """Bound where something was sent."""
    if request.method != "POST":
        return made(*args)
    return made(*args, request.POST, request.FILES)
