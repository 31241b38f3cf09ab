"""The family's page: who sees a child's school life, and who looked (K23, K19, K14)."""

import re

import pytest
from django.db import connection

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.roster.vocabulary import Area
from tests.access.every_kind import World, world
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]


def rows(html: str) -> list[tuple[str, str]]:
    """Who, and how often, as the table says."""
    bare = re.sub(r"[\u2066-\u2069]", "", html)
    cells = re.findall(r'data-label="(?:Who|How often)">(.*?)</td>', bare, re.S)
    plain = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]
    return [
        (who, re.sub(r" last at .*", "", often))
        for who, often in zip(plain[::2], plain[1::2], strict=True)
    ]


def look(site: World, signed_in: As) -> None:
    """Three pages by a teacher, one by each office, a list, two files, a page of another child."""
    nora = site.cast.nora.pk
    for who, times in ((site.cast.maria, 3), (site.cast.henry, 1), (site.cast.admin, 1)):
        for _time in range(times):
            assert signed_in(who).get(f"/staff/people/{nora}/").status_code == 200
    henry = signed_in(site.cast.henry)
    assert henry.get(f"/staff/people/{site.cast.elias.pk}/").status_code == 200
    for _time in range(2):
        assert henry.get("/staff/imports/pupils.csv").status_code == 200
    # opened to decide about another adult: no page of the family says which page it was
    assert henry.get(f"/staff/people/{nora}/block/").status_code == 200
    # these name the child because of another adult: no family is told
    batch = site.hillside["batch"][0]
    for page in (f"people/{site.cast.jonas.pk}/", f"credentials/{batch}/letters.pdf"):
        before = Entry.objects.latest("pk").pk
        assert henry.get(f"/staff/{page}").status_code == 200
        [line] = Entry.objects.filter(pk__gt=before, action="child.viewed")
        assert nora in {line.child_id, *line.children}


LOOKED = {
    ("Maria Ortega, teacher", "3 times"),
    ("The office of Hillside", "2 times"),
    ("The office of Hillside", "downloaded 2 files"),
    ("The administration of this site", "once"),
}


def test_k23_aud_01_a_family_reads_who_looked_and_nothing_of_others(signed_in: As) -> None:
    site = world()
    look(site, signed_in)
    cast, nora = site.cast, site.cast.nora
    page = f"/children/{nora.pk}/who-looked/"
    answer = signed_in(cast.kari).get(page).content.decode()
    assert set(rows(answer)) == LOOKED
    assert "Henry" not in answer
    assert set(rows(signed_in(nora).get("/me/who-looked/").content.decode())) == LOOKED
    for other in (cast.stranger, cast.henry, cast.maria, nora):
        assert signed_in(other).get(page).status_code == 404
    family = [cast.kari.pk, nora.pk]
    assert not Entry.objects.filter(actor_id__in=family, action="child.viewed").exists()

    # K14: a look from when the child was at another school
    assert signed_in(cast.lara).get(f"/staff/people/{cast.mila.pk}/").status_code == 200
    line = Entry.objects.filter(action="child.viewed")[0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_only_added")
        query = "UPDATE journal_entry SET child_id = %s, data = %s WHERE id = %s"
        cursor.execute(query, [nora.pk, f'{{"what": "person", "of": {nora.pk}}}', line.pk])
    answer = signed_in(cast.kari).get(page).content.decode()
    assert set(rows(answer)) == LOOKED | {("Another office", "once")}
    assert "Lakeside" not in answer

    # K16: school, classes and teachers belong to the school day
    office = Actor(None, "the office", "a test")
    set_rights(office, cast.kari, nora, Given((Area.ABSENCE,)), reason="a test")
    answer = signed_in(cast.kari).get(page).content.decode()
    assert {who for who, _often in rows(answer)} == {
        "Someone who works at the school",
        "The administration of this site",
    }
    assert not [name for name in ("Maria", "Hillside", "Lakeside") if name in answer]
