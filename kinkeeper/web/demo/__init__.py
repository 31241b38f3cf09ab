"""Only in the demo: the mails of the local folder."""
