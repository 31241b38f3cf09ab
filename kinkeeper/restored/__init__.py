"""After a restore: what was open in the backup is void, and the site waits until it is told what
was closed since. Whether it waits is `organisations.restore_hold`."""
