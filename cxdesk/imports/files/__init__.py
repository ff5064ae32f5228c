"""Files to raw sheets: what a file is, guarded reading in a process of its own, text files."""
