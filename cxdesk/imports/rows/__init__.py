"""Recognised sheets to table rows: converted, checked, left out with a reason, merged by key."""
