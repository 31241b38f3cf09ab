"""What lists of relationships and questions are filtered by, as their addresses say it."""

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.web.gate import ViewerRequest

CHOICES = 30


def chosen_import(request: ViewerRequest) -> int | None:
    text = request.GET.get("import", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def imports_to_choose(request: ViewerRequest, chosen: int | None) -> QuerySet[Import]:
    """The latest that were applied, and the one that is chosen."""
    mine = scopes.imports(request.viewer)
    latest = list(mine.filter(state=ImportState.APPLIED).values_list("pk", flat=True)[:CHOICES])
    return mine.filter(pk__in=[*latest, chosen or 0]).defer("counts", "options", "headings")


def address(request: ViewerRequest, **more: str) -> str:
    """The same list, with these parts of the address changed; an empty part goes."""
    query = request.GET.copy()
    for name, value in more.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
