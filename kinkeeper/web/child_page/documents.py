"""How a document leaves: as a file to keep, under a name of ours, never as a page."""

from django.http import HttpResponse

from kinkeeper.records.models import Document, DocumentVersion


def given(document: Document | DocumentVersion, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=document.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    return answer
