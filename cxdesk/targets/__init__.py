"""Targets with effective dates, status, benchmark index and attainment."""
