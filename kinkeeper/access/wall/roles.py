"""The three roles: the pages' and the workers', and the owner of the tables, who brings them up to
date (`migrate`)."""

WEB, WORK = "kinkeeper_web", "kinkeeper_work"

# For a server of one's own; whoever makes roles there runs it once.
SQL = """\
-- Run this once, as a role that may create roles. Then give each login a password and write
-- DATABASE_URL (the owner of the tables), DATABASE_URL_WEB and DATABASE_URL_WORK.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kinkeeper_web') THEN
        CREATE ROLE kinkeeper_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kinkeeper_work') THEN
        CREATE ROLE kinkeeper_work LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
    END IF;
END $$;
"""
