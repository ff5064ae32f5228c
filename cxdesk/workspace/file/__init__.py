"""The workspace file: one SQLite document that holds everything, its tables as Arrow files in pieces."""
