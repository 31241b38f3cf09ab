"""A Django database backend that starts the embedded server with the first connection."""
