"""What a change of the history did to the settings: one line for each thing that is another one now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.report.hidden import is_hidden
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.parts import PROBLEMS, SOURCES, in_words, read_parts
from ui.basics import numbers
from ui.models.conventions import convention_words
from ui.models.dimensions import dimension_name, value_name
from ui.models.history import tr
from ui.models.import_words import table_title
from ui.models.listing import Column
from ui.models.target_history import segment_words

if TYPE_CHECKING:
    from cxdesk.common.units import Unit
    from cxdesk.tables.dataset import Dataset
    from cxdesk.workspace.file.changes import Entry

_KPIS = {kpi.id: kpi for kpi in CATALOGUE}
_PICTURES = ("logo",)  # said in no words
_IDS = (("kpi", "at"), ("dimension", "spelling"), ("dimension", "value"), ("month", "name"),
        ("area", "criterion", "assessed_on"), ("agent",), ("name",), ("file", "sheet"))  # fmt: skip
_MOST = 400  # letters of a value


@dataclass(frozen=True, kw_only=True)
class DetailRow:
    """One thing that changed: what it is, what it was, what it is now; `since` is a target's first day in words."""

    what: str
    before: str
    after: str
    since: str = ""


def detail_rows(entry: Entry, dataset: Dataset) -> tuple[DetailRow, ...]:
    """What a change did to the settings, part by part. What names a hidden agent is left out."""
    rows: list[DetailRow] = []
    for name, (before, after) in entry.parts.items():
        if name == "targets":
            rows += _targets(_value(name, before), _value(name, after), dataset)
        elif name == "conventions":
            rows += _conventions(*(_as_words(_value(name, text), _plain(text)) for text in (before, after)))
        elif name != PROBLEMS:
            rows += _generic(name, _plain(before), _plain(after), dataset)
    return tuple(rows)


def detail_columns() -> tuple[Column[DetailRow], ...]:
    """Columns of the list."""

    def column(title: str, text: Callable[[DetailRow], str]) -> Column[DetailRow]:
        return Column(title=title, text=text, tip=text)

    return (
        column(tr("What"), lambda row: row.what),
        column(tr("Before"), lambda row: row.before),
        column(tr("After"), lambda row: row.after),
        column(tr("Counts from"), lambda row: row.since),
    )


def _value(name: str, text: str | None) -> Any:
    return None if text is None else read_parts({name: text})[0].get(name)


def _plain(text: str | None) -> Any:
    return None if text is None else json.loads(text)


# --- targets --------------------------------------------------------------------------------------------------------


def _targets(before: TargetBook | None, after: TargetBook | None, dataset: Dataset) -> list[DetailRow]:
    old, new = before or TargetBook(), after or TargetBook()
    scopes = dict.fromkeys((target.kpi, target.segment) for target in (*old.targets, *new.targets))
    rows = []
    for kpi, segment in scopes:
        was, now = (
            tuple(one for one in book.targets if (one.kpi, one.segment) == (kpi, segment)) for book in (old, new)
        )
        if was == now or (segment is not None and is_hidden(dataset, *segment)):
            continue
        what = _name(kpi) if segment is None else f"{_name(kpi)} · {segment_words(segment)}"
        # What the change itself set stands last; taken back, what was last counts again.
        added = [target for target in now if target not in was]
        last_was, last_now = was[-1] if was else None, (added or list(now))[-1] if now else None
        rows.append(DetailRow(what=what, before=_target(last_was), after=_target(last_now), since=_since(last_now)))
    marks = dict.fromkeys([*old.benchmarks, *new.benchmarks])
    rows += [
        DetailRow(what=tr("{kpi} · benchmark").format(kpi=_name(kpi)), before=_amount(old.benchmarks.get(kpi), kpi),
                  after=_amount(new.benchmarks.get(kpi), kpi))
        for kpi in marks if old.benchmarks.get(kpi) != new.benchmarks.get(kpi)
    ]  # fmt: skip
    confirmed = [review for review in new.reviews if review not in old.reviews]
    rows += [DetailRow(what=_name(review.kpi), before="", after=tr("target confirmed")) for review in confirmed]
    return rows


def _target(target: Target | None) -> str:
    if target is None or target.default:
        return tr("as by default") if target is None or target.segment is None else tr("as for everything")
    if target.value is None:
        return tr("no target")
    words = numbers.target(target.value, _unit(target.kpi), typed=True) if target.kpi in _KPIS else str(target.value)
    if target.tolerance is None:
        return words
    tolerance = numbers.target(target.tolerance, _unit(target.kpi), typed=True)
    return tr("{target}, tolerance {tolerance}").format(target=words, tolerance=tolerance)


def _since(target: Target | None) -> str:
    if target is None or target.default:
        return ""
    return tr("always") if target.effective is None else numbers.day(target.effective)


def _amount(value: float | None, kpi: str) -> str:
    if value is None:
        return tr("none")
    return numbers.target(value, _unit(kpi), typed=True) if kpi in _KPIS else str(value)


def _name(kpi: str) -> str:
    return _KPIS[kpi].name if kpi in _KPIS else kpi


def _unit(kpi: str) -> Unit:
    return _KPIS[kpi].unit


# --- conventions ----------------------------------------------------------------------------------------------------


def _conventions(before: Any, after: Any) -> list[DetailRow]:
    words = {entry.key: entry for entry in convention_words()}
    old, new = before or {}, after or {}
    rows = []
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            entry = words.get(key)
            choices: Mapping[str, str] = {} if entry is None else entry.choices
            told = [choices.get(_choice(value), _text(value)) for value in (old.get(key), new.get(key))]
            title = key.replace("_", " ").capitalize() if entry is None else entry.title
            rows.append(DetailRow(what=title, before=told[0], after=told[1]))
    return rows


def _as_words(conventions: Any, plain: Any) -> Any:
    """Conventions as their words know them: what is left open is `by scale` and the like."""
    return conventions.as_json() if conventions is not None else plain


def _choice(value: Any) -> str:
    """A convention's value as its words know it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


# --- all others -----------------------------------------------------------------------------------------------------


def _generic(part: str, before: Any, after: Any, dataset: Dataset) -> list[DetailRow]:
    """Anything else by what its records are known by: `Views · Monday`, what it was, what it is."""
    title = in_words((part,))
    title = title[:1].upper() + title[1:]
    if part == SOURCES:
        return _sources(before or [], after or [])
    if part == "typed":
        old, new = before or {}, after or {}
        return [row for key in dict.fromkeys([*old, *new])
                for row in _lists(title, old.get(key) or [], new.get(key) or [], dataset)]  # fmt: skip
    if isinstance(before, list) or isinstance(after, list):
        return _lists(title, before or [], after or [], dataset)
    if part == "layouts":
        return _layouts(title, before or {}, after or {})
    if isinstance(before, dict) and isinstance(after, dict):
        return [DetailRow(what=f"{title} · {key.replace('_', ' ')}", before=_text(before.get(key)),
                          after=_text(after.get(key)))
                for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]  # fmt: skip
    return [DetailRow(what=title, before=_text(before), after=_text(after))]


def _sources(before: list[Any], after: list[Any]) -> list[DetailRow]:
    """Files by name and sheet, with the rows that were taken of each."""
    found: list[dict[str, str]] = []
    for records in (before, after):
        rows: dict[str, str] = {}
        for record in records:
            sheet = record.get("sheet") or ""
            name = record["file"] if sheet in ("", record["file"]) else f"{record['file']} · {sheet}"
            told = tr("{rows} rows of {table}")
            rows[name] = told.format(rows=numbers.count(record["rows_kept"]), table=table_title(record["table"]))
        found.append(rows)
    old, new = found
    none = tr("not there")
    return [DetailRow(what=name, before=old.get(name, none), after=new.get(name, none))
            for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]  # fmt: skip


def _lists(title: str, before: list[Any], after: list[Any], dataset: Dataset) -> list[DetailRow]:
    old, new = _by_id(before, dataset), _by_id(after, dataset)
    rows = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was != now:
            told = (_record(was, now), _record(now, was))
            rows.append(DetailRow(what=f"{title} · {key}" if key else title, before=told[0], after=told[1]))
    return rows


def _by_id(records: Iterable[Any], dataset: Dataset) -> dict[str, Any]:
    """Records by the words that say which one it is; those of hidden agents are left out."""
    found: dict[str, Any] = {}
    for place, record in enumerate(records):
        if not isinstance(record, dict):
            found[_text(record)] = record
            continue
        dimension = record.get("dimension") or ("agent" if "agent" in record else "")
        if dimension and is_hidden(dataset, str(dimension)):
            continue
        keys = _keys(record)
        name = ", ".join(_word(key, record[key]) for key in keys) or str(place + 1)
        while name in found:
            name += " ·"
        found[name] = record
    return found


def _keys(record: Mapping[str, Any]) -> tuple[str, ...]:
    return next((keys for keys in _IDS if all(key in record for key in keys)), ())


def _word(key: str, value: Any) -> str:
    return dimension_name(str(value)) if key == "dimension" else value_name(_text(value))


def _layouts(title: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DetailRow]:
    """Layouts by the names of their sheets: what a layout says stands in the import dialog."""
    rows = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old != new:
            plan = new or old or {}
            name = str(plan.get("name") or plan.get("sheet") or plan.get("table") or key)
            words = [tr("not there") if one is None else tr("there") for one in (old, new)]
            rows.append(DetailRow(what=f"{title} · {name}", before=words[0],
                                  after=tr("another one") if old and new else words[1]))  # fmt: skip
    return rows


def _record(record: Any, other: Any = None) -> str:
    """What a record says beyond the words it is known by; beside an `other` one only what differs."""
    if record is None:
        return tr("not there")
    if not isinstance(record, dict):
        return _text(record)
    told = {key: value for key, value in record.items() if key not in (*_PICTURES, *_keys(record))}
    if isinstance(other, dict):
        told = {key: value for key, value in told.items() if other.get(key) != value}
    else:
        told = {key: value for key, value in told.items() if value not in (None, "", [], {})}
    if len(told) == 1:
        return _text(*told.values())
    return ", ".join(f"{key.replace('_', ' ')} {_text(value)}" for key, value in told.items())[:_MOST] or tr("there")


def _text(value: Any) -> str:
    if value is None or value == "":
        return tr("none")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int | float):
        return numbers.number(value, numbers.decimals_needed(value))
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')} {_text(item)}" for key, item in value.items())[:_MOST]
    if isinstance(value, list):
        return ", ".join(map(_text, value))[:_MOST]
    return _day(str(value))


def _day(text: str) -> str:
    try:
        return numbers.day(date.fromisoformat(text)) if len(text) == 10 else text[:_MOST]
    except ValueError:
        return text[:_MOST]
