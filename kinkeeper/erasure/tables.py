"""What an erasure does with each table of the database.

Every table is here; a test compares it with the catalogue, so a new one waits until somebody
decides. What names a person by a number beside a name (`made_by`, `made_by_name`) is found in the
catalogue itself: the name is emptied wherever it is, the number stays. The name of who works here
stays beside what they did at work, as in the journal.
"""

# Rows that are about the person, by the columns that say so: they go.
GOES: dict[str, tuple[str, ...]] = {
    "access_homevisit": ("person_id",),
    "access_sessionowner": ("person_id",),
    "access_viewas": ("office_id", "parent_id"),
    "accounts_authenticatorapp": ("person_id",),
    "accounts_identity": ("person_id",),
    "accounts_passkey": ("person_id",),
    "accounts_recoverycode": ("person_id",),
    "accounts_setuprelease": ("person_id",),
    "credentials_credential": ("person_id",),
    "credentials_signinnotice": ("person_id",),
    "families_blockground": ("parent_id", "child_id"),
    "families_consent": ("pupil_id", "parent_id"),
    "families_continuation": ("child_id", "parent_id"),
    "families_part": ("person_id", "child_id"),
    "families_pendingrelationship": ("parent_id", "child_id"),
    "families_question": ("parent_id", "child_id"),
    "families_relationship": ("parent_id", "child_id"),
    "families_rightsstatement": ("parent_id", "child_id"),
    "feeds_feed": ("parent_id", "child_id"),
    "from_home_absencereport": ("child_id", "reported_by_id"),
    "from_home_contactchange": ("person_id",),
    "from_home_learningplancomment": ("child_id", "written_by_id"),
    "from_home_noticeanswer": ("child_id", "answered_by_id"),
    "from_home_noticeopening": ("child_id", "opened_by_id"),
    "intake_namedperson": ("person_id",),
    "intake_plannedconsent": ("parent_id", "pupil_id"),
    "intake_plannedperson": ("person_id",),
    "intake_plannedrecord": ("person_id",),
    "intake_plannedrelationship": ("parent_id", "child_id"),
    "intake_plannedrights": ("parent_id", "child_id"),
    "intake_tolerated": ("person_id",),
    "letters_agenotice": ("person_id", "pupil_id"),
    "letters_letter": ("person_id",),
    "messaging_conversation": ("child_id", "parent_id"),
    "messaging_member": ("staff_id",),
    "messaging_readmark": ("reader_id",),
    "meetings_booking": ("child_id", "parent_id"),
    "meetings_invitation": ("child_id",),
    "notifications_choice": ("person_id", "child_id"),
    "notifications_device": ("person_id",),
    "notifications_mail": ("person_id",),
    "notifications_reader": ("person_id",),
    "notifications_told": ("person_id",),
    "people_different": ("first_id", "second_id"),
    "people_formerkey": ("person_id",),
    "people_membership": ("person_id",),
    "people_merge": ("gone_id", "kept_id", "leads_to_id"),
    "people_namedstaff": ("staff_id",),
    "people_newaddress": ("person_id",),
    "people_protection": ("person_id",),
    "people_returnedmail": ("person_id",),
    "records_attendance": ("pupil_id",),
    "records_document": ("pupil_id",),
    "records_learningplan": ("pupil_id",),
    "records_enrolment": ("person_id",),
    "records_notice": ("pupil_id",),
    "records_remark": ("pupil_id",),
    "records_result": ("pupil_id",),
    "people_person": ("id",),
}
# Rows that hang on those, and rows that name the person by a key or a username instead of a number:
# they go first. Each by what follows `DELETE FROM table line`; the parameters are those of `Names`.
NAMED = """((match = 'sync-key' AND folded = ANY(%(keys)s))
    OR (match = 'username' AND folded = ANY(%(usernames)s))
    OR (match = 'internal-id' AND folded = ANY(%(numbers)s)))"""
PLANNED = """({at}.person_id = ANY(%(people)s) OR {at}.sync_key = ANY(%(keys)s)
    OR {at}.username_folded = ANY(%(usernames)s)
    OR ({at}.act = 'rejected' AND lower({at}.username) = ANY(%(usernames)s))
    OR ({at}.act = 'rejected' AND {at}.given_name || ' ' || {at}.family_name = ANY(%(names)s)))"""
FIRST: dict[str, str] = {
    "django_session": """WHERE session_key IN (
        SELECT session_id FROM access_sessionowner WHERE person_id = ANY(%(people)s))""",
    # the letters of a day, sealed, with the person's among them
    "letters_sealedpart": """WHERE batch_id IN (
        SELECT batch_id FROM letters_letter WHERE person_id = ANY(%(people)s))""",
    "families_part": f"""WHERE question_id IN (SELECT id FROM families_question
        WHERE %(people)s::bigint[] && ARRAY[parent_id, child_id] OR {NAMED})""",  # noqa: S608  # our own text
    "records_documentcontent": """WHERE document_id IN (
        SELECT id FROM records_document WHERE pupil_id = ANY(%(people)s))""",
    # files of nobody else's messages; the messages go with their conversations
    "messaging_file": """WHERE NOT EXISTS (SELECT FROM messaging_message said
        JOIN messaging_conversation about ON about.id = said.conversation_id
        WHERE said.file_id = line.id AND about.child_id <> ALL(%(people)s)
          AND about.parent_id <> ALL(%(people)s))""",
    "records_documentversion": """WHERE document_id IN (
        SELECT id FROM records_document WHERE pupil_id = ANY(%(people)s))""",
    "families_question": f"WHERE {NAMED}",
    "families_pendingrelationship": f"WHERE {NAMED}",
    "intake_foundproblem": f"""USING intake_plannedperson planned
        WHERE line.roster_import_id = planned.roster_import_id AND line.row = ANY(planned.rows)
          AND {PLANNED.format(at="planned")}""",
    "intake_plannedperson": f"WHERE {PLANNED.format(at='line')}",
    "intake_plannedrelationship": f"WHERE {NAMED}",
    "intake_plannedrights": f"WHERE {NAMED}",
    # with its events; what a worker is at is over before the person is gone
    "procrastinate_jobs": "WHERE status <> 'doing' AND args::text ~ %(said)s",
}
# Rows of others that say who did something: they stay, and say it no more.
EMPTIED: tuple[str, ...] = (
    "UPDATE intake_import SET made_by_id = NULL, made_by_name = '', origin = '' "
    "WHERE made_by_id = ANY(%(people)s)",
    "UPDATE letters_batch SET origin = '' WHERE made_by = ANY(%(people)s)",
    "UPDATE families_question SET was = ARRAY(SELECT unnest(was) EXCEPT SELECT unnest("
    "%(people)s::bigint[])) WHERE was && %(people)s::bigint[]",
)
# Texts of others in which the person may be named; the names are struck out.
STRUCK: dict[str, tuple[str, ...]] = {
    "breaches_breach": ("happened", "concerned", "effects", "measures", "why"),
    "families_blockground": ("reference",),
    "families_continuation": ("reason",),
    "families_pendingrelationship": ("note",),
    "families_question": ("value", "folded", "detail", "reason"),
    "families_relationship": ("reason", "kind_text"),
    "families_rightsstatement": ("reason",),
    "from_home_absencereport": ("answer",),
    "from_home_contactchange": ("answer",),
    "from_home_noticeanswer": ("reason",),
    "intake_foundproblem": ("value", "detail"),
    "intake_import": ("counts", "refusal"),
    "intake_plannedrelationship": ("note",),
    "letters_batch": ("name",),
    "letters_letter": ("detail",),
    "messaging_conversation": ("subject",),
    "messaging_message": ("body", "withdrawn_subject"),
    "messaging_sending": ("subject",),
    "meetings_booking": ("reason",),
    "meetings_offer": ("title", "with_whom"),
    "people_different": ("reason",),
    "people_erasure": ("let_in_reason",),
    "people_merge": ("reason",),
    "people_protection": ("reason",),
    "records_attendance": ("reported_by",),
    "records_change": ("teacher",),
    "records_lesson": ("teacher",),
    "records_remark": ("teacher",),
    "sources_run": ("detail",),
}
# What undoing an import, or ending a merge, would write back to others is struck by `remembered`.
# Texts that say who did something, without a number beside.
SET_BY: dict[str, tuple[str, ...]] = {
    "people_newaddress": ("set_by",),
    "people_person": ("email_set_by",),
    "sources_source": ("paused_by_name",),
}
# Left alone, and why.
NOBODYS = "about schools, classes or the site, and about no person"
SCHOOLS_WORDS = "what a school wrote about others, or to all; it corrects that itself"
STAYS: dict[str, str] = {
    "journal_entry": "emptied by `journal_lines`: who did what, to whom and when stays, by number",
    "breaches_breach": "the law asks for it: people stay by number, and their names are struck out",
    "journal_seal": "digests; one more says which lines were emptied",
    "intake_filepiece": "a sealed file of many people, deleted within a day (K30)",
    "intake_namedrecords": "numbers of records",
    "intake_progress": NOBODYS,
    "records_assignment": SCHOOLS_WORDS,
    "records_event": SCHOOLS_WORDS,
    "meetings_slot": "times that a school offers, about no person",
    "records_handentry": "that staff entered something: their name is emptied, as everywhere",
    "records_attendancecode": NOBODYS,
    "records_dayoff": NOBODYS,
    "records_group": NOBODYS,
    "records_school": NOBODYS,
    "records_term": NOBODYS,
    "organisations_organisation": NOBODYS,
    "organisations_ownsetting": NOBODYS,
    "organisations_setting": NOBODYS,
    "parent_features_layoutversion": SCHOOLS_WORDS,
    "parent_features_picture": NOBODYS,
    "messaging_message": "goes with its conversation; in others' the names are struck out",
    "messaging_file": "goes where nobody else was sent it",
    "messaging_sending": SCHOOLS_WORDS,
    "notifications_sitekey": NOBODYS,
    "accounts_identityprovider": NOBODYS,
    "credentials_tries": "counts by keyed digest, gone within an hour",
    "procrastinate_events": "go with their jobs",
    "procrastinate_workers": NOBODYS,
    "procrastinate_periodic_defers": NOBODYS,
    "django_migrations": NOBODYS,
    "django_content_type": NOBODYS,
    "auth_group": NOBODYS,
    "auth_group_permissions": NOBODYS,
    "auth_permission": NOBODYS,
}
