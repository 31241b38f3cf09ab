"""How the file of a message leaves: to keep, under a name of ours, never as a page."""

from django.http import Http404, HttpResponse

from kinkeeper.messaging.write import content_of
from kinkeeper.readings.conversations import Shown
from kinkeeper.records.documents import PDF


def given(shown: Shown, number: int) -> HttpResponse:
    """Of the message with this internal ID, if it is one that is shown."""
    found = next((each for each in shown.messages if each.pk == number), None)
    if found is None or found.file is None:
        raise Http404
    answer = HttpResponse(content_of(found.file), content_type=found.file.media_type)
    kind = "pdf" if found.file.media_type == PDF else "jpg"
    answer.headers["Content-Disposition"] = f'attachment; filename="message-{number}.{kind}"'
    return answer
