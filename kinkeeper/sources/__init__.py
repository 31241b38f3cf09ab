"""Where rosters come from by themselves: a folder or a server, asked on a schedule."""
