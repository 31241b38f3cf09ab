"""The functions of the schema `wall`, and who may call them.

All run as the owner of the tables, with a search path of their own; `looks_told` alone as whoever
calls it.
"""

from kinkeeper.access.wall.clock import CLOCK, CLOCK_TABLE
from kinkeeper.access.wall.sessions import SESSIONS
from kinkeeper.access.wall.statistics import STATISTICS
from kinkeeper.access.wall.view_as import VIEW_AS_PARENT
from kinkeeper.access.wall.what_is_counted import WHAT_IS_COUNTED
from kinkeeper.access.wall.what_is_emptied import WHAT_IS_EMPTIED
from kinkeeper.access.wall.what_is_entered import WHAT_IS_ENTERED
from kinkeeper.access.wall.what_is_forgotten import WHAT_IS_FORGOTTEN
from kinkeeper.access.wall.what_is_found import WHAT_IS_FOUND
from kinkeeper.access.wall.what_is_known import WHAT_IS_KNOWN
from kinkeeper.access.wall.what_is_listed import WHAT_IS_LISTED
from kinkeeper.access.wall.what_is_near import WHAT_IS_NEAR
from kinkeeper.access.wall.what_is_offered import WHAT_IS_OFFERED
from kinkeeper.access.wall.what_is_opened import WHAT_IS_OPENED
from kinkeeper.access.wall.what_is_reached import WHAT_IS_REACHED
from kinkeeper.access.wall.what_is_written import WHAT_IS_WRITTEN
from kinkeeper.access.wall.what_waits import WHAT_WAITS
from kinkeeper.access.wall.what_was_looked_at import WHAT_WAS_LOOKED_AT
from kinkeeper.access.wall.when_here import WHEN_HERE
from kinkeeper.access.wall.who_asks import WHO_ASKS

TABLES = (
    """
CREATE SCHEMA IF NOT EXISTS wall;
CREATE TABLE IF NOT EXISTS wall.key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    pages bytea NOT NULL,
    own bytea NOT NULL DEFAULT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea)
);
CREATE TABLE IF NOT EXISTS wall.state (one boolean PRIMARY KEY DEFAULT true CHECK (one),
    declared text NOT NULL);
"""
    + CLOCK_TABLE
)

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

FUNCTIONS = (
    CLOCK
    + WHO_ASKS
    + SESSIONS
    + VIEW_AS_PARENT
    + WHAT_IS_REACHED
    + WHAT_IS_OPENED
    + WHAT_IS_NEAR
    + WHAT_WAITS
    + WHAT_IS_FOUND
    + WHAT_IS_LISTED
    + WHAT_IS_COUNTED
    + WHAT_IS_KNOWN
    + WHAT_IS_ENTERED
    + WHAT_IS_WRITTEN
    + WHAT_IS_OFFERED
    + STATISTICS
    + WHEN_HERE
    + WHAT_IS_FORGOTTEN
    + WHAT_IS_EMPTIED
    + WHAT_WAS_LOOKED_AT
)
READ = ("wall.state", "wall.administered", "wall.taught", "wall.worked_with", "wall.parents")

# What the work role may ask besides, of anybody.
CALLED_AT_WORK = (
    "people_hidden_from(bigint)",
    "wall.sweep_sessions()",
    "wall.analyse(text[])",
    "wall.forget_journal(bigint)",
    "wall.empty_journal(bigint[], bigint[], text, boolean)",
)

# What the two roles may call; the rest is for the functions themselves.
CALLED = (
    "wall.ask(text)",
    "wall.session(text)",
    "wall.session_exists(text)",
    "wall.keep_session(text, text, timestamptz, boolean)",
    "wall.sign_in(text, bigint, text, text)",
    "wall.touch_session(text)",
    "wall.end_session(text)",
    "wall.sign_ins(text)",
    "wall.sign_ins_of(bigint, bigint, text)",
    "wall.end_sign_in(uuid)",
    "wall.end_other_sign_ins(text)",
    "wall.end_sessions_of(bigint[], bigint, text)",
    "wall.begin_view_as(text, bigint, bigint, text)",
    "wall.view_as(text)",
    "wall.end_view_as(text)",
    "wall.open_whole_site(bigint, text)",
    "wall.person()",
    "wall.myself()",
    "wall.viewing()",
    "wall.viewed_places()",
    "wall.profile()",
    "wall.sees_all()",
    "wall.hidden()",
    "wall.acts()",
    "wall.writes()",
    "wall.administers()",
    "wall.teaches()",
    "wall.works_in()",
    "wall.is_office()",
    "wall.children()",
    "wall.gone_of_age()",
    "wall.adults()",
    "wall.household()",
    "wall.acquainted()",
    "wall.parents_of_taught()",
    "wall.classes_of_children()",
    "wall.children_at_school()",
    "wall.teachers_of_children()",
    "wall.waits()",
    "wall.people_page(text[], text[], bigint, text, boolean, bigint, bigint)",
    "wall.progress()",
    "wall.moment()",
    "wall.opened()",
    "wall.records_near(interval)",
    "wall.opened_work()",
    "wall.work_with_results()",
    "wall.note_home(timestamptz, interval)",
    "wall.told_absence()",
    "wall.messages_stopped()",
    "wall.children_written_about()",
    "wall.children_at_home()",
    "wall.adults_at_home()",
    "wall.conversations_joined()",
    "wall.meetings()",
    "wall.taken_slots(bigint)",
    "wall.released_slots(bigint)",
    "wall.groups_taught()",
    "wall.schools_taught()",
    "wall.schools_worked_in()",
    "wall.may_enter(bigint, bigint, bigint)",
    "wall.notices_for_taught()",
    "wall.people_named(text[], text[])",
    "wall.lines_listing(bigint[])",
    "wall.looks_at(bigint, timestamptz, text[], bigint)",
    "wall.looks_told(bigint, timestamptz, text[], bigint, bigint[], bigint[])",
)
