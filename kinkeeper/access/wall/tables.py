"""For each table what a page may see and do: the web role's rights and policies.

Every table is here: `WALLED` with a policy, or `OPEN` with the reason why it needs none; a test
compares both with the database. Anything about people is written by acts alone
(`lib.asking.whole_site`); the journal is only added to.
"""

from dataclasses import dataclass, replace

from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.visibility import (
    ASSIGNMENTS,
    ATTENDANCE,
    CHANGES,
    DOCUMENTS,
    EVENTS,
    LEARNING_PLANS,
    LESSONS,
    NOTICES,
    REMARKS,
    RESULTS,
    Seen,
)

ALL = "(SELECT wall.sees_all())"
ME = "(SELECT wall.person())"
# What is for the person alone: not for who looks as that person.
MYSELF = "(SELECT wall.myself())"
ACTS = "(SELECT wall.acts())"
# In an act, and not while somebody looks as a parent.
WRITES = "(SELECT wall.writes())"
# In reach of who looks as a parent, where somebody does.
VIEWED = "(SELECT wall.viewed_places())::bigint[]"
ADMINISTERED = "(SELECT wall.administers())::bigint[]"
HIDDEN = "(SELECT wall.hidden())::bigint[]"
READ, WRITE = "SELECT", "SELECT, INSERT, UPDATE, DELETE"
ADD = "SELECT, INSERT"


def one_of(function: str) -> str:
    call = f"wall.{function}()"
    return f"ANY ((SELECT {call})::bigint[])"


def belongs(person: str, whose: str = "administered") -> str:
    """The person of this column belongs to an organisation that the asking person administers. The
    view's own column gets a name that no table has: `person_id` would mean the view's again, and
    the condition would hold for everybody."""
    view = f"wall.{whose}"
    return f"EXISTS (SELECT FROM {view} mine (belonging) WHERE belonging = {person})"


def is_parent_here(person: str) -> str:
    """The person of this column is a parent of someone whom the asking office administers. A scalar
    query: EXISTS is planned twice, and every statement plans it."""
    return f"(SELECT true FROM wall.parents mine WHERE mine.parent_id = {person} LIMIT 1)"  # noqa: S608  # our own columns


def is_parent(person: str) -> str:
    """The same, or of a pupil whom the asking person teaches."""
    return f"""((SELECT wall.is_office()) AND {is_parent_here(person)})
        OR {person} IN (SELECT wall.parents_of_taught())"""


OF_OFFICE = f"""((SELECT wall.is_office())
    AND ({belongs("person_id")} OR {is_parent_here("person_id")}))"""


@dataclass(frozen=True)
class Walled:
    """`sees`: which rows a page sees; `about`: the columns of the people whom they are about, each
    of whom must not be hidden (K28); `rights`: what it may do with the table at all; `adds`: which
    rows it may add outside an act."""

    sees: str
    about: tuple[str, ...] = ()
    rights: str = WRITE
    adds: str = WRITES

    @property
    def shows(self) -> str:
        """The condition of the policy."""
        if not self.about:
            return self.sees
        shown = [f"coalesce({column} <> ALL ({HIDDEN}), true)" for column in self.about]
        return f"({self.sees}) AND (({' AND '.join(shown)}) OR {ACTS})"


PAIR = ("parent_id", "child_id")
OF_IMPORT = Walled("EXISTS (SELECT FROM intake_import made WHERE made.id = roster_import_id)")
OF_BATCH = Walled("EXISTS (SELECT FROM letters_batch batch WHERE batch.id = batch_id)")
INTO_OWN = f"""{ALL} OR (organisation_id = ANY ({ADMINISTERED}) AND reach <@ {ADMINISTERED})"""


def opened(seen: Seen) -> str:
    """A parent sees the record now."""
    return f"({seen.condition('wall.opened()', '(SELECT wall.moment())')})"


# What an organisation shows: at a place of the own children, or of the own office, below it.
SHOWN_THERE = f"""EXISTS (SELECT FROM organisations_below below
    WHERE below.root_id = organisation_id AND (below.organisation_id = ANY ({ADMINISTERED})
        OR EXISTS (SELECT FROM people_membership mine
            WHERE mine.person_id = {one_of("children")}
                AND mine.organisation_id = below.organisation_id)))"""  # noqa: S608  # our own pieces
OF_SCHOOL = f"""EXISTS (SELECT FROM records_school at
    WHERE at.id = school_id AND at.organisation_id = {one_of("works_in")})"""


# Who works in a class, and not in the whole school, sees what is for the class, or for all.
OF_TAUGHT = f"""(group_id = {one_of("groups_taught")}
    OR (group_id IS NULL AND school_id = {one_of("schools_taught")}))"""


def entered(group: str = "NULL", pupil: str = "NULL") -> str:
    """What is added by hand is about those of whom the asking person may enter anything."""
    return f"({WRITES} AND (series <> '{BY_HAND}' OR wall.may_enter(school_id, {group}, {pupil})))"


def of_pupil(column: str, narrowed: str = "true") -> str:
    """Whoever works with the pupil sees it; `narrowed`: SQL, which of it."""
    return f"{ALL} OR ({belongs(column, 'worked_with')} AND {narrowed})"


# What another school says of a pupil who is, or was, in both is not told here (K14).
SAID_HERE = f"school_id = {one_of('schools_worked_in')}"

# At work: the office that keeps a conversation, and who is in it and still teaches the child there;
# and nobody about an own child, or with another adult of one (K19).
KEPT_AT_WORK = f"""(NOT (SELECT wall.messages_stopped())
    AND child_id <> ALL ((SELECT wall.children_at_home())::bigint[])
    AND parent_id <> ALL ((SELECT wall.adults_at_home())::bigint[])
    AND ({ALL} OR (school_id = ANY ({ADMINISTERED}) AND {belongs("child_id")})
        OR id = {one_of("conversations_joined")}))"""
OF_CONVERSATION = "EXISTS (SELECT FROM messaging_conversation said WHERE said.id = conversation_id)"
# Who works with the pupil, or in the class or school that a document is for.
AT_WORK = f"""(pupil_id IS NULL AND ({OF_SCHOOL} OR {OF_TAUGHT}))
    OR {of_pupil("pupil_id", SAID_HERE)}"""

ANSWERED = "notice.series = notice_series AND notice.key = notice_key"


# The learning plan on which a comment is; and that it is one of the own schools'.
THE_PLAN = "EXISTS (SELECT FROM records_learningplan plan WHERE plan.id = plan_id)"
OF_PLAN = f"""EXISTS (SELECT FROM records_learningplan plan
    WHERE plan.id = plan_id AND plan.{SAID_HERE})"""


def of_notice(condition: str) -> str:
    """The notice that it is about is one of the own schools'."""
    return f"""EXISTS (SELECT FROM records_notice notice
        WHERE {condition} AND notice.{SAID_HERE})"""


def viewed_notice(condition: str) -> str:
    """Where somebody views as a parent: the notice is one that is shown to them."""
    return f"""({VIEWED} IS NULL
        OR EXISTS (SELECT FROM records_notice notice WHERE {condition}))"""


# The meetings that the asking person sees, by this column.
OFFERED = "EXISTS (SELECT FROM meetings_offer offered WHERE offered.id = offer_id)"
OF_MEETINGS = "(SELECT mine.offer_id FROM wall.meetings() mine)"

WALLED = {
    "parent_features_picture": Walled(f"{ALL} OR {SHOWN_THERE}"),
    "people_person": Walled(
        # What is cheap comes first: the rest is not looked up where it holds. An office reaches
        # everybody of its places, a teacher their pupils.
        f"""{ALL} OR id = {ME} OR id = {one_of("children")}
        OR ((profile = 'pupil' OR (SELECT wall.is_office()))
            AND {belongs("people_person.id", "worked_with")})
        OR id = {one_of("acquainted")}
        OR {is_parent("people_person.id")}""",
        about=("people_person.id",),
    ),
    # The reason of a mark is for those who are named, and in reach.
    "people_protection": Walled(f"{ALL} OR {belongs('person_id')}", about=("person_id",)),
    "people_namedstaff": Walled(
        """EXISTS (SELECT FROM people_protection mark
                   WHERE mark.id = people_namedstaff.protection_id)"""
    ),
    "people_membership": Walled(
        f"""{ALL} OR organisation_id = {one_of("works_in")}
        OR (person_id = {one_of("household")} AND coalesce(organisation_id = ANY ({VIEWED}), true))
        OR (person_id = {one_of("teachers_of_children")}
            AND organisation_id = {one_of("classes_of_children")})""",
        about=("person_id",),
    ),
    "people_newaddress": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {belongs('person_id')}", about=("person_id",)
    ),
    "people_merge": Walled(
        f"{ALL} OR {belongs('gone_id')} OR {belongs('kept_id')} OR {belongs('leads_to_id')}",
        about=("gone_id", "kept_id", "leads_to_id"),
    ),
    # Only the whole site's administrators erase; acts compare what somebody types.
    "people_erasure": Walled(f"{ALL} OR {ACTS}"),
    "people_returnedmail": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {belongs('person_id')}", about=("person_id",)
    ),
    "people_formerkey": Walled(f"{ALL} OR {belongs('person_id')}", about=("person_id",)),
    "people_different": Walled(
        f"{ALL} OR {belongs('first_id')} OR {belongs('second_id')}",
        about=("first_id", "second_id"),
    ),
    "families_relationship": Walled(
        f"""{ALL} OR parent_id = {ME} OR (child_id = {ME} AND state = 'active')
        OR ((state = 'active' OR (SELECT wall.is_office()))
            AND {belongs("child_id", "worked_with")})""",
        about=PAIR,
    ),
    # As the relationships: who sees one sees what was said of it, or the default would stand there.
    "families_rightsstatement": Walled(
        f"""{ALL} OR parent_id = {ME} OR child_id = {ME}
        OR {belongs("child_id", "worked_with")}""",
        about=PAIR,
    ),
    # A pupil's consent for one parent is nothing that another parent sees (K19).
    "families_consent": Walled(
        f"""{ALL} OR parent_id = {ME} OR pupil_id = {ME}
        OR {belongs("pupil_id", "worked_with")}""",
        about=("parent_id", "pupil_id"),
    ),
    "families_continuation": Walled(
        f"""{ALL} OR parent_id = {ME} OR child_id = {ME} OR {belongs("child_id")}""",
        about=PAIR,
    ),
    # What a block rests on is for the child's office alone: not for the parent, at work there or
    # not, who may read the relationship itself.
    "families_blockground": Walled(
        f"""{ACTS} OR (({ALL} OR {belongs("child_id")}) AND parent_id IS DISTINCT FROM {ME})""",
        about=PAIR,
    ),
    "families_pendingrelationship": Walled(
        f"""{ALL} OR (parent_id = {ME} AND coalesce(reach <@ {VIEWED}, {VIEWED} IS NULL))
        OR (reach <@ {ADMINISTERED} AND {belongs("parent_id")})""",
        about=PAIR,
    ),
    "families_question": Walled(
        f"""{ALL} OR {belongs("child_id")}
        OR (reach <@ {ADMINISTERED} AND (parent_id IS NULL OR {belongs("parent_id")}))
        OR (kind = 'release' AND EXISTS (SELECT FROM families_part part
                                         WHERE part.question_id = families_question.id))""",
        about=PAIR,
    ),
    "families_part": Walled(
        f"""{ALL} OR organisation_id = ANY ({ADMINISTERED}) OR {belongs("child_id")}
        OR EXISTS (SELECT FROM families_pendingrelationship waiting
                   WHERE waiting.id = pending AND waiting.reach <@ {ADMINISTERED})""",
        about=("person_id", "child_id"),
    ),
    "records_enrolment": Walled(
        f"""{of_pupil("person_id", SAID_HERE)} OR (person_id = {one_of("household")}
        AND ({VIEWED} IS NULL OR EXISTS (SELECT FROM records_school at
            WHERE at.id = school_id AND at.organisation_id = ANY ({VIEWED}))))""",
        about=("person_id",),
    ),
    "records_lesson": Walled(f"{ALL} OR {OF_SCHOOL} OR {opened(LESSONS)}"),
    "records_change": Walled(f"{ALL} OR {OF_SCHOOL} OR {opened(CHANGES)}"),
    # A private event is for nobody; it is kept so that its calendar can be compared.
    "records_event": Walled(
        f"""{ACTS} OR (NOT coalesce(private, false)
        AND ({ALL} OR {OF_SCHOOL} OR {OF_TAUGHT} OR {opened(EVENTS)}))""",
        adds=entered("group_id"),
    ),
    "records_notice": Walled(
        f"""(pupil_id IS NULL AND {OF_SCHOOL})
        OR id IN (SELECT wall.notices_for_taught())
        OR {of_pupil("pupil_id", SAID_HERE)} OR {opened(NOTICES)}""",
        about=("pupil_id",),
        adds=entered("group_id", "pupil_id"),
    ),
    "records_attendance": Walled(
        f"{of_pupil('pupil_id', SAID_HERE)} OR {opened(ATTENDANCE)}",
        about=("pupil_id",),
        adds=entered(pupil="pupil_id"),
    ),
    # An assignment goes with each result that is seen.
    "records_assignment": Walled(
        f"""{ALL} OR {OF_SCHOOL} OR {OF_TAUGHT} OR {opened(ASSIGNMENTS)}
        OR id IN (SELECT wall.work_with_results())""",
        adds=entered("group_id"),
    ),
    "records_result": Walled(
        f"{of_pupil('pupil_id', SAID_HERE)} OR {opened(RESULTS)}",
        about=("pupil_id",),
        adds=entered(pupil="pupil_id"),
    ),
    # What is for a chosen few of a class is for who made it, and the office.
    "meetings_offer": Walled(
        f"""{ALL} OR organisation_id = ANY ({ADMINISTERED})
        OR (organisation_id = {one_of("works_in")} AND (NOT chosen OR made_by = {MYSELF}))
        OR id IN {OF_MEETINGS}"""
    ),
    "meetings_slot": Walled(OFFERED),
    "meetings_invitation": Walled(of_pupil("child_id", OFFERED), about=("child_id",)),
    # By whom a time is taken no parent learns (K19): `wall.taken_slots` says that it is.
    "meetings_booking": Walled(
        f"""{of_pupil("child_id", OFFERED)}
        OR (parent_id = {ME} AND child_id = {one_of("children")} AND offer_id IN {OF_MEETINGS})""",
        about=("child_id", "parent_id"),
    ),
    # What one parent wrote is nothing that another one reads (K19).
    "from_home_absencereport": Walled(
        f"{of_pupil('child_id')} OR reported_by_id = {ME}", about=("child_id", "reported_by_id")
    ),
    "from_home_noticeanswer": Walled(
        f"""{of_pupil("child_id", of_notice(ANSWERED))}
        OR (answered_by_id = {ME} AND {viewed_notice(ANSWERED)})""",
        about=("child_id", "answered_by_id"),
    ),
    # No other parent learns of it (K19).
    "from_home_contactchange": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {OF_OFFICE}", about=("person_id",)
    ),
    # Another parent never learns that there is a calendar (K19), nor does anyone at work.
    "feeds_feed": Walled(f"{ACTS} OR parent_id = {MYSELF}"),
    "from_home_noticeopening": Walled(
        f"""{of_pupil("child_id", of_notice("notice.id = notice_id"))}
        OR (opened_by_id = {ME} AND {viewed_notice("notice.id = notice_id")})""",
        about=("child_id", "opened_by_id"),
    ),
    "messaging_conversation": Walled(
        f"""{ACTS} OR (parent_id = {ME} AND child_id = {one_of("children_written_about")}
            AND coalesce(school_id = ANY ({VIEWED}), true))
        OR {KEPT_AT_WORK}""",
        about=("child_id", "parent_id"),
    ),
    "messaging_member": Walled(OF_CONVERSATION),
    # What the school has withdrawn the parent no longer sees.
    "messaging_message": Walled(
        f"""{ACTS} OR EXISTS (SELECT FROM messaging_conversation said
            WHERE said.id = conversation_id
              AND (withdrawn_at IS NULL OR said.parent_id IS DISTINCT FROM {ME}))"""  # noqa: S608  # our own pieces
    ),
    "messaging_readmark": Walled(f"{ACTS} OR reader_id = {ME}"),
    "messaging_file": Walled(
        f"""{ACTS} OR EXISTS (SELECT FROM messaging_message with_it
            WHERE with_it.file_id = messaging_file.id)"""
    ),
    # To which parents it went, their conversations say.
    "messaging_sending": Walled(
        f"""{ALL} OR (made_by = {MYSELF} AND place_id = {one_of("works_in")})
        OR place_id = ANY ({ADMINISTERED})"""
    ),
    "records_remark": Walled(
        f"{of_pupil('pupil_id', SAID_HERE)} OR {opened(REMARKS)}",
        about=("pupil_id",),
        adds=entered(pupil="pupil_id"),
    ),
    "records_document": Walled(
        f"{AT_WORK} OR {opened(DOCUMENTS)}",
        about=("pupil_id",),
        adds=entered("group_id", "pupil_id"),
    ),
    # What a school corrected is for who works there; no parent sees it, whatever of the document.
    "records_documentversion": Walled(
        f"EXISTS (SELECT FROM records_document said WHERE said.id = document_id AND ({AT_WORK}))"
    ),
    "records_documentcontent": Walled(
        "EXISTS (SELECT FROM records_document said WHERE said.id = document_id)"
    ),
    "records_learningplan": Walled(
        f"{of_pupil('pupil_id', SAID_HERE)} OR {opened(LEARNING_PLANS)}",
        about=("pupil_id",),
        adds=entered(pupil="pupil_id"),
    ),
    # What one parent wrote is nothing that another one reads (K19).
    "from_home_learningplancomment": Walled(
        f"""{of_pupil("child_id", OF_PLAN)} OR (written_by_id = {ME}
        AND ({VIEWED} IS NULL OR {THE_PLAN}))""",
        about=("child_id", "written_by_id"),
    ),
    # Of whom its records are, their own policies say.
    "records_handentry": Walled(f"{ALL} OR made_by = {MYSELF} OR {OF_SCHOOL}"),
    # A teacher is told which of the pupils' parents have a code; of the code there is but a digest.
    "credentials_credential": Walled(
        f"""{ALL} OR person_id = {MYSELF} OR {belongs("person_id")}
        OR {is_parent("person_id")}""",
        about=("person_id",),
    ),
    # What somebody shows to come in is read by acts alone, but for whether there is any.
    "accounts_passkey": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    "accounts_authenticatorapp": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    "accounts_recoverycode": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    # An office sees where its people have accounts; who they are there, no page shows.
    "accounts_identity": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {belongs('person_id')}", about=("person_id",)
    ),
    # Names for whoever comes are asked for by name; the secret is sealed besides.
    "accounts_identityprovider": Walled(f"{ALL} OR {ACTS}"),
    "accounts_setuprelease": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {belongs('person_id')}", about=("person_id",)
    ),
    # A page may add one; whom it goes to is read by the worker, and by the act behind its link.
    "credentials_signinnotice": Walled(ACTS),
    # An office sees when a parent was e-mailed, and whether it arrived; of what, the parent alone.
    "notifications_reader": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {OF_OFFICE}", about=("person_id",)
    ),
    "notifications_mail": Walled(
        f"{ALL} OR person_id = {MYSELF} OR {OF_OFFICE}", about=("person_id",)
    ),
    "notifications_choice": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    "notifications_told": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    "notifications_device": Walled(f"{ACTS} OR person_id = {MYSELF}"),
    "notifications_sitekey": Walled(ACTS),
    "letters_batch": Walled(f"{ALL} OR made_by = {MYSELF}"),
    "letters_letter": replace(OF_BATCH, about=("person_id",)),
    "letters_sealedpart": OF_BATCH,
    # Whom the worker has told of a coming of age.
    "letters_agenotice": Walled(ALL, about=("person_id", "pupil_id")),
    "intake_import": Walled(INTO_OWN),
    "intake_filepiece": OF_IMPORT,
    "intake_foundproblem": OF_IMPORT,
    "intake_plannedperson": replace(OF_IMPORT, about=("person_id",)),
    "intake_plannedrelationship": replace(OF_IMPORT, about=PAIR),
    "intake_plannedrights": replace(OF_IMPORT, about=PAIR),
    "intake_plannedconsent": replace(OF_IMPORT, about=("parent_id", "pupil_id")),
    "intake_plannedrecord": replace(OF_IMPORT, about=("person_id",)),
    "intake_namedrecords": OF_IMPORT,
    "intake_namedperson": replace(OF_IMPORT, about=("person_id",)),
    "intake_progress": OF_IMPORT,
    "intake_tolerated": OF_IMPORT,
    "sources_source": Walled(INTO_OWN),
    "sources_run": Walled("EXISTS (SELECT FROM sources_source source WHERE source.id = source_id)"),
    # What somebody typed who has forgotten a password is for the worker alone.
    "procrastinate_jobs": Walled(
        f"{ALL} OR (cardinality({ADMINISTERED}) > 0 AND task_name <> 'letters.reset')",
        rights=ADD,
        adds="(SELECT wall.viewing() IS NULL)",
    ),
    "breaches_breach": Walled(ALL),
    "journal_entry": Walled(
        # a line that names a school is that school's alone (K14)
        f"""{ALL} OR actor_id = {MYSELF} OR organisation_id = ANY ({ADMINISTERED})
        OR (organisation_id IS NULL AND ({belongs("person_id")} OR {belongs("child_id")}
            OR {belongs("ANY (children)")}))""",
        about=("person_id", "child_id"),
        rights=ADD,
        adds="true",
    ),
}


@dataclass(frozen=True)
class Open:
    rights: str
    because: str


OPEN = {
    "organisations_organisation": Open(WRITE, "names of schools and classes, nobody's"),
    "organisations_setting": Open(WRITE, "settings of the site"),
    "organisations_ownsetting": Open(WRITE, "settings of a school"),
    "parent_features_layoutversion": Open(WRITE, "layouts of schools, nobody's"),
    "credentials_tries": Open(WRITE, "counts by keyed digest: nobody can be read from one"),
    "records_school": Open(WRITE, "names of schools, nobody's"),
    "records_term": Open(WRITE, "school years, nobody's"),
    "records_dayoff": Open(WRITE, "holidays, nobody's"),
    "records_group": Open(WRITE, "names of classes, nobody's"),
    "records_attendancecode": Open(WRITE, "what the letters of a register mean"),
    "procrastinate_events": Open(ADD, "when jobs changed their state"),
    "procrastinate_workers": Open(READ, "which workers live"),
    "procrastinate_periodic_defers": Open(READ, "when periodic jobs were last due"),
    "django_migrations": Open(READ, "what the database was brought up to"),
    # Only the functions of the wall reach these.
    "django_session": Open("", "a session is found by its secret alone"),
    "journal_seal": Open("", "digests of the journal, made and looked at by workers and commands"),
    "access_viewas": Open("", "wall.view_as says as whom a session looks"),
    "access_homevisit": Open("", "wall.note_home says to a parent alone when it was"),
    "access_sessionowner": Open("", "wall.sign_in says who has signed in, wall.sign_ins to whom"),
    # Django's own, and empty here.
    "auth_group": Open("", "not used"),
    "auth_group_permissions": Open("", "not used"),
    "auth_permission": Open("", "not used"),
    "django_content_type": Open("", "not used"),
}

# Views over walled tables show what their reader may see, not what their owner may.
VIEWS_OF_THEIR_READER = ("people_former", "people_known_as", "families_fulfilled")
# These look after the whole site's rules, whoever writes.
GUARDS = (
    "kinkeeper_count_person_version",
    "kinkeeper_merged_away_rests",
    "kinkeeper_stays_of_age",
    "kinkeeper_forget_who_set_it",
    "kinkeeper_count_new_address",
    "kinkeeper_child_is_a_pupil",
    "kinkeeper_pupils_stay_pupils",
    "kinkeeper_pair_is_fixed",
    "kinkeeper_void_unreached",
    "kinkeeper_awaits_way_in",
    "kinkeeper_sessions_end",
    "kinkeeper_parents_sessions_end",
    "kinkeeper_staff_sessions_end",
)
