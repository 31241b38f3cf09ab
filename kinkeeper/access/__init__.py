"""The only door from pages and commands to rows: roles, rules, scopes."""
