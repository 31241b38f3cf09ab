"""The second wall: what the database itself shows to the pages, whatever a query forgets.

`who_asks` proves who is asking, `what_is_reached` derives how far that person reaches, `tables`
says for each table what a page may see and do, `install` brings a database to that state, `roles`
makes the three roles.
"""
