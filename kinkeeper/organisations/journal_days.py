"""How long the journal is kept: the setting's name and bounds, as pages and database know them."""

SETTING = "journal_days"
DEFAULT, LEAST, MOST = 1825, 400, 36500
