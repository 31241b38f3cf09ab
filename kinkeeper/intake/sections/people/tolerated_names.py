"""Whether those whom a plan took for the same person would be taken for the same now (K10, K32)."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.directory import facts
from kinkeeper.intake.models import Import, Tolerated
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach, of_roots
from kinkeeper.roster.match.same_person import Bearer
from kinkeeper.roster.match.tolerated import contested

# Digests as `roster.match.tolerated.digest` makes them: a birthday on which nobody came, went or
# was renamed needs no second look, and that is nearly every one.
OTHER_BIRTHDAYS = """
SELECT DISTINCT noted.born FROM intake_tolerated noted
LEFT JOIN (
    SELECT birth_date::text AS born, md5(string_agg(
        person.id || '|' || given_name || '|' || family_name, E'\n' ORDER BY person.id)) AS now
    FROM people_person person
    WHERE birth_date = ANY(%(dates)s::date[]) AND state <> 'trashed' {inside}
    GROUP BY birth_date) AS there ON there.born = noted.born
WHERE noted.roster_import_id = %(roster_import)s AND noted.born <> ''
  AND (noted.contested OR coalesce(there.now, md5('')) <> noted.born_then)
"""


def is_outdated(roster_import: Import) -> bool:
    """A rival has come, or the one for whose sake somebody is asked about has gone."""
    noted = list(Tolerated.objects.filter(roster_import=roster_import))
    if not noted:
        return False
    reach = of_roots(roster_import.reach)
    ids = sorted({each.person_id for each in noted})
    named = {(each.person_id, child) for each in noted for child in each.children}
    kin = _by("about", facts.kin(ids, sorted(named), reach))
    dates = _other_birthdays(roster_import, sorted({each.born for each in noted} - {""}), reach)
    born = _by("birth_date", facts.born_on(dates, reach)) if dates else {}
    for each in noted:
        near = [*kin.get(each.person_id, ()), *born.get(each.born, ())]
        others = (bearer for number, bearer in near if number != each.person_id)
        said = Bearer(each.given_name, each.family_name, each.birth_date)
        # on other birthdays there is nobody new
        if contested(said, others) != each.contested:
            return True
    return False


def _other_birthdays(roster_import: Import, dates: Sequence[str], reach: Reach) -> list[str]:
    """Those on which other people are born now than when the plan was made, and those that a
    rival may have had."""
    if not dates:
        return []
    query = OTHER_BIRTHDAYS.format(inside="" if reach.whole_site else facts.INSIDE)
    params = {"roster_import": roster_import.pk, "dates": list(dates), "within": reach.ids()}
    return db.column(query, params)


def _by(name: str, people: pl.DataFrame) -> dict[object, list[tuple[int, Bearer]]]:
    found: dict[object, list[tuple[int, Bearer]]] = {}
    for line in people.iter_rows(named=True):
        bearer = Bearer.of((line["given_name"], line["family_name"], line["birth_date"]))
        found.setdefault(line[name], []).append((line["id"], bearer))
    return found
