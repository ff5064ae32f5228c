"""Which code page of Latin letters a text is in, judged by what each makes of the words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

# In the order in which they are believed where they say the same.
LATIN_PAGES = ("cp1252", "iso8859_15", "mac_roman", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp850")
# Letters beyond ASCII of each language: German, French, Spanish, Portuguese, Italian, Nordic ones, Icelandic, Dutch,
# Polish, Czech and Slovak, Hungarian, Romanian, Turkish, South Slavic ones, Baltic ones.
_ALPHABETS = tuple(map(frozenset, (
    "äöüß", "éèêëàâçîïôûùœæ", "áéíóúñü", "ãõçáéíóúâêôà", "àèéìòù", "åäöæøé", "ðþýáéíóúæö", "éëïóöü", "ąćęłńóśźż",
    "áčďéěíňóřšťúůýžäľĺŕô", "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâî", "čćđšž", "ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž",
)))  # fmt: skip
_FOREIGN = 0.6  # cost of a letter that the text's language does not have: names have some
_MOST = 0.45  # cost a letter up to which the text is believed to be of Latin letters
_QUOTES = frozenset("’‘“”„«»‹›–—…·•")  # stand inside and around words
_STRANGE = frozenset("¤¦¬¯¸¹²³¼½¾¿¡ªº†‡ˆ˜‰¢£¥§¨©®±µ¶×÷∞≈≤≥√∂∑∏π∫Ω◊ﬁﬂˇ˘˙˚˝˛│┤╣║╗╝┐└┴┬├─┼░▒▓█▄▀■")


def latin_page(lines: bytes) -> str | None:
    """The code page that makes words of one language of the bytes; None where the letters are of another script."""
    high = sum(byte >= 0x80 for byte in lines)
    letters = sum(chr(byte).isalpha() for byte in lines if byte < 0x80)
    if not high or high > 1.5 * max(letters, 1):
        return None
    padded = b" " + lines + b" "
    places = Counter(padded[at - 1 : at + 2] for at in range(1, len(padded) - 1) if padded[at] >= 0x80)
    cost = {page: _cost(page, places) for page in LATIN_PAGES}
    best = min(LATIN_PAGES, key=lambda page: (cost[page], LATIN_PAGES.index(page)))
    return best if cost[best] <= _MOST * sum(places.values()) else None


def _cost(page: str, places: Counter[bytes]) -> float:
    """What is odd in the words that a code page makes; `places` are bytes beyond ASCII with their neighbours."""
    signs: Counter[str] = Counter()
    odd = 0.0
    for place, times in places.items():
        signs[place[1:2].decode(page, "replace").lower()] += times
        odd += times * _strangeness(page, place)
    foreign = [sum(times for sign, times in signs.items() if sign.isalpha() and sign not in own) for own in _ALPHABETS]
    return odd + _FOREIGN * min(foreign)


@lru_cache(maxsize=8192)
def _strangeness(page: str, place: bytes) -> float:
    """How odd a character is between its neighbours: 0 for an ordinary letter, 10 for none at all."""
    before, sign, after = (bytes((byte,)).decode(page, "replace") for byte in place)
    if sign == "\ufffd" or unicodedata.category(sign)[0] == "C":
        return 10.0
    between = before.isalpha() and after.isalpha()
    if not sign.isalpha() or sign in _STRANGE:
        if sign in _QUOTES:
            return 2.5 if between and sign not in "’‘–—·" else 0.0
        if ((sign in "¿¡" and after.isalpha()) or (sign in "ºª°²³" and before.isalnum())) and not between:
            return 0.0
        return 3.0 if between else 1.0 if sign in _STRANGE else 0.2
    if sign.isupper() and before.isalpha() and (before.islower() or after.islower()):
        return 3.0
    crowd = 1.2 if between and not before.isascii() and not after.isascii() else 0.0  # seldom three in a row
    return crowd + (0.5 if before.isdigit() or after.isdigit() else 0.0)
