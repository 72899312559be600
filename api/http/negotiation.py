"""What the reader wants to read: language and media type, by quality values (RFC 9110, 12.4 and 12.5).

Nobody is ever answered 406: who asks for what we do not have gets the default.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from starlette.types import Scope

Language = Literal["id", "en"]

# "in" is the tag that older Java and Android clients still send for Indonesian.
_LANGUAGES: dict[str, Language] = {"id": "id", "in": "id", "en": "en", "*": "id"}


def language_of(scope: Scope) -> Language:
    """Return the language of the reader: Indonesian, unless `Accept-Language` likes English better."""
    best: Language = "id"
    best_quality = 0.0
    for tag, quality in _weighed(header(scope, b"accept-language")):
        language = _LANGUAGES.get(tag.partition("-")[0])
        if language is not None and quality > best_quality:
            best, best_quality = language, quality
    return best


def media_type_of(scope: Scope, offers: Sequence[str]) -> str:
    """Return the offer that `Accept` likes best, the earlier one of equals, the first one if it likes none."""
    ranges = dict(_weighed(header(scope, b"accept"))) or {"*/*": 1.0}
    return max(offers, key=lambda offer: _quality(ranges, offer))


def header(scope: Scope, name: bytes) -> str:
    """Return every value of the header `name` (in lower case), joined as RFC 9110 5.3 allows for lists."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _quality(ranges: dict[str, float], offer: str) -> float:
    """The most specific range decides, also when it says zero."""
    for media_range in (offer, offer.partition("/")[0] + "/*", "*/*"):
        if media_range in ranges:
            return ranges[media_range]
    return 0.0


def _weighed(value: str) -> Iterator[tuple[str, float]]:
    """Yield `(range, quality)` of a list header, in order. What cannot be read counts as not sent."""
    for item in value.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = _q(parameters)
        if name and quality is not None:
            yield name, quality


def _q(parameters: Iterable[str]) -> float | None:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return _number(value.strip())
    return 1.0


def _number(text: str) -> float | None:
    """RFC 9110 12.4.2: 0 to 1 with at most three decimals; nan, signs and exponents are not numbers here."""
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or len(text) > 5:
        return None
    quality = float(text)
    return quality if quality <= 1 else None
