"""What the plans of imports are made of: each section stores, checks, writes and undoes itself."""
