"""A small school written in every format that is read, to see what becomes of it when a key, a
username or an address comes again for another person.

Whoever writes a format says how it tells the pupils, and how the adults with their children: as one
import or several after one another.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.roster.core import File


@dataclass(frozen=True)
class Pupil:
    key: str
    given: str
    family: str
    born: str = "2014-03-02"


@dataclass(frozen=True)
class Adult:
    """`username` is as its own format has it, where it has any."""

    key: str
    given: str
    family: str
    email: str
    username: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class School:
    pupils: tuple[Pupil, ...]
    adults: tuple[Adult, ...]

    def pairs(self) -> list[tuple[Adult, Pupil]]:
        of = {pupil.key: pupil for pupil in self.pupils}
        return [(adult, of[key]) for adult in self.adults for key in adult.children]


type Imports = list[list[File]]


@dataclass(frozen=True)
class Format:
    """`pupils` and `adults` write the imports of such files, one after another.
    `keys`: whether adults have keys of their own, `usernames`: and names to sign in with;
    `named`: whether the file of the adults names the children as well."""

    name: str
    pupils: Callable[[School], Imports]
    adults: Callable[[School], Imports]
    keys: bool = True
    usernames: bool = False
    named: bool = False


def csv(name: str, head: str, rows: Iterable[Sequence[str]]) -> File:
    return name, "\n".join([head, *(",".join(row) for row in rows), ""]).encode()


def plain_pupils(school: School) -> Imports:
    rows = [(p.key, p.key.lower(), p.given, p.family, p.born) for p in school.pupils]
    return [[csv("pupils.csv", "SyncID,Username,First name,Last name,Date of birth", rows)]]


def plain(school: School) -> Imports:
    head = "SyncID,Username,First name,Last name,E-mail,ChildID"
    rows = [
        (adult.key, adult.username, adult.given, adult.family, adult.email, pupil.key)
        for adult, pupil in school.pairs()
    ]
    return [[csv("parents.csv", head, rows)]]


def several(school: School) -> Imports:
    head = "SyncID,Username,First name,Last name,E-mail,Child 1 ID,Child 2 ID"
    rows = [
        (a.key, a.username, a.given, a.family, a.email, *(*a.children, "", "")[:2])
        for a in school.adults
    ]
    return [[csv("parents.csv", head, rows)]]


def pupil_rows(*, keys: bool) -> Callable[[School], Imports]:
    def write(school: School) -> Imports:
        head = "Student ID,Student first name,Student last name,Parent 1 name,Parent 1 email"
        rows = [
            (p.key, p.given, p.family, f"{a.given} {a.family}", a.email, *([a.key] * keys))
            for a, p in school.pairs()
        ]
        return [[csv("families.csv", head + ",Parent 1 ID" * keys, rows)]]

    return write


def pupils_of_rows(school: School) -> Imports:
    head = "Student ID,Student first name,Student last name,Parent 1 name,Parent 1 email"
    rows = [(p.key, p.given, p.family, "", "") for p in school.pupils]
    return [[csv("families.csv", head, rows)]]


def parent_rows(school: School) -> Imports:
    head = "Student ID,Student first name,Student last name,Parent name,Parent email"
    rows = [(p.key, p.given, p.family, f"{a.given} {a.family}", a.email) for a, p in school.pairs()]
    return [[csv("parents.csv", head, rows)]]


def oneroster(school: School) -> Imports:
    head = "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,email"
    users = [
        (p.key, "", "true", "o1", "student", p.key.lower(), p.given, p.family, "", "")
        for p in school.pupils
    ]
    users += [
        (
            *(a.key, "", "true", "o1", "parent", a.username, a.given, a.family, a.email),
            '"' + ",".join(a.children) + '"',
        )
        for a in school.adults
    ]
    return [[csv("users.csv", f"{head},agentSourcedIds", users)]]


def sds_1(school: School) -> Imports:
    student = "SIS ID,School SIS ID,Username,First Name,Last Name"
    return [
        [
            csv(
                "Student.csv",
                student,
                [(p.key, "o1", p.key.lower(), p.given, p.family) for p in school.pupils],
            ),
            csv(
                "guardianrelationship.csv",
                "SIS ID,Email,Role",
                [(p.key, a.email, "Parent") for a, p in school.pairs()],
            ),
            csv(
                "user.csv",
                "Email,First Name,Last Name,Phone,SIS ID",
                [(a.email, a.given, a.family, "", a.key) for a in school.adults],
            ),
        ]
    ]


def sds_21(school: School) -> Imports:
    users = [(p.key, p.key.lower(), p.given, p.family, "") for p in school.pupils]
    users += [(a.key, a.username, a.given, a.family, a.email) for a in school.adults]
    roles = [(p.key, "o1", "student") for p in school.pupils]
    roles += [(a.key, "o1", "guardian") for a in school.adults]
    return [
        [
            csv("users.csv", "sourcedId,username,givenName,familyName,email", users),
            csv("roles.csv", "userSourcedId,orgSourcedId,role", roles),
            csv(
                "relationships.csv",
                "userSourcedId,relationshipUserSourcedId,relationshipRole",
                [(p.key, a.key, "parent") for a, p in school.pairs()],
            ),
        ]
    ]


def canvas(school: School) -> Imports:
    head = "user_id,login_id,first_name,last_name,email,declared_user_type,status"
    users = [
        (p.key, p.key.lower(), p.given, p.family, "", "student", "active") for p in school.pupils
    ]
    users += [
        (a.key, a.username, a.given, a.family, a.email, "observer", "active") for a in school.adults
    ]
    observed = [(a.key, p.key, "active") for a, p in school.pairs()]
    return [
        [
            csv("users.csv", head, users),
            csv("user_observers.csv", "observer_id,student_id,status", observed),
        ]
    ]


def canvas_enrolments(school: School) -> Imports:
    [[users, _observed]] = canvas(school)
    rows = [("c1", p.key, "student", "active", "") for p in school.pupils]
    rows += [("c1", a.key, "observer", "active", p.key) for a, p in school.pairs()]
    head = "course_id,user_id,role,status,associated_user_id"
    return [[users, csv("enrollments.csv", head, rows)]]


def clever(*, keys: bool) -> Callable[[School], Imports]:
    def write(school: School) -> Imports:
        head = (
            "School_id,Student_id,Last_name,First_name,DOB,Contact_relationship,Contact_type,"
            "Contact_name,Contact_email,Contact_sis_id"
        )
        rows = [
            (
                *("1", p.key, p.family, p.given, p.born, "Mother", "Family"),
                *(f"{a.given} {a.family}", a.email, a.key if keys else ""),
            )
            for a, p in school.pairs()
        ]
        there = {p.key for _a, p in school.pairs()}
        rows += [
            ("1", p.key, p.family, p.given, p.born, "", "", "", "", "")
            for p in school.pupils
            if p.key not in there
        ]
        return [[csv("students.csv", head, rows)]]

    return write


def powerschool(school: School) -> Imports:
    head = (
        "Contact ID,First Name,Last Name,Email Address,studentNumber,Relationship Type,"
        "STUDENTCONTACTDETAILCOREFIELDS.legalGuardian,Contact Has Custody"
    )
    rows = [
        (a.key, a.given, a.family, a.email, p.key, "Mother", "1", "1") for a, p in school.pairs()
    ]
    return [[csv("contacts.csv", head, rows)]]


def moodle(school: School) -> Imports:
    head = "username,firstname,lastname,email,idnumber,cohort1,profile_field_usertype"
    users = [
        (p.key.lower(), p.given, p.family, f"{p.key}@example.org".lower(), p.key, "", "student")
        for p in school.pupils
    ]
    users += [(a.username, a.given, a.family, a.email, a.key, "", "parent") for a in school.adults]
    return [[csv("users.csv", head, users)]]


def moodle_adults(school: School) -> Imports:
    lines = [f"{a.key},{p.key},add\n" for a, p in school.pairs()]
    return [*moodle(school), [("tutorlink.csv", "".join(lines).encode())]]


def xml(name: str, text: str) -> File:
    return name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def french(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def siecle(school: School) -> Imports:
    pupils = "".join(
        f'<ELEVE ELEVE_ID="{p.key}">{tag("NOM_DE_FAMILLE", p.family)}{tag("PRENOM", p.given)}'
        f"{tag('DATE_NAISS', french(p.born))}</ELEVE>"
        for p in school.pupils
    )
    adults = "".join(
        f'<PERSONNE PERSONNE_ID="{a.key}">{tag("NOM_DE_FAMILLE", a.family)}'
        f"{tag('PRENOM', a.given)}{tag('MEL', a.email)}</PERSONNE>"
        for a in school.adults
    )
    pairs = "".join(
        f"<RESPONSABLE_ELEVE>{tag('ELEVE_ID', p.key)}{tag('PERSONNE_ID', a.key)}"
        f"{tag('RESP_LEGAL', '1')}{tag('CODE_PARENTE', '10')}</RESPONSABLE_ELEVE>"
        for a, p in school.pairs()
    )
    return [
        [
            xml(
                "ElevesAvecAdresses.xml",
                f"<BEE_ELEVES><DONNEES><ELEVES>{pupils}</ELEVES></DONNEES></BEE_ELEVES>",
            ),
            xml(
                "ResponsablesAvecAdresses.xml",
                f"<BEE_RESPONSABLES><DONNEES><PERSONNES>{adults}</PERSONNES>"
                f"<RESPONSABLES>{pairs}</RESPONSABLES></DONNEES></BEE_RESPONSABLES>",
            ),
        ]
    ]


def transfer(school: School) -> Imports:
    pupils = "".join(
        f"<Pupil>{tag('UPN', p.key)}{tag('Surname', p.family)}{tag('Forename', p.given)}"
        f"{tag('DOB', p.born)}<Contacts>"
        + "".join(
            f"<Contact>{tag('Surname', a.family)}{tag('Forename', a.given)}"
            f"{tag('Relationship', 'MTH')}{tag('Responsibility', '1')}{tag('Email', a.email)}"
            "</Contact>"
            for a in school.adults
            if p.key in a.children
        )
        + "</Contacts></Pupil>"
        for p in school.pupils
    )
    return [[xml("a.xml", f"<CTfile><CTFpupilData>{pupils}</CTFpupilData></CTfile>")]]


def document(value: object) -> bytes:
    return json.dumps(value).encode()


def wonde(school: School) -> Imports:
    students = [
        {
            "id": p.key,
            "forename": p.given,
            "surname": p.family,
            "date_of_birth": {"date": f"{p.born} 00:00:00.000000"},
            "contacts": {
                "data": [
                    {
                        "id": a.key,
                        "forename": a.given,
                        "surname": a.family,
                        "relationship": {
                            "relationship": "Mother",
                            "parental_responsibility": True,
                        },
                        "contact_details": {"data": {"emails": {"primary": a.email}}},
                    }
                    for a in school.adults
                    if p.key in a.children
                ]
            },
        }
        for p in school.pupils
    ]
    return [[("students.json", document({"data": students}))]]


def schulconnex(school: School) -> Imports:
    def person(key: str, given: str, family: str, born: str | None, **context: object) -> object:
        about: dict[str, object] = {"name": {"vorname": given, "familienname": family}}
        if born:
            about["geburt"] = {"datum": born}
        context = {"id": f"kt-{key}", "personenstatus": "Aktiv", **context}
        return {"pid": key, "person": about, "personenkontexte": [context]}

    people = [
        person(
            *(p.key, p.given, p.family, p.born),
            rolle="Lern",
            beziehungen={
                "hat_als": [
                    {"ktid": f"kt-{a.key}", "beziehung": "SorgBer"}
                    for a in school.adults
                    if p.key in a.children
                ]
            },
        )
        for p in school.pupils
    ]
    people += [
        person(
            *(a.key, a.given, a.family, None),
            rolle="SorgBer",
            erreichbarkeiten=[{"typ": "E-Mail", "kennung": a.email}],
        )
        for a in school.adults
    ]
    return [[("personen-info.json", document(people))]]


def enterprise(school: School) -> Imports:
    """Without relationships."""

    def ident(key: str) -> str:
        return f"<sourcedid>{tag('source', 's')}{tag('id', key)}</sourcedid>"

    people = "".join(
        f'<person recstatus="1">{ident(p.key)}<name>{tag("fn", f"{p.given} {p.family}")}'
        f"<n>{tag('family', p.family)}{tag('given', p.given)}</n></name>"
        f"<demographics>{tag('bday', p.born)}</demographics></person>"
        for p in school.pupils
    )
    members = "".join(
        f'<member>{ident(p.key)}{tag("idtype", "1")}<role roletype="01">{tag("status", "1")}'
        "</role></member>"
        for p in school.pupils
    )
    group = (
        f'<group recstatus="1">{ident("g1")}<description>{tag("short", "5A")}</description></group>'
    )
    text = f"{people}{group}<membership>{ident('g1')}{members}</membership>"
    return [[xml("pifu.xml", f"<enterprise>{text}</enterprise>")]]


FORMATS = (
    Format("plain", plain_pupils, plain, usernames=True),
    Format("plain, several children", plain_pupils, several, usernames=True),
    Format("pupil rows", pupils_of_rows, pupil_rows(keys=True), named=True),
    Format(
        "pupil rows without keys", pupils_of_rows, pupil_rows(keys=False), keys=False, named=True
    ),
    Format("parent rows", plain_pupils, parent_rows, keys=False, named=True),
    Format("oneroster", oneroster, oneroster, usernames=True, named=True),
    Format("sds-v1", sds_1, sds_1, named=True),
    Format("sds-v2.1", sds_21, sds_21, usernames=True, named=True),
    Format("canvas", canvas, canvas, usernames=True, named=True),
    Format("canvas, enrolments", canvas_enrolments, canvas_enrolments, usernames=True, named=True),
    Format("clever", clever(keys=True), clever(keys=True), named=True),
    Format("clever without keys", clever(keys=False), clever(keys=False), keys=False, named=True),
    Format("powerschool", plain_pupils, powerschool),
    Format("moodle", moodle, moodle_adults, usernames=True),
    Format("siecle", siecle, siecle, named=True),
    Format("ctf", transfer, transfer, keys=False, named=True),
    Format("wonde", wonde, wonde, named=True),
    Format("ims-enterprise", enterprise, plain, usernames=True),
    Format("schulconnex", schulconnex, schulconnex, named=True),
)
