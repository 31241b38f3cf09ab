"""AUD-05, R-045: somebody at work views as a parent: what they see, and what does not
follow."""

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from kinkeeper.access.models import HomeVisit, SessionOwner, ViewAs
from kinkeeper.access.wall.tables import OPEN, WALLED
from kinkeeper.families.models import PendingRelationship, Relationship
from kinkeeper.from_home.models import NoticeOpening
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.lib.asking import attest, whole_site
from kinkeeper.lib.sessions import SessionStore, kept_as
from kinkeeper.organisations import settings
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.people.protection_models import NamedStaff, Protection
from kinkeeper.records.models import Group, Notice
from kinkeeper.web.gate import Rule
from tests.access.every_kind import world
from tests.access.obtained import Browser
from tests.access.test_matrix import PAGES, address_of
from tests.cast import Cast, connected, person
from tests.records import small
from tests.routes import routes
from tests.wall import as_web
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
SESSION_COOKIE = "kinkeeper-session"
HOME, END = "/children/", "/staff/view-as/end/"
BEGIN = "SELECT wall.begin_view_as(%s, %s, %s, %s)"
BANNER = re.compile(r'<div class="note" data-color="warning" role="status">.*?</form>', re.DOTALL)
OFFICE = Actor(None, "the office", "a test")


def form_of(parent: Person) -> str:
    return f"/staff/people/{parent.pk}/view-as/"


def begun(client: Client, parent: Person) -> Client:
    """The same browser, viewing as this parent."""
    answer = client.post(form_of(parent), {"reason": "called, sees no timetable"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, HOME), answer.content
    return client


def plain(client: Client, address: str) -> str:
    """The text of the main part of a page, without the banner and what is new in each answer."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    text = answer.content.decode().partition("<main")[2]
    text = BANNER.sub("", re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text))
    return " ".join(re.sub(r"</?div[^>]*>", " ", html.unescape(text)).split())


def since(line: int, **wanted: object) -> list[Entry]:
    return list(Entry.objects.filter(pk__gt=line, **wanted).order_by("pk"))


def newest() -> int:
    return Entry.objects.values_list("pk", flat=True).first() or 0


@pytest.fixture
def school(cast: Cast) -> Group:
    group = small.school(cast.hillside, cast.nora, cast.elias)
    small.notice(group, "Skating on Thursday", pupil=cast.nora, needs_answer=True)
    small.notice(group, "New books", pupil=cast.elias)
    return group


def test_aud_05_it_is_what_the_parent_sees_and_leaves_no_trace_there(
    cast: Cast, school: Group, signed_in: As
) -> None:
    HomeVisit.objects.create(person=cast.kari, last_at=timezone.now() - timedelta(days=2))
    visit = HomeVisit.objects.values().get()
    notice = Notice.objects.get(title="Skating on Thursday").pk
    pages = [
        HOME, f"{HOME}?child={cast.elias.pk}", f"{HOME}{cast.nora.pk}/", f"{HOME}{cast.elias.pk}/",
        f"{HOME}{cast.nora.pk}/notices/", f"{HOME}{cast.nora.pk}/notices/{notice}/",
        f"{HOME}{cast.nora.pk}/who-looked/", f"{HOME}{cast.nora.pk}/not-mine/",
        f"{HOME}absence/", f"{HOME}another/",
    ]  # fmt: skip
    henry = begun(signed_in(cast.henry), cast.kari)
    sessions = SessionOwner.objects.count()
    seen = {}
    for page in pages:
        banner = henry.get(page).content.decode()
        assert "You view as" in banner
        assert END in banner
        seen[page] = plain(henry, page)
    assert "New books" in seen[HOME]
    assert HomeVisit.objects.values().get() == visit
    assert not NoticeOpening.objects.exists()
    assert SessionOwner.objects.count() == sessions
    kari = signed_in(cast.kari)
    pages.remove(f"{HOME}{cast.nora.pk}/who-looked/")  # the looks themselves
    assert {page: plain(kari, page) for page in pages} == {page: seen[page] for page in pages}


def test_two_tabs_that_begin_at_once_view_as_one_parent(cast: Cast, signed_in: As) -> None:
    """The second has asked when the first had not begun: it gets a sentence, and the first goes
    on."""
    henry = signed_in(cast.henry)
    later = timezone.now() + timedelta(minutes=5)
    session = kept_as(henry.cookies[SESSION_COOKIE].value)
    ViewAs.objects.create(session_id=session, office=cast.henry, parent=cast.kari, ends_at=later)
    line = newest()
    answer = henry.post(form_of(cast.jonas), {"reason": "called"})
    assert (answer.status_code, "in another tab already" in answer.text) == (422, True)
    assert since(line, action__startswith="viewing.") == []
    assert ViewAs.objects.get().parent_id == cast.kari.pk
    ViewAs.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    begun(henry, cast.kari)  # what was over is in no one's way


def test_k23_aud_05_each_page_is_a_look_and_the_family_reads_it(
    cast: Cast, school: Group, signed_in: As
) -> None:
    line = newest()
    henry = begun(signed_in(cast.henry), cast.kari)
    [first] = since(line)
    assert (first.action, first.actor_id, first.person_id) == (
        "viewing.begun",
        cast.henry.pk,
        cast.kari.pk,
    )
    assert first.data["reason"] == "called, sees no timetable"
    names = {cast.nora.pk: "Nora", cast.elias.pk: "Elias"}
    notice = Notice.objects.get(title="Skating on Thursday").pk
    nora, elias = f"{cast.nora.pk}/", f"{cast.elias.pk}/"
    own = (nora, f"{elias}who-looked/", f"{elias}notices/", f"{nora}notices/{notice}/")
    for page in ("", *own, "absence/"):
        before = newest()
        shown = plain(henry, f"{HOME}{page}")
        [look] = since(before)
        told = {look.child_id, *look.children} - {None}
        assert told == {pk for pk, name in names.items() if name in shown}, page
        assert (look.action, look.actor_id, look.role) == (
            "child.viewed", cast.henry.pk, "school-administrator"
        )  # fmt: skip
        assert (look.data["what"], look.person_id) == ("as-parent", cast.kari.pk)
    assert henry.get(f"{HOME}{cast.theo.pk}/").status_code == 404
    assert henry.post(END).headers["Location"] == f"/staff/people/{cast.kari.pk}/"
    [*_looks, tried, last] = since(line)
    assert (tried.action, tried.actor_id, tried.child_id) == (
        "child.view",
        cast.henry.pk,
        cast.theo.pk,
    )
    assert (last.action, last.data) == ("viewing.ended", {"ending": "by-hand"})
    assert "stopped viewing as" in henry.get(f"/staff/people/{cast.kari.pk}/").content.decode()
    # the other parent of Nora reads that the office looked, and not as whom
    page = signed_in(cast.jonas).get(f"{HOME}{cast.nora.pk}/who-looked/").content.decode()
    assert "The office of" in page
    assert "Kari" not in page


def test_k14_the_child_of_another_school_is_not_there(cast: Cast, signed_in: As) -> None:
    """Jonas has Nora at Hillside and Theo at Lakeside; Nora goes to Lakeside, too."""
    here = small.school(cast.hillside, cast.nora)
    there = small.school(cast.lakeside, cast.nora, cast.theo)
    small.notice(here, "From Hillside")
    small.notice(there, "From Lakeside")
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    Relationship.objects.filter(parent=cast.kari, child=cast.elias).update(
        starts_on=timezone.localdate() + timedelta(days=9)
    )
    later = person("later.lund", Profile.PUPIL, cast.lakeside)
    connected(cast.jonas, later, starts_on=timezone.localdate() + timedelta(days=9))
    PendingRelationship.objects.create(
        parent=cast.jonas, source="manual", reach=[cast.lakeside.pk], match="sync-key", value="L-x",
        folded="L-x",
    )  # fmt: skip
    own = plain(signed_in(cast.jonas), HOME)
    foreign = ("Theo", "Lakeside", "The school has connected you", "is not on this site yet")
    assert [word for word in foreign if word not in own] == []
    henry = begun(signed_in(cast.henry), cast.jonas)
    seen = "".join(
        plain(henry, f"{HOME}{page}")
        for page in ("", f"{cast.nora.pk}/", "another/", f"{cast.nora.pk}/who-looked/")
    )
    assert "From Hillside" in seen
    assert [word for word in foreign if word in seen] == []
    assert henry.get(f"{HOME}{cast.theo.pk}/").status_code == 404
    both = begun(signed_in(cast.admin), cast.jonas)
    assert "Theo" in plain(both, HOME)


def test_k28_aud_05_a_protected_child_is_left_out_whoever_looks(cast: Cast, signed_in: As) -> None:
    mark = Protection.objects.create(person=cast.elias, reason="moved")
    NamedStaff.objects.create(protection=mark, staff=cast.henry)
    assert "Elias" in plain(signed_in(cast.kari), HOME)
    for staff in (cast.henry, cast.admin):
        client = begun(signed_in(staff), cast.kari)
        assert "Elias" not in plain(client, HOME)
        assert "Nora" in plain(client, HOME)
        assert client.get(f"{HOME}{cast.elias.pk}/").status_code == 404


def test_k17_aud_05_it_ends_with_what_it_rests_on(cast: Cast, signed_in: As) -> None:
    def over(change: str) -> None:
        with transaction.atomic():
            henry = begun(signed_in(cast.henry), cast.kari)
            assert henry.get(HOME).status_code == 200
            with connection.cursor() as cursor:
                cursor.execute(change, {"kari": cast.kari.pk, "henry": cast.henry.pk})
            answer = henry.get(HOME)
            assert answer.status_code == 302, change
            assert not ViewAs.objects.exists() or "profile" in change or "trashed" in change
            assert henry.post(f"{HOME}absence/", {"child": cast.nora.pk}).status_code in {302, 404}
            transaction.set_rollback(True)

    over("UPDATE access_viewas SET ends_at = now() - interval '1 second'")
    over("INSERT INTO people_protection (person_id, reason) VALUES (%(kari)s, 'x')")
    over("UPDATE people_person SET state = 'trashed' WHERE id = %(kari)s")
    over("UPDATE people_person SET profile = 'teacher' WHERE id = %(henry)s")
    over("DELETE FROM people_membership WHERE person_id = %(henry)s")
    over("INSERT INTO organisations_setting (name, value) VALUES ('view_as_parent', 'false')")
    henry = begun(signed_in(cast.henry), cast.kari)
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="blocked")
    assert "Nora" not in plain(henry, HOME)
    assert henry.post("/sign-out/").status_code == 302
    assert Entry.objects.get(action="viewing.ended").data == {"ending": "signed-out"}
    assert henry.get(HOME).headers["Location"].startswith("/sign-in/")


def test_acc_14_nobody_views_whom_they_may_not(cast: Cast, signed_in: As) -> None:
    """Not the own family, whatever became of it; nobody who works here; nobody out of reach."""
    Relationship.objects.create(parent=cast.henry, child=cast.nora, state="blocked")
    twice = person("twice.office", Profile.SCHOOL_ADMINISTRATOR, cast.hillside)
    trashed = person("gone.berg", Profile.PARENT, cast.hillside, state="trashed")
    hidden = person("hidden.berg", Profile.PARENT, cast.hillside)
    mark = Protection.objects.create(person=hidden, reason="moved")
    NamedStaff.objects.create(protection=mark, staff=twice)
    for staff, parent, status in (
        (cast.henry, cast.kari, 403),
        (cast.henry, cast.henry, 403),
        (twice, cast.maria, 404),
        (twice, cast.henry, 404),
        (twice, cast.nora, 404),
        (twice, cast.stranger, 404),
        (twice, trashed, 404),
        (twice, hidden, 404),
        (cast.maria, cast.kari, 404),
        (cast.kari, cast.jonas, 404),
    ):
        client = signed_in(staff)
        for answer in (client.get(form_of(parent)), client.post(form_of(parent), {"reason": "x"})):
            assert answer.status_code == status, (staff, parent)
        assert begins(staff, parent) is None, (staff, parent)
    assert not ViewAs.objects.exists()
    assert signed_in(twice).post(form_of(cast.kari), {"reason": " "}).status_code == 422
    link = form_of(cast.kari)
    assert link in signed_in(twice).get(f"/staff/people/{cast.kari.pk}/").content.decode()
    settings.change(OFFICE, "view_as_parent", False)
    assert link not in signed_in(twice).get(f"/staff/people/{cast.kari.pk}/").content.decode()
    assert begins(twice, cast.kari) is None


def begins(staff: Person, parent: Person) -> object:
    """What the database itself says to pages that ask nothing else."""
    secret = Browser(staff).session
    with as_web():
        db.value("SELECT wall.ask(%s)", [secret])
        return db.value(BEGIN, said(secret, parent))


def said(secret: str, parent: Person) -> list[object]:
    minute = int(time.time() // 60)
    seal = attest(f"view-as:{minute}:{kept_as(secret)}:{parent.pk}")
    return [secret, parent.pk, minute, seal]


@contextmanager
def viewed(staff: Person, parent: Person) -> Iterator[str]:
    """The database as a page finds it while this office views as this parent."""
    secret = Browser(staff).session
    with as_web():
        db.value("SELECT wall.ask(%s)", [secret])
        assert db.value(BEGIN, said(secret, parent))
        with transaction.atomic():
            assert db.rows("SELECT parent FROM wall.view_as(%s)", [secret]) == [(parent.pk,)]
            yield secret


def refused(statement: str, *values: object) -> None:
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        db.run(statement, values)


def test_aud_05_the_database_itself_only_reads_and_cannot_be_talked_out_of_it(cast: Cast) -> None:
    small.school(cast.hillside, cast.nora)
    other = Browser(cast.lara).session
    with viewed(cast.henry, cast.jonas) as secret:
        mine = "SELECT array_agg(child_id) FROM families_relationship"
        assert db.value(mine) == [cast.nora.pk]
        for change in (
            "INSERT INTO organisations_setting (name, value) VALUES ('site_name', '1')",
            "UPDATE people_person SET phone = '1'",
            "DELETE FROM records_term",
            "SET LOCAL transaction_read_only = off",
            f"SELECT wall.end_sessions_of(NULL, 1, '{'0' * 64}')",
            f"SELECT wall.touch_session('{secret}'), wall.end_session('{secret}')",
        ):
            refused(change)
        # a parent asks alone: taking the other half away is nobody's seal
        both = db.value("SELECT current_setting('kinkeeper.asking')")
        number, _slash, rest = both.partition("/")
        alone = f"{number}:{rest.partition(':')[2]}"
        db.value("SELECT set_config('kinkeeper.asking', %s, true)", [alone])
        assert (db.value("SELECT wall.person()"), db.value(mine)) == (None, None)
        db.value("SELECT set_config('kinkeeper.asking', %s, true)", [both])
        with whole_site():
            refused("UPDATE people_person SET phone = '1'")
        assert db.value("SELECT wall.writes() OR wall.sees_all()") is False
    with as_web():  # nobody begins one without the pages, or in the session of another
        db.value("SELECT wall.ask(%s)", [secret])
        refused(BEGIN, *said(secret, cast.kari)[:3], "x")
        assert db.value(BEGIN, said(other, cast.kari)) is None
        # one goes on already
        assert db.value(BEGIN, said(secret, cast.kari)).year == 1970


def visible() -> dict[str, set[str]]:
    """By table the rows that a page is shown."""
    return {
        table: set(db.column(f"SELECT (to_jsonb({table}) - 'last_login')::text FROM {table}"))
        for table in WALLED
        if db.value("SELECT has_table_privilege(%s, 'SELECT')", [table])
    }


def seen_by(someone: Person) -> dict[str, set[str]]:
    secret = Browser(someone).session
    with as_web():
        db.value("SELECT wall.ask(%s)", [secret])
        return visible()


def test_k14_k28_aud_05_no_row_that_either_of_the_two_does_not_see(signed_in: As) -> None:
    """And every address: what is no look at a parent's page is refused, whatever is sent."""
    site = world()
    cast = site.cast
    connected(cast.stranger, cast.nora)
    Protection.objects.create(person=cast.elias, reason="moved")
    pairs = ((cast.henry, cast.kari), (cast.lara, cast.stranger), (cast.admin, cast.kari))
    for staff, parent in pairs:
        office, own = seen_by(staff), seen_by(parent)
        with transaction.atomic():
            with viewed(staff, parent):
                found = visible()
            transaction.set_rollback(True)
        wide = {
            table: (rows - own[table], rows - office[table])
            for table, rows in found.items()
            if rows - own[table] or rows - office[table]
        }
        assert wide == {}, (staff, parent)
        assert found["families_relationship"]
        assert not any(f'"id": {cast.elias.pk},' in row for row in found["people_person"])
        secret = ("credentials_", "accounts_", "notifications_", "feeds_", "journal_", "letters_")
        assert [table for table, rows in found.items() if rows and table.startswith(secret)] == []
    henry, line = begun(signed_in(cast.henry), cast.kari), newest()
    before = state()
    tried = 0
    for name in sorted(SHOWN | SHUT):
        address = address_of(name, site.hillside.get(PAGES[name].kind, ()))
        looked = henry.get(address).status_code
        assert (looked == 403) == (name in SHUT), (name, looked)
        tried += 1 + (name in SHUT)
        assert henry.post(address, {"reason": "x", "child": cast.nora.pk}).status_code == 403, name
    assert state() == before
    kinds = {(each.action, each.actor_id, each.person_id) for each in since(line)}
    acts = ("child.viewed", "viewing.refused")
    assert kinds == {(act, cast.henry.pk, cast.kari.pk) for act in acts}
    assert len(since(line, outcome="denied")) == tried
    assert "You view as" in henry.get("/no/such/page/").content.decode()


SHOWN = {
    "entry:home", "entry:picture", "parents:children", "parents:child", "parents:block",
    "parents:who-looked", "parents:another-child", "parents:not-mine", "parents:notice",
    "parents:absence", "parents:absence-sent", "parents:document",
    "parents:learning-plan", "parents:meeting", "parents:meetings", "parents:message",
    "parents:message-file", "parents:message-new", "parents:messages",
}  # fmt: skip
# Some of all others.
SHUT = {
    "parents:feeds", "parents:e-mails", "parents:absence-withdraw", "parents:e-mails-devices",
    "entry:security", "entry:sessions", "entry:new-password", "entry:hat", "entry:prove",
    "entry:sign-in", "entry:activate", "entry:manifest", "staff:home", "staff:person-view-as",
    "staff:person-edit", "staff:journal", "pupils:me",
}  # fmt: skip


def test_aud_05_every_page_is_shut_that_does_not_say_otherwise() -> None:
    gates: dict[str, Rule] = {
        each.name: each.pattern.callback.gate  # type: ignore[attr-defined]  # the gate's mark
        for each in routes()
    }
    assert {name for name, gate in gates.items() if gate.in_view} == SHOWN
    leaving = {name for name, gate in gates.items() if gate.leaves_view}
    assert leaving == {"entry:sign-out", "staff:view-as-end"}


def state() -> dict[str, int]:
    """How many rows there are of everything but lines of the journal."""
    return {
        table: db.value(f"SELECT count(*) FROM {table}")
        for table in {*WALLED, *OPEN}
        if table != "journal_entry"
    }


def test_aud_05_what_nobody_came_back_to_ends_and_is_told(cast: Cast, signed_in: As) -> None:
    begun(signed_in(cast.henry), cast.kari)
    SessionStore.clear_expired()
    assert ViewAs.objects.count() == 1
    ViewAs.objects.update(ends_at=timezone.now())
    SessionStore.clear_expired()
    assert not ViewAs.objects.exists()
    line = Entry.objects.get(action="viewing.ended")
    assert (line.actor_id, line.person_id, line.data) == (
        cast.henry.pk, cast.kari.pk, {"ending": "left"}
    )  # fmt: skip


def test_aud_05_a_forged_form_is_refused_as_the_others(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.henry)
    begins_here = said(client.session.session_key or "", cast.kari)
    session = client.session
    session["viewing"] = cast.kari.pk
    session.save()
    with as_web():
        db.value("SELECT wall.ask(%s)", begins_here[:1])
        assert db.value(BEGIN, begins_here)
    answer = client.post(f"{HOME}absence/", {"child": cast.nora.pk})
    assert answer.status_code == 403
    assert "Nothing has been sent" in answer.content.decode()
    assert Entry.objects.get(action="viewing.refused").actor_id == cast.henry.pk
