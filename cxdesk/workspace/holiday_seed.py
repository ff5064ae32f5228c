"""Public holidays by country and region: a start for the list of closed days, which the user then edits.

The app's calendar itself is the list of days; the `holidays` package only seeds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date


def countries() -> Mapping[str, tuple[str, ...]]:
    """ISO codes of the countries known, each with the codes of its regions."""
    import holidays

    listed = holidays.list_supported_countries(include_aliases=False)
    return {str(code): tuple(map(str, regions)) for code, regions in listed.items()}


def region_names(country: str) -> Mapping[str, str]:
    """Names of a country's regions by code; the code itself where no name is known, nothing for an unknown country."""
    import holidays

    try:
        aliases = holidays.country_holidays(country).get_subdivision_aliases()
    except NotImplementedError:
        return {}
    return {str(code): max(names, key=len, default=str(code)) for code, names in aliases.items()}


def public_holidays(country: str, region: str | None, years: Iterable[int]) -> Mapping[date, str]:
    """Days off with their names, in order; empty for a country that is not known.

    `region` None = those of the whole country only.
    """
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=list(years))
    except NotImplementedError:
        return {}
    return {day: str(found[day]) for day in sorted(found)}
