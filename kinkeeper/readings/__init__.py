"""What pages and commands read. Each reading takes a viewer, and starts from a scope."""
