"""After a restore: what the offices are asked before parents may come in again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import restore_hold
from kinkeeper.restored.checklist import ASKED
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
@require_safe
def restored(request: ViewerRequest) -> HttpResponse:
    """Nothing is opened here but on the machine itself: whoever was an administrator when the
    backup was made is one again."""
    context = {"found": restore_hold.state(), "asked": ASKED, "command": restore_hold.COMMAND}
    return render(request, "staff/restored.html", context)
