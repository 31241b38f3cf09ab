"""Where a file names the child whom a parent is proposed for, and what it calls the child there:
what a person compares before deciding (K26)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.models import Import, ImportState, PlannedRelationship, RelationshipAct
from kinkeeper.organisations.models import OrganisationKind
from kinkeeper.people.models import Membership
from kinkeeper.roster.text.isolate import alone


@dataclass(frozen=True)
class Named:
    """`called`: what the row says of a child without a key, *Nora Berg · 5A*; empty where it has a
    key. `classes`: those the child is in, as far as the viewer reaches (K14)."""

    roster_import: Import
    row: int
    called: str
    classes: str

    @property
    def sentences(self) -> list[str]:
        found = [_in_the_file(self)]
        if self.called and self.classes:
            found.append(_("Class here: %s.") % alone(self.classes))
        return found


def of(viewer: Viewer, relationships: Iterable[Relationship | None]) -> dict[int, Named]:
    """Proposal -> where the latest import that the viewer may see names its child. Those of which
    nothing is known any more (accounts were merged since) have none."""
    asked = [each for each in relationships if each and each.state == RelationshipState.PROPOSED]
    if not asked:
        return {}
    seen = scopes.imports(viewer).filter(state=ImportState.APPLIED)
    lines = PlannedRelationship.objects.filter(
        roster_import__in=seen.values("pk"),
        parent_id__in={each.parent_id for each in asked},
        child_id__in={each.child_id for each in asked},
        act__in=(RelationshipAct.PROPOSE, RelationshipAct.EXISTING),
        granted=False,
        row__isnull=False,
    )
    latest = {  # of two rows of a file the first
        (each.parent_id, each.child_id): each
        for each in lines.select_related("roster_import").order_by("roster_import_id", "-number")
    }
    classes = _classes(viewer, [each.child_id for each in asked])
    found = {}
    for each in asked:
        line = latest.get((each.parent_id, each.child_id))
        if line is not None and line.row is not None:
            there = classes.get(each.child_id, "")
            found[each.pk] = Named(line.roster_import, line.row, described(line), there)
    return found


def sentences(named: Mapping[int, Named], relationship: Relationship | None) -> list[str]:
    """What is beside the sentences of `explain`."""
    found = named.get(relationship.pk) if relationship is not None else None
    return found.sentences if found is not None else []


def described(line: PlannedRelationship) -> str:
    """What a row calls a child whom it names without a key; empty where it has one."""
    return line.value if line.described else ""


def _classes(viewer: Viewer, children: Sequence[int]) -> Mapping[int, str]:
    """Child -> the names of the classes within the viewer's reach."""
    within = scopes.organisations(viewer).filter(kind=OrganisationKind.CLASS)
    members = Membership.objects.filter(person__in=set(children), organisation__in=within)
    found: dict[int, list[str]] = defaultdict(list)
    names = members.order_by("organisation__name").values_list("person_id", "organisation__name")
    for child, name in names:
        found[child].append(name)
    return {child: ", ".join(of_one) for child, of_one in found.items()}


def _in_the_file(named: Named) -> str:
    there = named.roster_import
    about = {
        "file": ", ".join(map(alone, there.file_names)),
        "row": alone(there.lines.label(named.row)),
        "number": there.pk,
        "day": date_format(localtime(there.ended_at or there.received_at), "SHORT_DATE_FORMAT"),
        "called": alone(named.called),
    }
    if named.called:
        return (
            _("%(file)s, row %(row)s (import %(number)s, %(day)s) has “%(called)s” for the child.")
            % about
        )
    return _("The file: %(file)s, row %(row)s (import %(number)s, %(day)s).") % about
