"""Every further table of the generated dataset: awkward names, several rows a customer, currencies, overlaps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.kpis.company_tables import further_tables

PEOPLE = ("Ada Lovett", "Ugo", "Mr. Bean & Co", "x@y.example")


def tables(rng: np.random.Generator, first_source: int) -> dict[str, pd.DataFrame]:
    """Frames by name, with their places; customers are named as in the tickets."""
    found = further_tables(rng)
    for name in ("accounts", "orders", "usage"):
        renamed = found[name]["account"].astype(str).str.replace("account ", "Account ", regex=False)
        found[name] = found[name].assign(account=pd.Categorical(renamed))
    found["accounts"] = _subscriptions(found["accounts"])
    found["orders"] = found["orders"].assign(**{"extra:Currency": _some(rng, 160, ("EUR", "EUR", "", "USD"))})
    found["campaigns"] = found["campaigns"].assign(**{"extra:Currency": _some(rng, 15, ("EUR", "USD"))})
    found["employees"] = found["employees"].assign(employee=pd.Categorical(
        found["employees"]["employee"].astype(str).str.replace("employee 0", "Agent Smith ")))  # fmt: skip
    found["usage"] = found["usage"].assign(user=pd.Categorical(
        found["usage"]["user"].astype(str).str.replace("user ", "person.") + "@example.org"))  # fmt: skip
    mentions = len(found["mentions"])
    found["mentions"] = found["mentions"].assign(text=[f"=loved it, says {name}" for name in _of(PEOPLE, mentions)])
    found["audit"] = found["audit"].assign(owner=pd.Categorical(_of(PEOPLE, len(found["audit"]))))
    found["outages"] = _with_overlaps(found["outages"])
    found["reviews"] = pd.DataFrame({
        "reviewed_at": np.array(["2024-02-03", "2024-04-20", "2024-05-02"], dtype="datetime64[ms]"),
        "kpi": pd.Categorical(["csat", "frt", "Average resolution time"]),
        "action": pd.Categorical(["changed", "confirmed", "confirmed"]),
        "who": pd.Categorical(PEOPLE[:3]),
    })  # fmt: skip
    return {
        name: frame.assign(
            _source=np.full(len(frame), first_source + place, dtype=np.int32),
            _row=np.arange(2, len(frame) + 2, dtype=np.int32),
        )
        for place, (name, frame) in enumerate(found.items())
    }


def figures(months: int) -> dict[str, list[float]]:
    """Values a month of the figures beside the support cost; not every month tells the licences."""
    return {
        "acquisition_cost": [800.0 + 13 * month for month in range(months)],
        "software_licences": [np.nan, 14.0, np.nan, 15.0, 13.0, np.nan][:months],
    }


def _subscriptions(accounts: pd.DataFrame) -> pd.DataFrame:
    """Some customers have a second row that goes on from the first, others one that begins later."""
    ended = accounts[accounts["ended_on"].notna()]
    later = np.where(np.arange(len(ended)) % 2 == 0, 0, 40)
    again = ended.assign(started_on=ended["ended_on"].to_numpy() + later.astype("timedelta64[D]").astype("m8[ms]"),
                         ended_on=np.datetime64("NaT", "ms"))  # fmt: skip
    return pd.concat([accounts, again], ignore_index=True).astype({"account": "category"})


def _with_overlaps(outages: pd.DataFrame) -> pd.DataFrame:
    """Each outage twice, the second half an hour into the first, of the other system."""
    half = np.timedelta64(30, "m")
    other = outages.assign(
        started_at=outages["started_at"].to_numpy() + half,
        system=pd.Categorical(np.where(outages["system"] == "portal", "telephony", "portal")),
    )
    both = pd.concat([outages, other[other["started_at"] < other["ended_at"]]], ignore_index=True)
    return both.assign(system=pd.Categorical(both["system"]))


def _of(names: tuple[str, ...], rows: int) -> list[str]:
    return [names[row % len(names)] for row in range(rows)]


def _some(rng: np.random.Generator, rows: int, names: tuple[str, ...]) -> pd.Categorical:
    texts = np.array(names, dtype=object)[rng.integers(0, len(names), rows)]
    texts[texts == ""] = None
    return pd.Categorical(texts)
