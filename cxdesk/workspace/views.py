"""What the window looks at, and looks kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cxdesk.common.periods import Grain


@dataclass(frozen=True, kw_only=True)
class View:
    """What the window looks at: the step of `span` that begins on `first_day` (None = everything), cut by `grain`."""

    first_day: date | None = None
    span: Grain = Grain.MONTH
    grain: Grain = Grain.MONTH
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    goal: str = ""


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A view kept under a name; `latest` = it always opens on the last complete step instead of its own."""

    name: str
    view: View
    latest: bool = True
