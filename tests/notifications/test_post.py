"""K17, K19, K28, NOT-01, NOT-02, NOT-05: parents are told once that there is something new."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.credentials.eligible import of_pupils
from kinkeeper.families.block import block
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.from_home.models import AbsenceReport, NoticeAnswer
from kinkeeper.journal.actor import Actor, command_line
from kinkeeper.notifications import marker, readers
from kinkeeper.notifications import post as posting
from kinkeeper.notifications.choices import choose
from kinkeeper.notifications.models import Kind, Mail, MailState, Pace, Reader, Told
from kinkeeper.notifications.post import post
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.models import Setting
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.records.models import Group, Notice, School
from kinkeeper.registry.protect import protect
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.notifications.conftest import due_now, sent
from tests.notifications.mailbox import Died, Mailbox, dies
from tests.records import small

pytestmark = pytest.mark.django_db
KARI, JONAS = "kari@example.org", "jonas@example.org"


def test_r_084_not_01_not_02_pc_131_rec_045_each_is_told_alone_that_there_is_something_and_nothing(
    cast: Cast, hillside: Group
) -> None:
    small.notice(hillside, "Head lice in class 5A")
    small.notice(hillside, "Custody hearing", pupil=cast.nora)
    School.objects.update(behaviour_shown=True)
    small.remark(hillside, cast.nora, "remark", "Fought with Kim")
    small.absent(hillside, cast.nora, timezone.localdate(), reason="Custody hearing")
    small.result(small.assignment(hillside, "Fractions"), cast.elias, grade="F")
    due_now()
    assert post(seconds=0) == 0  # no time for it: it stays due
    assert post() == 2  # Vera has no child here
    found = sent()
    assert set(found) == {KARI, JONAS}
    lines = found[KARI].splitlines()
    assert lines[0] == "New about Nora and Elias"
    assert "Nora: 1 notice, 2 other things" in lines
    assert "Elias: 1 thing about school work" in lines
    assert "Nora and Elias: 1 notice, 1 thing about school work" in lines  # for two, once
    assert "Elias" not in found[JONAS]
    for told in found.values():
        for secret in (
            "lice",
            "Custody",
            "Kim",
            "Fractions",
            "remark",
            "5A",
            "Lund",
            "Berg",
            "bsen",
            "H-1",
        ):
            assert secret not in told
    assert "Jonas" not in found[KARI]
    assert "Kari" not in found[JONAS]
    for each in Mailbox.taken:
        assert each.recipients() == each.to
        [(html, _kind)] = each.alternatives  # type: ignore[attr-defined]  # it has two forms
        shown = unescape(strip_tags("<body" + str(html).partition("<body")[2]))
        assert shown.split() == str(each.body).split()
        said = each.extra_headers
        assert said["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert said["List-Unsubscribe"].startswith("<http")
        assert (said["Auto-Submitted"], said["Precedence"]) == ("auto-generated", "bulk")
    due_now()
    assert post() == 0  # once


DEATHS = ("text sent", "known", "committed", "taken", "ended", "shown")


@given(deaths=st.lists(st.sampled_from(DEATHS), max_size=4), more=st.booleans())
def test_not_pc_114_rec_057_each_once_wherever_a_process_dies(
    cast: Cast, hillside: Group, deaths: list[str], more: bool
) -> None:
    """Killed at any boundary, again and again: no e-mail twice, none missing."""
    Mailbox.empty()
    small.notice(hillside, "Trip")
    due_now()
    for death in deaths:
        with pytest.MonkeyPatch.context() as patch:
            _dies_at(patch, death)
            with suppress(Died):
                post()
        if more:
            small.notice(hillside, "One more")
    Mailbox.stops.clear()
    Reader.objects.update(wait_until=None)
    post()
    due_now()
    post()
    for parent in (cast.kari, cast.jonas):
        assert {each.state for each in Mail.objects.filter(person=parent)} == {MailState.SENT}
        received = [each for each in Mailbox.taken if each.to == [parent.email]]
        numbers = [int(_counted(str(each.body))) for each in received]
        assert sum(numbers) == Notice.objects.count()  # each notice in one e-mail
        assert len(received) == Mail.objects.filter(person=parent).count()
    for model in (Notice, Told, Mail):
        model._default_manager.all().delete()


def _counted(body: str) -> str:
    line = next(each for each in body.splitlines() if "notice" in each)
    return line.partition(": ")[2].partition(" ")[0]


def _dies_at(patch: pytest.MonkeyPatch, death: str) -> None:
    if death == "known":  # in the transaction, when all is written and nothing committed
        whole = readers.know

        def know(*said: object, **more: object) -> None:
            whole(*said, **more)  # type: ignore[arg-type]  # passed on as it is
            dies()

        patch.setattr(readers, "know", know)
    elif death == "committed":
        patch.setattr(marker, "note", lambda _number: dies())
    elif death == "ended":
        patch.setattr(posting, "_ended", lambda *_said: dies())
    elif death == "shown":
        patch.setattr(posting, "message", lambda *_said: dies())
    else:
        Mailbox.stops[death] = dies


def test_not_05_rec_058_rights_that_end_before_the_e_mail_leaves_end_it(
    cast: Cast, hillside: Group, office: Actor
) -> None:
    """Ended before it is made, while a slow server takes it, and narrowed to what it is not of."""
    small.notice(hillside, "Trip")
    due_now()
    block(office, cast.kari, cast.nora, reason="an order")
    set_rights(office, cast.jonas, cast.nora, Given({Area.ABSENCE}), reason="agreed")
    assert post() == 1
    assert sent()[KARI].startswith("New about Elias\n")
    Mailbox.empty()
    small.notice(hillside, "Another")
    due_now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting, "FRESH", -1.0)

        def blocked() -> None:
            block(office, cast.kari, cast.elias, reason="another order")

        Mailbox.stops["text sent"] = blocked
        assert post() == 0
    assert sent() == {}
    assert not Told.objects.filter(person=cast.kari, mail=None, told_at__gt=_soon()).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda kari: Person.objects.filter(pk=kari.pk).update(email="new@example.org"),
        lambda kari: Person.objects.filter(pk=kari.pk).update(state="trashed"),
        lambda kari: protect(command_line(), kari, reason="x", reach=WHOLE_SITE, staff=[]),
        lambda kari: Setting.objects.update_or_create(
            name="parent_login", defaults={"value": False}
        ),
    ],
    ids=["another address", "trashed", "protected", "closed"],
)
def test_k28_rec_330_who_may_not_be_told_any_more_while_a_slow_server_takes_it_is_not(
    cast: Cast,
    hillside: Group,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Person], object],
) -> None:
    """Whoever changes it is another process: nothing that this one remembers counts."""
    monkeypatch.setattr(posting, "FRESH", -1.0)
    small.notice(hillside, "Trip", pupil=cast.elias)  # Jonas is not told of him
    due_now()

    def changed() -> None:
        change(cast.kari)

    Mailbox.stops["text sent"] = changed
    assert post() == 0
    assert not Mail.objects.exists()
    assert sent() == {}


def _soon() -> object:
    return timezone.now() - timedelta(seconds=1)


@pytest.mark.parametrize(
    "hide",
    [
        lambda cast, note: Notice.objects.filter(pk=note.pk).update(withdrawn_at=timezone.now()),
        lambda cast, note: settings.change(command_line(), "parent_login", False),
        lambda cast, note: settings.change(command_line(), "notifications", "off"),
        lambda cast, note: own_settings.change(
            command_line(), cast.hillside, "notifications", "off"
        ),
        lambda cast, note: protect(
            command_line(), cast.kari, reason="an order", reach=WHOLE_SITE, staff=[]
        ),
        lambda cast, note: [
            protect(command_line(), each, reason="an order", reach=WHOLE_SITE, staff=[])
            for each in (cast.nora, cast.elias)
        ],
        lambda cast, note: Person.objects.filter(pk=cast.kari.pk).update(email=""),
        lambda cast, note: Person.objects.filter(pk=cast.theo.pk).update(email=KARI),
        lambda cast, note: NoticeAnswer.objects.bulk_create(
            NoticeAnswer(
                notice_series=note.series, notice_key=note.key, version=version_of(note),
                child=child, answered_by=cast.kari, answer="yes",
            )
            for child in (cast.nora, cast.elias)
        ),
    ],
    ids=["withdrawn", "closed", "off", "off at the school", "protected", "children protected",
         "no address", "a pupil's mailbox", "answered"],
)  # fmt: skip
def test_k28_to_whom_and_of_what_nothing_is_sent(
    cast: Cast, hillside: Group, hide: Callable[[Cast, Notice], object]
) -> None:
    Person.objects.filter(pk=cast.theo.pk).update(password="x", last_login=timezone.now())
    made = small.notice(hillside, "May your child come?", needs_answer=True)
    assert of_pupils([KARI]) == set()
    hide(cast, made)
    due_now()
    post()
    assert KARI not in sent()


def test_what_changes_is_told_again_and_what_was_put_back_too(cast: Cast, hillside: Group) -> None:
    made = small.event(hillside, "Trip", 2)
    for title, leaves in (("Trip", 2), ("Trip to the sea", 2), ("Trip", 2), ("Trip", 0)):
        type(made).objects.filter(pk=made.pk).update(title=title, sequence=1)
        due_now()
        assert post() == leaves


def test_each_child_and_kind_at_its_own_pace(cast: Cast, hillside: Group) -> None:
    """Of two children the more frequent choice counts; what was never wanted is not sent after."""
    actor = Actor(cast.kari.pk, "Kari", "a test")
    mine, at_any_time = [cast.nora.pk, cast.elias.pk], ("00:00", "00:00")
    wanted: dict[tuple[int, str], str] = {
        (cast.nora.pk, Kind.NOTICES): Pace.AT_ONCE,
        (cast.elias.pk, Kind.NOTICES): Pace.NEVER,
        (cast.elias.pk, Kind.WORK): Pace.WEEKLY,
    }
    choose(actor, cast.kari, wanted, mine, quiet=at_any_time, stopped=False)
    small.notice(hillside, "For both")
    small.notice(hillside, "For Elias", pupil=cast.elias)
    small.result(small.assignment(hillside, "Sums", group_id=hillside.pk), cast.elias)
    hour = timezone.now() + timedelta(hours=1)
    due_now(daily_at=hour, weekly_at=hour)
    post()
    assert "Nora: 1 notice" in sent()[KARI].splitlines()
    assert "Elias" not in sent()[KARI]
    Mailbox.empty()
    due_now(weekly_at=hour)
    post()
    assert "work" in sent()[KARI]  # the task is Nora's, too, and daily for her
    assert "\nElias: " not in sent()[KARI]
    Mailbox.empty()
    due_now()
    post()
    assert "Elias: 1 thing about school work" in sent()[KARI].splitlines()
    Mailbox.empty()
    choose(actor, cast.kari, {}, mine, quiet=at_any_time, stopped=False)
    due_now()
    post()
    assert KARI not in sent()  # from before


def test_ops_03_a_mail_server_that_is_away_costs_no_e_mail_and_an_outage_brings_one(
    cast: Cast, hillside: Group
) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    for day in range(5):
        small.notice(hillside, f"Of day {day}")
        due_now()
        Mailbox.stops["text sent"] = away
        with pytest.raises(posting.NotNow):
            post()
    assert sent() == {}
    Mailbox.stops.clear()
    due_now()
    assert post() == 2
    assert "5 notices" in sent()[JONAS]
    small.notice(hillside, "Of long ago", timezone.now() - timedelta(days=15))
    due_now()
    assert post() == 0


def test_at_once_is_collected_for_some_minutes(cast: Cast, hillside: Group) -> None:
    """An import that writes many records, or a moment that comes, makes one e-mail for each."""
    for number in range(30):
        small.notice(hillside, f"No {number}", timezone.now(), needs_answer=True)
    assert post() == 0
    waits = Reader.objects.exclude(look_at=None)
    assert {each.person_id for each in waits} == {cast.kari.pk, cast.jonas.pk}
    waits.update(look_at=timezone.now())
    assert post() == 2
    assert "30 things to answer or do" in sent()[KARI]


def test_children_of_one_name_are_kept_apart(cast: Cast, hillside: Group) -> None:
    twin = person("nora.stray", "pupil", cast.hillside, sync_key="H-77")
    connected(cast.kari, twin)
    small.enrolled(hillside, twin)
    small.notice(hillside, "One", pupil=twin)
    settings.change(command_line(), "notify_name", "initial")
    due_now()
    post()
    assert sent()[KARI].startswith("New about N.\n")
    Mailbox.empty()
    small.notice(hillside, "Two", pupil=twin)
    small.notice(hillside, "Three", pupil=cast.nora)
    due_now()
    post()
    assert sent()[KARI].startswith("New about N. (1) and N. (2)\n")
    assert "Stray" not in sent()[KARI]


def test_rec_023_a_comment_on_a_result_is_news_with_the_result_and_not_before(
    cast: Cast, hillside: Group
) -> None:
    work = small.assignment(hillside, "Essay", published_at=timezone.now() - timedelta(days=20))
    made = small.result(work, cast.nora, published_at=None, comment="A first word")
    results = type(made).objects.filter(pk=made.pk)
    for change, leaves in (
        ({"comment": "Another word"}, 0),
        ({"published_at": timezone.now() + timedelta(days=1)}, 0),
        ({"published_at": timezone.now() - timedelta(minutes=1)}, 2),
    ):
        results.update(**change)
        due_now()
        assert post() == leaves


def test_rec_036_rec_323_of_an_absence_who_is_told_by_e_mail(cast: Cast, hillside: Group) -> None:
    """Nobody who reported it; else as the school, and each parent for each child, chose."""
    today = timezone.localdate()
    report = {"days": [today], "last_on": today, "part": "all-day", "reason": "ill"}
    AbsenceReport.objects.create(child=cast.nora, reported_by=cast.kari, **report)
    small.absent(hillside, cast.nora, today)
    due_now()
    post()
    assert set(sent()) == {JONAS}
    actor, quiet = Actor(cast.jonas.pk, "Jonas", "a test"), ("00:00", "00:00")
    never: dict[tuple[int, str], str] = {(cast.nora.pk, Kind.RECORD): Pace.NEVER}
    choose(actor, cast.jonas, never, [cast.nora.pk], quiet=quiet, stopped=False)
    Mailbox.empty()
    small.absent(hillside, cast.nora, today - timedelta(days=1))
    due_now()
    post()
    assert set(sent()) == {KARI}
    Mailbox.empty()
    settings.change(command_line(), "notify_rest", "never")
    small.absent(hillside, cast.nora, today - timedelta(days=2))
    due_now()
    assert post() == 0
