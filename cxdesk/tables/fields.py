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
    `required` fields are needed to know the table and for its dated figures; `serves` says in words what a field is
    for, where a sheet lacks it ("it dates every revenue figure"). `helper` fields only help to read a sheet: they turn
    into other fields and are no column of the table's frame. `money` marks amounts, which may name a currency. `unit`
    is what a duration's column counts in the frame, and bare numbers in a sheet; without it hours, and a sheet is
    asked. `choices` are the only values a category may have, each with the words that mean it; a word that means none
    becomes `otherwise`. `monthly` marks an instant that may be given as a month, `graded` a number out of some
    highest one.
    """

    name: str
    title: str
    kind: Kind
    required: bool = False
    dimension: bool = False
    synonyms: tuple[str, ...] = ()
    help: str = ""
    helper: bool = False
    money: bool = False
    unit: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    otherwise: str = ""
    serves: str = ""
    monthly: bool = False
    graded: bool = False


def words(text: str) -> tuple[str, ...]:
    """Synonyms from one text, separated by bars."""
    return tuple(dict.fromkeys(word.strip() for word in text.split("|") if word.strip()))


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A canonical table: its name, what one row is, its fields, and the key by which rows are recognised again.

    `open_key` are parts of the key that may be blank. `enough` are sets of fields by which a sheet is known to be this
    table, `enough_named` those that suffice where a header holds one of the words of `telling`. `spans` (key, first
    day, last day) suffice with such a word, one row for each key, where tickets could have all of the headers; then
    nothing less does. Of each set in `needs` one field must be there, else the sheet is set aside. Columns whose header
    begins with `family` are fields too.
    """

    name: str
    title: str
    row_is: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    open_key: tuple[str, ...] = ()
    enough: tuple[tuple[str, ...], ...] = ()
    enough_named: tuple[tuple[str, ...], ...] = ()
    telling: frozenset[str] = frozenset()
    spans: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    family: str = ""

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: the table has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        if self.in_family(name):
            return Field(name=name, title=column_title(name), kind=Kind.NUMBER, graded=True)
        raise KeyError(f"{self.name} has no field {name}")

    def in_family(self, name: str) -> bool:
        """Whether a name is one of the family of fields that a sheet may have any number of (`health_*`)."""
        return bool(self.family) and name.startswith(f"{self.family}_")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields in order."""
        return tuple(field.name for field in self.fields)


EXTRA = "extra:"  # prefix of columns that no field claims; kept as further dimensions under their own header
# Headers of columns that say in which currency the amounts are.
CURRENCY_NAMES = frozenset(("currency", "currency code", "currencies", "cost currency", "wahrung", "devise", "moneda",
                            "moeda", "valuta"))  # fmt: skip
BOTH = " and "  # between the currencies of a row whose amounts are in several
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
