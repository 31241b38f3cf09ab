"""E-mails to parents that there is something new, as often as each of them chooses."""
