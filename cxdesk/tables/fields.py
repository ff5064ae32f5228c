"""Records that describe tables and their fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds, and with it the dtype of its column in a table's frame."""

    ID = "id"  # text; never a number, leading zeros stay
    TEXT = "text"  # free text
    CATEGORY = "category"  # pandas category of text
    INSTANT = "instant"  # datetime64[ms], UTC, naive
    DURATION = "duration"  # float64, hours
    NUMBER = "number"  # float64
    COUNT = "count"  # float64, whole and >= 0
    FLAG = "flag"  # float64: 1.0, 0.0, NaN
    MONTH = "month"  # datetime64[ms], first instant of the month as a wall-clock date


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a table.

    `synonyms` are normalised header texts (lower case, single spaces, no punctuation but `%`) that mean this field.
    `required` fields are needed to know the table and for its dated figures. `helper` fields only help to read a
    sheet: they turn into other fields and are no column of the table's frame.
    """

    name: str
    title: str
    kind: Kind
    required: bool = False
    dimension: bool = False
    synonyms: tuple[str, ...] = ()
    help: str = ""
    helper: bool = False


def words(text: str) -> tuple[str, ...]:
    """Synonyms from one text, separated by bars."""
    return tuple(dict.fromkeys(word.strip() for word in text.split("|") if word.strip()))


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A canonical table: its name, what one row is, its fields, and the key by which rows are recognised again.

    `importable` is False for tables that are only recognised, named and set aside.
    """

    name: str
    title: str
    row_is: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    importable: bool = True

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: the table has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields in order."""
        return tuple(field.name for field in self.fields)


EXTRA = "extra:"  # prefix of columns that no field claims; kept as further dimensions under their own header
CURRENCY = f"{EXTRA}Currency"  # made where amounts name several currencies and no column does
SOURCE = "_source"  # int32 column: index into Dataset.sources
ROW = "_row"  # int32 column: row number a person sees in the spreadsheet


def column_title(name: str, spec: TableSpec | None = None) -> str:
    """Title of a frame's column for a person."""
    if name.startswith(EXTRA):
        return name[len(EXTRA) :]
    if spec is not None and name in spec.names:
        return spec.field(name).title
    return name.replace("_", " ").strip().capitalize()
