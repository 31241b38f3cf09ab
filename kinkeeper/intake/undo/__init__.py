"""Takes an applied import back (K13): what it made goes, what it changed goes back, and what
somebody has changed since is left and listed."""
