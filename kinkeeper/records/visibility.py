"""Which records a parent sees of a child at a moment: said once, for pages and for the database.

`records_opened(parent, moment, zone)` of the database says of which children, schools and groups
something is open at all: connected, with which areas on the date at each school, and enrolled there
today (or until lately). `records_opened_to_pupil` says the same of pupils themselves, with the
areas that are not the school's words to parents. A record is then seen by its area, its audience,
the days that count for it, and its moments. The policies of the wall are made of the same texts as
what readings ask.

The texts say neither `coalesce` nor a sum of days: PostgreSQL lets only plain comparisons look at a
row before its policy did, and asked the policy of every event of a year.
"""

from dataclasses import dataclass

from kinkeeper.roster.vocabulary import Area

OPENED_WORK = "wall.opened_work()"
ON_ITS_DAY = "{row}.%s BETWEEN opened.starts_on AND opened.ends_on"
ANY_DAY = "true"
TODAY = "opened.today BETWEEN opened.starts_on AND opened.ends_on"
# Something of a span of days: as far as the child was in the group on any of them.
AT_ALL = """({row}.starts_on IS NULL OR {row}.starts_on <= opened.ends_on)
    AND ({row}.ends_on IS NULL OR {row}.ends_on >= opened.starts_on)"""


@dataclass(frozen=True)
class Seen:
    """How parents see the records of a table.

    `area`: by which right. `days`: SQL, when the child must have been in the group, or else the
    school, that it is for. `pupil`, `group`: whether it has these columns. `shows_from`,
    `hidden_from`: its moments. `always`: SQL, without which nobody sees
    it.

    `work`: how the record is seen for whose audience it is, with the column that names it: a result
    is for who was to do the assignment. `wall.opened_work()` of the database says which these are,
    because a policy cannot ask a table that has one itself.

    `of_one_to_parents`: what is of one pupil alone is written to the parents, so that the pupil
    reads it only when of age.
    """

    table: str
    area: Area
    days: str
    pupil: bool = False
    group: bool = False
    shows_from: str = ""
    hidden_from: tuple[str, ...] = ()
    always: str = ""
    work: "tuple[Seen, str] | None" = None
    of_one_to_parents: bool = False

    def audience(self, row: str) -> str:
        """SQL: whether the row, by its alias, is for the child of `opened`."""
        said = [
            f"opened.school_id = {row}.school_id",
            f"'{self.area}' = ANY (opened.areas)",
            self.days.format(row=row),
        ]
        if self.of_one_to_parents:
            mine = f"{row}.pupil_id = opened.child_id AND 'minor' <> ALL (opened.areas)"
            said.append(f"({row}.pupil_id IS NULL OR {mine})")
        elif self.pupil:
            said.append(f"({row}.pupil_id IS NULL OR {row}.pupil_id = opened.child_id)")
        if self.group:
            said.append(f"({row}.group_id IS NULL OR {row}.group_id = opened.group_id)")
        return " AND ".join(said)

    def in_time(self, row: str, moment: str) -> str:
        """SQL: whether it is published and not withdrawn at the moment."""
        said = [f"{row}.{self.shows_from} <= {moment}"] if self.shows_from else []
        for column in self.hidden_from:
            said.append(f"({row}.{column} IS NULL OR {row}.{column} > {moment})")
        said += [self.always.format(row=row)] if self.always else []
        return " AND ".join(said) or "true"

    def condition(self, opened: str, moment: str) -> str:
        """SQL: whether a row of the table is seen by whom `opened` is asked for."""
        if self.work is not None:
            whose = f"{self.table}.{self.work[1]}, {self.table}.pupil_id"
            seen = f"({whose}) IN (SELECT work_id, child_id FROM {OPENED_WORK})"  # noqa: S608  # constants
        else:
            seen = f"EXISTS (SELECT FROM {opened} opened WHERE {self.audience(self.table)})"
        return f"{self.in_time(self.table, moment)} AND {seen}"

    def pairs(self, opened: str, moment: str) -> str:
        """SQL: the same as a query: (child, record) by internal IDs, each once."""
        return f"""
            SELECT DISTINCT opened.child_id, said.id FROM {opened} opened {self._said()}
            WHERE {self.in_time("said", moment)} ORDER BY 1, 2
        """  # noqa: S608  # made of constants

    def rows(self, opened: str, moment: str, narrowed: str) -> str:
        """SQL: table, child and the whole record as JSON, each once. `narrowed`: SQL, which of them
        are wanted; the record is `said`, and `opened` says what the date is there. A result bears
        its assignment as `work`."""
        more = " || jsonb_build_object('work', to_jsonb(work))" if self.work else ""
        return f"""
            SELECT DISTINCT ON (opened.child_id, said.id)
                '{self.table}', opened.child_id, to_jsonb(said){more}
            FROM {opened} opened {self._said()}
            WHERE {self.in_time("said", moment)} AND ({narrowed})
        """  # noqa: S608  # made of constants

    def _said(self) -> str:
        """SQL: the records joined to those for whom they are."""
        if self.work is None:
            return f"JOIN {self.table} said ON {self.audience('said')}"
        work, column = self.work
        return f"""JOIN {work.table} work ON {work.audience("work")}
            JOIN {self.table} said ON said.{column} = work.id AND said.pupil_id = opened.child_id"""


LESSONS = Seen("records_lesson", Area.SCHOOL_DAY, AT_ALL, group=True)
EVENTS = Seen(
    "records_event",
    Area.SCHOOL_DAY,
    ON_ITS_DAY % "starts_on",
    group=True,
    hidden_from=("withdrawn_at",),
    always="{row}.private IS NOT TRUE",
)
NOTICES = Seen(
    "records_notice",
    Area.SCHOOL_DAY,
    TODAY,
    pupil=True,
    group=True,
    shows_from="published_at",
    hidden_from=("expires_at", "withdrawn_at"),
    of_one_to_parents=True,
)
ATTENDANCE = Seen(
    "records_attendance",
    Area.ABSENCE,
    ON_ITS_DAY % "day",
    pupil=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
)
CHANGES = Seen(
    "records_change",
    Area.SCHOOL_DAY,
    ON_ITS_DAY % "day",
    group=True,
    shows_from="published_at",
)
ASSIGNMENTS = Seen(
    "records_assignment",
    Area.WORK_RESULTS,
    ON_ITS_DAY % "due_on",
    group=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
)
RESULTS = Seen(
    "records_result",
    Area.WORK_RESULTS,
    ANY_DAY,
    pupil=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
    work=(ASSIGNMENTS, "assignment_id"),
)
REMARKS = Seen(
    "records_remark",
    Area.BEHAVIOUR,
    ANY_DAY,
    pupil=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
    always="{row}.sort <> 'note'",
)
# One for a pupil stays in sight as the school's other records of the pupil do; one for a class or a
# school is for who is there today.
DOCUMENTS = Seen(
    "records_document",
    Area.DOCUMENTS,
    f"({{row}}.pupil_id IS NOT NULL OR {TODAY})",
    pupil=True,
    group=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
)
# As one document for one pupil.
LEARNING_PLANS = Seen(
    "records_learningplan",
    Area.DOCUMENTS,
    ANY_DAY,
    pupil=True,
    of_one_to_parents=True,
    shows_from="published_at",
    hidden_from=("withdrawn_at",),
)
SEEN = (
    LESSONS, CHANGES, EVENTS, NOTICES, ATTENDANCE, ASSIGNMENTS, RESULTS, REMARKS, DOCUMENTS,
    LEARNING_PLANS,
)  # fmt: skip
