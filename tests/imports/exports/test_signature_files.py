"""The data files of known exports: every name in them means something."""

from __future__ import annotations

import pytest

from cxdesk.imports.convert.durations import HOURS_OF
from cxdesk.imports.names import fold, plain_words
from cxdesk.imports.recognise.signatures import Meaning, Signature, signatures
from cxdesk.tables.catalogue import TABLES

FILES = [pytest.param(signature, id=f"{signature.name}-{n}") for n, signature in enumerate(signatures())]
UNITS = {*HOURS_OF, "h:m:s", "stations", "breached", None}


def _meanings(meaning: Meaning | None) -> list[Meaning]:
    return [] if meaning is None else [meaning, *_meanings(meaning.other)]


@pytest.mark.parametrize("signature", FILES)
def test_every_meaning_is_a_field_of_the_table_and_a_known_unit(signature: Signature):
    for header, first in signature.fields.items():
        for meaning in _meanings(first):
            if meaning.field:
                assert TABLES[signature.table].field(meaning.field).name == meaning.field, header
            unit = meaning.unit
            scale = unit is not None and unit.replace("-", "").isdigit()
            assert unit in UNITS or scale or str(unit).startswith("remaining"), header


@pytest.mark.parametrize("signature", FILES)
def test_headers_are_written_as_they_are_looked_up(signature: Signature):
    names = {*signature.fields, *signature.hints, *(name for need in signature.require for name in need)}
    for name in names - {"?"}:
        bare = name.removesuffix("*").strip()
        assert plain_words(fold(bare)) == bare, name


@pytest.mark.parametrize("signature", FILES)
def test_columns_that_make_others_needless_are_known_themselves(signature: Signature):
    for header, first in signature.fields.items():
        for meaning in _meanings(first):
            assert meaning.unless <= signature.fields.keys(), header
            assert header not in meaning.unless
