"""One byte form for one value, so that a hash means the content and not the way it was written down."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date
from hashlib import sha256


def canonical_json(value: object) -> bytes:
    """Return `value` (dataclasses, mappings, sequences, text, dates) as JSON in UTF-8, keys sorted, no spaces."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_of(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, in hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
