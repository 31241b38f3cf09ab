"""Files as schools and systems write them: exactly these people and pairs, or a refusal that names
what is missing. Cases file-10, -12, -14, -15, -16, -30 and report-11, and their like."""

from dataclasses import dataclass, field

import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import File, Plan, codes, files_in, planned, read

Pair = tuple[str, str, str]
# (the parent's name, the child's key, the kind that is stored), of relationships a plan will make.
ONE = frozenset({("Mor One", "S1", "unspecified")})
BOTH = ONE | {("Far One", "S1", "unspecified")}


@dataclass(frozen=True)
class Use:
    """A file, or a folder of files, in `tests/rosters/in_use`. `pupils` and `parents` are (key or
    username, name); `connects` and `proposes` as `ONE`. A text is the code of the refusal."""

    path: str
    pupils: frozenset[tuple[str, str]] | str = frozenset()
    connects: frozenset[Pair] | str = frozenset()
    proposes: frozenset[Pair] = frozenset()
    parents: frozenset[str] = field(default=frozenset())

    def __str__(self) -> str:
        return self.path


def pupils(*said: str) -> frozenset[tuple[str, str]]:
    return frozenset((each.split(" ", 1)[0], each.split(" ", 1)[1]) for each in said)


def pairs(*said: str) -> frozenset[Pair]:
    """*Mor One > S1 mother* as a pair."""
    found = [each.split(" > ") for each in said]
    return frozenset((name, rest.split(" ")[0], rest.split(" ", 1)[1]) for name, rest in found)


KID = pupils("S1 Kid One")
HEADINGS = "headings-in-use"
USES = [
    # Canvas does not have to declare what its users are
    Use("canvas-observers-in-enrollments", pupils("u1 Kid One", "u2 Kid Two"),
        pairs("Par One > u1 unspecified"), pairs("Par Two > u2 unspecified")),
    Use("canvas-pupils-without-declared-type", pupils("u1 Kid One")),
    # a contact without a name is told, and an emergency contact is no guardian
    Use("clever-contact-without-name", pupils("1 Kid One", "2 Kid Two"),
        pairs("Fa Ther > 1 father"),
        pairs("Em Er > 2 other", "Gra Ny > 2 grandparent")),
    Use("moodle-type1-column/users.csv", pupils("G1 Ola One", "G2 Kari Two"), parents=frozenset(
        {"Ola One", "Kari Two"})),
    Use("pupil-rows-single-guardian/f.csv", KID, ONE),
    Use("several-child-columns/a.csv", "unclear-whose",
        pairs("Ann Dal > c1 unspecified", "Ann Dal > c2 unspecified")),
    Use("several-child-columns/b.csv", "unclear-whose",
        pairs("Ben Dal > c3 unspecified", "Ben Dal > c4 unspecified")),
    Use(f"{HEADINGS}/brightspace.csv", "nobody-of-profile", parents=frozenset({"Mor One"})),
    Use(f"{HEADINGS}/clever-noname-headers.csv", KID, pairs("Mor One > S1 mother")),
    Use(f"{HEADINGS}/edsby.csv", KID, BOTH),
    Use(f"{HEADINGS}/eltern.csv", KID, pairs("Anna One > S1 unspecified")),
    Use(f"{HEADINGS}/erzb.csv", KID, pairs("Anna One > S1 unspecified")),
    Use(f"{HEADINGS}/facts.csv", KID, BOTH),
    Use(f"{HEADINGS}/fathermother.csv", KID,
        pairs("Far One > S1 father", "Mor One > S1 mother")),
    Use(f"{HEADINGS}/finalforms.csv", KID, BOTH),
    Use(f"{HEADINGS}/foresatt-bare.csv", KID, BOTH),
    Use(f"{HEADINGS}/foresatt.csv", KID, BOTH),
    Use(f"{HEADINGS}/gibbon-familyadult.csv", "no-header", "missing-column"),
    Use(f"{HEADINGS}/google.csv", "missing-column", "nobody-of-profile"),
    Use(f"{HEADINGS}/guardian_snake.csv", KID, ONE),
    Use(f"{HEADINGS}/huoltaja.csv", KID,
        pairs("Äiti One > S1 unspecified", "Isä One > S1 unspecified")),
    Use(f"{HEADINGS}/kolibri.csv", pupils("kid1 Kid One"), "nobody-of-profile"),
    Use(f"{HEADINGS}/mutter.csv", KID, pairs("Anna One > S1 mother", "Bo One > S1 father")),
    Use(f"{HEADINGS}/onelink-name.csv", frozenset(), ONE),
    Use(f"{HEADINGS}/parent1snake.csv", KID, pairs("Mor One > S1 mother"),
        pairs("Onkel One > S1 other")),
    Use(f"{HEADINGS}/vh.csv", KID, ONE),
    # the number of a pupil, and whose a column is, in more languages
    Use("more-headings/spain.csv", pupils("S1 Kid Uno"), pairs("Ana Uno > S1 mother"),
        pairs("Luis Uno > S1 grandparent")),
    Use("more-headings/portugal.csv", pupils("S1 Kid Um"), proposes=pairs(
        "Rui Um > S1 unspecified", "Eva Um > S1 unspecified")),
    Use("more-headings/italy.csv", pupils("S1 Kid Uno"),
        pairs("Anna Uno > S1 unspecified", "Bruno Uno > S1 unspecified")),
    Use("more-headings/french-pai.csv", pupils("S1 Kid Un"),
        pairs("Anna Un > S1 unspecified")),
    # as public programs write and read them; an emergency contact is nobody's parent
    Use("more-headings/seneca.csv", pupils("S1 Kid Uno Dos"),
        proposes=pairs("Ana Uno Tres > S1 unspecified")),
    Use("more-headings/india.csv", pupils("4890 Kid One"),
        pairs("Far One > 4890 father", "Mor One > 4890 mother")),
    Use("more-headings/italy-custody.csv", pupils("S1 Kid Uno"),
        pairs("Anna Uno > S1 unspecified")),
    Use("more-headings/external-id.csv", KID, BOTH),
    Use("more-headings/opensis.csv", KID, pairs("Mor One > S1 mother"),
        pairs("Onkel One > S1 other")),
    Use("more-headings/nigeria.csv", pupils("BFA/25/001 Kid One", "BFA/25/002 Kim One"), pairs(
        "Mor One > BFA/25/001 unspecified", "Mor One > BFA/25/002 unspecified")),
    Use("more-headings/flat.csv", KID, pairs("Mor One > S1 mother")),
    Use("more-headings/family.csv", "missing-column", "missing-column"),
    # a school's own templates in three languages, with one column for each child
    Use("more-headings/one-en.csv", "unclear-whose", pairs(
        "Anna DAL > S-1 unspecified", "Anna DAL > S-2 unspecified", "Bo DAL > S-3 unspecified")),
    Use("more-headings/one-es.csv", "unclear-whose", pairs(
        "Ana DAL > S-1 unspecified", "Luis SOL > S-2 unspecified", "Luis SOL > S-3 unspecified")),
    Use("more-headings/one-pt.csv", "unclear-whose", pairs(
        "Ana DAL > S-1 unspecified", "Ana DAL > S-2 unspecified", "Luis SOL > S-3 unspecified")),
    # parents without a key of their own
    Use("more-headings/parentsquare.csv", "unclear-whose", pairs(
        "Ann Lee > S1 mother", "Bob Lee > S1 father", "Ann Lee > S2 mother")),
    Use("more-headings/parentsquare-no-kind.csv", "unclear-whose", pairs(
        "Ann Lee > S1 unspecified", "Bob Lee > S1 unspecified", "Ann Lee > S2 unspecified")),
    Use("more-headings/parentsquare-names.csv", pupils("S1 Kid Lee", "S2 Kim Lee"), pairs(
        "Ann Lee > S1 unspecified", "Ann Lee > S2 unspecified")),
    Use("more-headings/looks-like-pupils.csv",
        pupils("S1 Ann Lee", "S2 Bob Lee", "S3 Ann Lee"), "missing-column"),
    # the adults of SchILD, of whom it says together what they are; its e-mail is not the pupil's
    Use("more-headings/schild.csv",
        pupils("S1 Elias Berg-Lund", "S2 Ida Neu", "S3 Uwe Alt"), proposes=pairs(
            "Kari Berg > S1 unspecified", "Jonas Lund > S1 unspecified", "Eva Alt > S3 unspecified"
        )),
    # what somebody is tells more than what they are in a course
    Use("more-headings/moodle-usertype.csv", pupils("S1 Kid One"), parents=frozenset({"Mor One"})),
    Use("more-headings/moodle-courses.csv", pupils("S1 Kid One"), parents=frozenset({"Mor One"})),
    Use("sds-uk", pupils("U1 Kid One", "U2 Kit Two"),
        pairs("Mor One > U1 parent", "Far Two > U2 guardian")),
    Use("more-headings/powerschool-schema.csv", "not-in-format",
        pairs("Ann Lee > S1 mother", "Ann Lee > S2 mother"),
        pairs("Bob Lee > S1 father", "Di Note > S1 mother")),
]  # fmt: skip


def made(use: Use, profile: str) -> Plan | str:
    files: list[File] = files_in(f"in_use/{use.path}")
    try:
        return planned(*files, profile=profile)
    except FileRefused as refused:
        return refused.code


def people_of(plan: Plan) -> set[tuple[str, str]]:
    rows = plan.people.filter(plan.people["act"] == "create").iter_rows(named=True)
    return {
        (each["sync_key"] or each["username"], f"{each['given_name']} {each['family_name']}")
        for each in rows
    }


def pairs_of(plan: Plan, *, proposed: bool) -> set[Pair]:
    people = plan.people.filter(plan.people["act"] != "rejected")
    names = {
        each["person_id"]: f"{each['given_name']} {each['family_name']}"
        for each in people.iter_rows(named=True)
    }
    return {
        (names[each["parent_id"]], each["value"], each["kind"])
        for each in plan.relationships.iter_rows(named=True)
        if each["act"] == "pending" and (each["claim"] not in {None, "yes"}) == proposed
    }


@pytest.mark.parametrize("use", USES, ids=str)
def test_k31_a_file_in_use_gives_these_pupils_or_says_why_not(use: Use) -> None:
    plan = made(use, "pupil")
    found: object = plan if isinstance(plan, str) else people_of(plan)
    assert found == use.pupils


@pytest.mark.parametrize("use", USES, ids=str)
def test_k31_a_file_in_use_gives_these_parents_and_pairs_or_says_why_not(use: Use) -> None:
    plan = made(use, "parent")
    if isinstance(plan, str) or isinstance(use.connects, str):
        assert plan == use.connects
        return
    connected, proposed = pairs_of(plan, proposed=False), pairs_of(plan, proposed=True)
    assert connected == set(use.connects)
    assert proposed == set(use.proposes)
    alone = use.parents or {name for name, _child, _kind in connected | proposed}
    assert alone <= {name for _key, name in people_of(plan)}


def test_k3_one_mailbox_is_two_parents_who_have_no_keys() -> None:
    text = (
        "student_id,first_name,last_name,email,relationship\n"
        "S1,Ann,Lee,home@lee.example,Mother\nS1,Bob,Lee,home@lee.example,Father\n"
        "S2,Ann,Lee,HOME@lee.example,Mother\nS3,Ann,Lee,ann@other.example,Mother\n"
    )
    plan = planned(text)
    assert plan.counts["people"]["create"] == 3
    assert len({key for key, _name in people_of(plan)}) == 3


def test_k37_a_list_of_pupils_whose_numbers_begin_anew_makes_nobody_a_parent() -> None:
    """Each class counts from 1: one number has several names, and none is a parent's."""
    rows = "".join(f"{at % 3 + 1},Kid{at},Lee,{at % 2 + 5}A\n" for at in range(12))
    with pytest.raises(FileRefused) as refused:
        planned("Student number,First name,Last name,Class\n" + rows)
    assert refused.value.code == "missing-column"


@pytest.mark.parametrize("heading", ["Figli", "Filhos", "Hijos", "Barn", "Children"])
def test_k32_how_many_children_there_are_is_no_childs_name(heading: str) -> None:
    """It would say of each child that it is another."""
    text = f"SyncID,First name,Last name,{heading},ChildID\nP1,Ann,Lee,2,S1\n"
    called = read([("a.csv", text.encode())])[1].called
    assert called is None or called["given_name"].to_list() == [None]


def test_k37_an_address_after_two_adults_is_not_the_pupils() -> None:
    """SchILD has one for both, and perhaps another for the second."""
    files = files_in("in_use/more-headings/schild.csv")
    for text in (files[0][1], files[0][1].replace(b"|E-Mail 2. Person", b"|Notiz")):
        plan = planned(("schild.dat", text), profile="pupil")
        assert plan.people["email"].to_list() == [None, None, None]
        assert plan.people["street"].to_list() == [None, None, None]


def test_k31_canvas_enrolments_say_less_than_observers_and_a_custody_column_counts() -> None:
    users = (
        "user_id,login_id,first_name,last_name,status\n"
        "u1,u1,Kid,One,active\np1,p1,Par,One,active\np2,p2,Par,Two,active\n"
        "p3,p3,Par,Three,active\np4,p4,Par,Four,active\np5,p5,Par,Five,active\n"
    )
    seats = (
        "course_id,user_id,role,status,associated_user_id,custody\n"
        "C1,u1,student,active,,\nC1,p1,observer,completed,u1,\nC2,p1,observer,active,u1,yes\n"
        "C1,p2,observer,active,u1,no\nC1,p3,observer,deleted,u1,yes\n"
        "C1,p4,observer,completed,u1,yes\nC1,p5,observer,paused,u1,yes\n"
    )
    files = [("users.csv", users.encode()), ("enrollments.csv", seats.encode())]
    plan = planned(*files)
    assert pairs_of(plan, proposed=False) == set()
    # an empty cell beside answers is unknown, and a no is a no
    assert pairs_of(plan, proposed=True) == pairs(
        "Par One > u1 unspecified", "Par Two > u1 unspecified"
    )
    assert codes(plan)["pairs-not-read"] == 1
    observers = b"observer_id,student_id,status\np3,u1,active\n"
    beside = planned(*files, ("user_observers.csv", observers))
    assert pairs_of(beside, proposed=False) == pairs("Par Three > u1 unspecified")


@pytest.mark.parametrize(
    "heading",
    [
        "Número de alumnos", "Número élèves", "Former UPN", "Previous student number", "PAI",
        "Responsável financeiro", "E-mail do professor", "Nombre del tutor del grupo",
        "Emergency contact name", "Name Notfallkontakt 1. Person", "Matrícula", "UPN", "INE",
        "Telefone trabalho",
    ],
)  # fmt: skip
def test_k37_a_heading_that_is_somebody_elses_or_a_count_names_no_parent_and_no_child(
    heading: str,
) -> None:
    text = f"SyncID,First name,Last name,{heading},ChildID\nP1,Ann,Lee,S9 Else,S1\n"
    plan = planned(text)
    assert people_of(plan) == {("P1", "Ann Lee")}
    assert pairs_of(plan, proposed=False) | pairs_of(plan, proposed=True) == {
        ("Ann Lee", "S1", "unspecified")
    }


def test_k31_a_word_for_custody_in_italian_stops_the_plan() -> None:
    reasons = planned(*files_in("in_use/more-headings/italy-custody.csv")).counts["guard"][
        "reasons"
    ]
    assert [each["columns"] for each in reasons if each["code"] == "unread-rights"] == [
        ["Affidamento"]
    ]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Observações", "guarda partilhada"), ("Observações", "mora com a mãe"),
        ("Note", "affidamento esclusivo alla madre"), ("Note", "divieto di avvicinamento"),
        ("Tem a guarda?", "não"), ("Autorizzato al ritiro", "NO"),
    ],
)  # fmt: skip
def test_k31_columns_about_rights_are_asked_about_in_portuguese_and_italian(
    heading: str, cell: str
) -> None:
    text = f"SyncID,First name,Last name,ChildID,{heading}\nP1,Ann,Lee,S1,{cell}\n"
    reasons = planned(text).counts["guard"]["reasons"]
    assert [heading] in [reason.get("columns") for reason in reasons]
