"""Ages such as "3 days ago" where a date should be: nothing says from when they count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxdesk.imports.names import fold
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.signatures import Signature, key_of
from cxdesk.imports.recognise.vocabulary import names_of

_AGE = re.compile(
    r"^(?:(?:about|almost|over|ca\.?|vor|il y a|hace|ha) )?(?:an?|ein(?:em|er)?|une?|uma?|\d+) ?[a-z]{1,8}\.?"
    r"(?: (?:and )?\d+ ?[a-z]{1,8})?(?P<after> ago| atras| fa)?$|^(?:just now|yesterday|today)\b"
)
_BEFORE = re.compile(r"^(?:vor|il y a|hace|ha) ")
_LOOKED_AT = 400  # different texts


def is_age(text: str) -> bool:
    """Whether a text says how long ago something was."""
    plain = fold(text)
    found = _AGE.match(plain)
    return found is not None and bool(found["after"] or _BEFORE.match(plain) or (plain[0].isalpha() and "now" in plain)
                                      or plain.startswith(("yesterday", "today")))  # fmt: skip


def ages(columns: Sequence[Column], signature: Signature | None) -> str | None:
    """A sentence where the dates of creation are ages, and what to export instead; else None."""
    names = names_of("tickets", "created_at")
    for column in columns:
        meaning = signature.fields.get(key_of(column.header)) if signature else None
        named = meaning.field == "created_at" if meaning else column.header.base in names
        if not named or not column.size or column.look.dates >= 0.5:
            continue
        texts = [text for text in column.texts.slice(0, _LOOKED_AT).to_pylist() if text]
        aged = [text for text in texts if is_age(text)]
        if texts and len(aged) >= 0.5 * len(texts):
            how = f": {signature.absolute}" if signature and signature.absolute else ""
            return (
                f"Set aside: “{column.header.text}” holds ages such as “{aged[0]}”, and nothing says from when they "
                f"count; export the dates themselves{how}."
            )
    return None
