"""A form field for the files of one roster: one table, or the tables of one export together."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

ACCEPT = ".csv,.txt,.tsv,.tab,.xlsx,.xls,.ods,.xml,.json,.zip,text/csv"
RECORDS = f"{ACCEPT},.ics,text/calendar"


class ChooseFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Cleans to a list of files, empty ones among them: what they lack is told on the next page."""

    def __init__(self, *, accept: str = ACCEPT, **kwargs: Any) -> None:
        super().__init__(
            allow_empty_file=True, widget=ChooseFiles(attrs={"accept": accept}), **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        if not data:
            return [super().clean(None, initial)]
        files = data if isinstance(data, list) else [data]
        most = settings.ROSTER_MAX_ENTRIES
        if len(files) > most:
            raise forms.ValidationError(_("At most %d files at once.") % most)
        return [super(Files, self).clean(file, initial) for file in files]
