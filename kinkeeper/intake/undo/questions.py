"""The questions that an import had asked, when it is taken back: the answered ones stay, and so do
those that another import asks, or nobody but a person (a release, K38)."""

UNASK = """
DELETE FROM families_question WHERE answer IN ('', 'settled')
  AND imports = ARRAY[%(roster_import)s]::bigint[]
"""
FORGET = """
UPDATE families_question SET imports = array_remove(imports, %(roster_import)s)
WHERE answer IN ('', 'settled') AND %(roster_import)s = ANY(imports)
"""
ASK_AGAIN = """
UPDATE families_question SET answer = '', answered_at = NULL, settled_by = NULL
WHERE answer = 'settled' AND settled_by = %(roster_import)s
"""
# There is nothing left to ask again of what only undone imports had said.
REST = """
UPDATE families_question question SET detail = detail || '{"undone": true}'
WHERE answer <> '' AND %(roster_import)s = ANY(imports) AND NOT EXISTS (
    SELECT FROM intake_import other
    WHERE other.id = ANY(question.imports) AND other.id <> %(roster_import)s AND other.state =
        'applied')
"""
STATEMENTS = (UNASK, FORGET, ASK_AGAIN, REST)
