"""What is open, and what the user set: the session and its store."""
