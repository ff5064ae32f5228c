"""Row-level columns derived from the tables, one file a table."""
