"""The pages, cut by audience: entry, staff, parents."""
