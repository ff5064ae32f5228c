"""Service-level agreements by priority and channel: how soon a ticket must be answered and resolved, on which clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cxdesk.common.text import folded

PolicyClock = Literal["", "calendar", "business"]


@dataclass(frozen=True, kw_only=True)
class SlaPolicy:
    """Limits of the tickets of one priority and channel.

    "" = any priority, any channel. A limit of None is not promised. `clock` "" = as the clock convention says.
    """

    priority: str = ""
    channel: str = ""
    first_response_hours: float | None = None
    resolution_hours: float | None = None
    clock: PolicyClock = ""


def policy_of(priority: str, channel: str, policies: tuple[SlaPolicy, ...]) -> SlaPolicy | None:
    """The most specific policy for a ticket; None where none covers it.

    One of its priority and channel comes before one of its priority, that before one of its channel, and one for any
    ticket last; of two alike the first. Names are compared without regard to case and to spaces around them.
    """
    of_priority, of_channel = folded(priority), folded(channel)
    wanted = ((of_priority, of_channel), (of_priority, ""), ("", of_channel), ("", ""))
    held: dict[tuple[str, str], SlaPolicy] = {}
    for policy in policies:
        held.setdefault((folded(policy.priority), folded(policy.channel)), policy)
    return next((held[key] for key in wanted if key in held), None)
