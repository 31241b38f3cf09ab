"""K6: a file takes a relationship away only in exact mode, only of parents it names."""

import pytest

from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import Guarded, Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.rows_to_mend import rows_to_mend
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
BOTH = HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,H-2\nP-6,Ida,Lie,H-1\n"
ONE = HEAD + "P-5,Ada,Lie,H-1\n"


def children_of(key: str) -> set[str | None]:
    return {child for parent, child in edges() if parent == key}


def removals(roster_import: Import) -> int:
    found: int = roster_import.counts["relationships"]["remove"]
    return found


def test_k06_exact_takes_away_what_the_file_no_longer_says(cast: Cast) -> None:
    imported(BOTH)
    roster_import = imported(ONE, links="exact")
    assert removals(roster_import) == 1
    assert children_of("P-5") == {"H-1"}
    assert children_of("P-6") == {"H-1"}  # not named, not touched
    ended = Relationship.objects.get(parent__sync_key="P-5", child=cast.elias)
    assert (ended.state, ended.sources) == (RelationshipState.ENDED, [])
    assert removals(imported(ONE, links="exact")) == 0


def test_k06_without_exact_nothing_is_taken_away(cast: Cast) -> None:
    imported(BOTH)
    assert removals(imported(ONE)) == 0
    assert children_of("P-5") == {"H-1", "H-2"}


@pytest.mark.parametrize(
    "file",
    [
        "",
        HEAD,
        HEAD + "P-5,Ada,Lie,\n",
        HEAD + "P-5,Ada,Lie,X-9\n",
        HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,X-9\n",
        HEAD + "P-5,Ada,Lie,H-1\nP-5,Eva,Lie,H-1\n",
        HEAD + "P-5,Ada,Lie,H-1\nP-7,too,few\n",
        HEAD + "P-5,Ada,Lie,H-1\n,No,Key,H-2\n",
        HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,P-5\n",
        "SyncID,First name,Last name\nP-5,Ada,Lie\n",
    ],
)
def test_k06_what_is_not_certain_takes_nothing_away(cast: Cast, file: str) -> None:
    imported(BOTH)
    assert removals(imported(file, links="exact")) in {0}
    assert children_of("P-5") >= {"H-1", "H-2"}


def test_k06_pc_062_what_a_hand_said_stays(cast: Cast, office: Actor) -> None:
    imported(BOTH)
    connect(office, Relationship.objects.get(parent__sync_key="P-5", child=cast.elias).parent,
            cast.elias)  # fmt: skip
    roster_import = imported(ONE, links="exact")
    assert removals(roster_import) == 0
    kept = Relationship.objects.get(parent__sync_key="P-5", child=cast.elias)
    assert (kept.state, kept.sources) == (RelationshipState.ACTIVE, ["manual"])


def test_a_relationship_with_two_sources_ends_when_both_drop_it(cast: Cast) -> None:
    first = imported(BOTH, series="register")
    second = imported(BOTH, series="afternoon")
    relationship = Relationship.objects.get(parent__sync_key="P-5", child=cast.elias)
    assert relationship.sources == [f"import:{first.pk}", f"import:{second.pk}"]
    assert removals(imported(ONE, series="register", links="exact")) == 0
    assert children_of("P-5") == {"H-1", "H-2"}
    assert removals(imported(ONE, series="afternoon", links="exact")) == 1
    assert children_of("P-5") == {"H-1"}


def test_files_of_another_organisation_are_another_series(cast: Cast) -> None:
    imported(BOTH, organisation="Hillside")
    assert removals(imported(ONE, organisation="Lakeside", links="exact")) == 0
    assert removals(imported(ONE, organisation="Hillside", links="exact")) == 1


def test_the_same_series_asserts_once(cast: Cast) -> None:
    first = imported(BOTH)
    imported(BOTH)
    relationship = Relationship.objects.get(parent__sync_key="P-6")
    assert relationship.sources == [f"import:{first.pk}"]


def test_k14_exact_takes_away_nothing_out_of_reach(cast: Cast) -> None:
    imported(HEAD + "P-2,Jonas,Lund,H-1\nP-2,Jonas,Lund,L-1\n", organisation="Hillside")
    roster_import = imported(
        HEAD + "P-2,Jonas,Lund,H-1\n", organisation="Hillside", links="exact", by=cast.henry
    )
    assert removals(roster_import) == 0
    assert children_of("P-2") == {"H-1", "L-1"}


def test_r_049_k15_exact_leaves_a_block_a_block(cast: Cast, office: Actor) -> None:
    imported(BOTH)
    ada = Relationship.objects.get(parent__sync_key="P-5", child=cast.elias).parent
    disconnect(office, ada, cast.elias, reason="court order")
    imported(ONE, links="exact")
    assert Relationship.objects.get(parent=ada, child=cast.elias).state == RelationshipState.BLOCKED
    imported(BOTH, links="exact")
    assert children_of("P-5") == {"H-1"}


def test_k10_a_hand_that_adds_a_source_meanwhile_makes_no_ended_relationship(
    cast: Cast, office: Actor
) -> None:
    imported(BOTH)
    roster_import = planned(ONE, links="exact")
    ada = Relationship.objects.get(parent__sync_key="P-5", child=cast.elias).parent
    connect(office, ada, cast.elias)
    with pytest.raises(Stale):
        apply(roster_import, office)
    assert children_of("P-5") == {"H-1", "H-2"}


def test_pc_068_the_guard_counts_in_percent(cast: Cast, office: Actor) -> None:
    settings.change(office, "guard_removed", 20)
    pupils = [person(f"kid{n}.many", "pupil", cast.hillside, sync_key=f"K-{n}") for n in range(50)]
    whole = [f"Q-{n},Ada,Lie{n},K-{n}\nQ-{n},Ada,Lie{n},K-{(n + 1) % 50}\n" for n in range(50)]
    imported(HEAD + "".join(whole))
    assert len([edge for edge in edges() if (edge[0] or "").startswith("Q-")]) == 2 * len(pupils)

    def without(count: int) -> str:
        return HEAD + "".join(
            rows.split("\n")[0] + "\n" if n < count else rows for n, rows in enumerate(whole)
        )

    stopped = planned(without(21), links="exact")
    reason = stopped.counts["guard"]["reasons"][0]
    assert (reason["code"], reason["count"], reason["of"], reason["limit"]) == (
        "many-removed", 21, 100, 20,
    )  # fmt: skip
    with pytest.raises(Guarded):
        apply(stopped, office)
    assert planned(without(20), links="exact").counts["guard"] is None
    apply(stopped, office, accept="they left the school")
    assert removals(stopped) == 21
    assert codes(stopped) == {}


def test_k06_a_mended_file_is_a_part_and_is_never_the_whole_truth(cast: Cast) -> None:
    head = "SyncID,First name,Last name,E-mail,ChildID\n"
    roster_import = planned(head + "P-1,Kari,Berg,?,H-1\nP-1,Kari,Berg,,H-2\n")
    mended = "".join(
        ",".join(f'"{cell}"' for cell in row) + "\n" for row in rows_to_mend(roster_import)
    )
    refused = planned(mended, links="exact")
    assert (refused.state, codes(refused)) == ("refused", {"exact-needs-whole": 1})
    assert planned(mended).state == "planned"
