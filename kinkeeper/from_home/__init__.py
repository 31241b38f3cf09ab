"""What parents send to the school."""
