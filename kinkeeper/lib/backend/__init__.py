"""A Django database backend whose server, too, notices that the other side has vanished."""
