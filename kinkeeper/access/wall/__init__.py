"""The second wall: what the database itself shows to the pages, whatever a query forgets.

`functions` derive who is asking and how far they reach, `tables` says for each table what a page
may see and do, `install` brings a database to that state, `roles` makes the three roles.
"""
