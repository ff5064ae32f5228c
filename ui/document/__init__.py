"""The open document: where it is saved, what is not saved yet, who may write to it, and its copy for after a crash."""
