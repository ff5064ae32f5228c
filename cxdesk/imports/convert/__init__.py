"""Cells to values: each module reads distinct texts once, and a whole column before it decides."""
