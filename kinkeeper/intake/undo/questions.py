"""The questions that an import had asked, when it is taken back: the answered ones stay, and so do
those that another import asks, or nobody but a person (a release, K38)."""

ASKED_BY_OTHERS = """
EXISTS (SELECT FROM intake_import other
        WHERE other.id = ANY(question.imports) AND other.id <> %(roster_import)s
          AND other.state = 'applied')
"""
# Of an answer that somebody took back, the import that had asked may have been undone before.
UNASK = f"""
DELETE FROM families_question question WHERE answer IN ('', 'settled')
  AND %(roster_import)s = ANY(imports) AND NOT {ASKED_BY_OTHERS}
"""  # noqa: S608  # no data in it
FORGET = """
UPDATE families_question SET imports = array_remove(imports, %(roster_import)s)
WHERE answer IN ('', 'settled') AND %(roster_import)s = ANY(imports)
"""
ASK_AGAIN = """
UPDATE families_question SET answer = '', answered_at = NULL, settled_by = NULL
WHERE answer = 'settled' AND settled_by = %(roster_import)s
"""
# There is little left to ask again of what only undone imports had said
# (`reopen_question.can_be_asked_again`).
REST = f"""
UPDATE families_question question SET detail = detail || '{{"undone": true}}'
WHERE answer <> '' AND %(roster_import)s = ANY(imports) AND NOT {ASKED_BY_OTHERS}
"""  # noqa: S608  # as above
STATEMENTS = (UNASK, FORGET, ASK_AGAIN, REST)
