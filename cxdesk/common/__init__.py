"""What every floor shares: periods, units, problems, progress, conventions, calendars."""
