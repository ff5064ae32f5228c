"""Saved views in words: what they show, which period they open on, and a name to begin with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from cxdesk.common.periods import Grain
from cxdesk.report.hidden import is_hidden
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.views import SavedView, View
from ui.models.dimensions import dimension_name, value_name
from ui.models.listing import Column
from ui.models.periods import by_grain, view_name

_MOST = 3  # values of a filter by name


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("views", text)


def last_complete(span: Grain) -> str:
    """The period that a view opens on: `the last complete month`."""
    return {
        Grain.DAY: tr("the last complete day"),
        Grain.WEEK: tr("the last complete week"),
        Grain.MONTH: tr("the last complete month"),
        Grain.QUARTER: tr("the last complete quarter"),
        Grain.YEAR: tr("the last complete year"),
    }[span]


def opens_on(saved: SavedView) -> str:
    """Which period a view opens on."""
    if saved.latest and saved.view.first_day is not None:
        return last_complete(saved.view.span)
    return view_name(saved.view)


def filter_words(view: View, data: Dataset) -> str:
    """The filters of a view: `Channel: chat, email · Region: North`; no values that the data does not show."""
    return " · ".join(f"{dimension_name(name)}: {_shown(name, values, data)}" for name, values in view.filters.items())


def _shown(dimension: str, values: tuple[str, ...], data: Dataset) -> str:
    return _values(_known(dimension, values, data)) or tr("not applied")


def _known(dimension: str, values: tuple[str, ...], data: Dataset) -> tuple[str, ...]:
    return tuple(value for value in values if not is_hidden(data, dimension, value))


def _values(values: tuple[str, ...]) -> str:
    more = f" +{len(values) - _MOST}" if len(values) > _MOST else ""
    return ", ".join(value_name(value) for value in values[:_MOST]) + more


def suggested_name(view: View, data: Dataset, longest: int) -> str:
    """A name for a view that has none yet: its filters, else its period."""
    known = (_known(name, values, data) for name, values in view.filters.items())
    name = ", ".join(_values(values) for values in known if values) or view_name(view)
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def shown_words(saved: SavedView, data: Dataset) -> str:
    """Filters and trend of a view, in one line."""
    return f"{filter_words(saved.view, data) or tr('no filter')} · {by_grain(saved.view.grain)}"


def view_columns(data: Callable[[], Dataset]) -> tuple[Column[SavedView], ...]:
    """Columns of the list of saved views; `data` gives the dataset in use."""
    return (
        Column(title=tr("Name"), text=lambda one: one.name, tip=lambda one: one.name),
        Column(title=tr("Shows"), text=lambda one: shown_words(one, data()), tip=lambda one: shown_words(one, data())),
        Column(title=tr("Opens on"), text=opens_on),
    )
