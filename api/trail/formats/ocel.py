"""OCEL 2.0 as JSON: events as they come, then the objects that they touched, then what types there were.

The standard leaves the order of its four lists open. Objects are known at the end only, and are put by meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

from api.trail.formats.items import Item, instant_of, text_of, utc
from api.trail.formats.ocel_objects import Related, Shelf
from application.schema import Raw

# Those fields of a fact that are one value, and no sentence of somebody's.
_SAID = frozenset(
    (
        *("round", "kind", "from_step", "to_step", "automatic", "promised_at", "sha256", "draft_sha256"),
        *("document_sha256", "valid_years", "number", "level", "channel", "rung", "nth", "due_at"),
    )
)
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "application": ("number", "sop", "kind"),
    "institution": ("name", "unit_type", "kelurahan", "kecamatan", "capacity"),
    "document": ("media_type", "size"),
    "decree": ("kind", "issued_on", "valid_until", "document_sha256"),
    "role": ("role",),
}
_Attributes = list[tuple[str, str]]


class Objects:
    """`close` throws away what was put by; so does the end of the process, whatever ends it."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._types: dict[str, set[str]] = {}
        self._separator = b""

    def begin(self) -> bytes:
        return b'{"events":['

    def write(self, items: Iterable[Item]) -> bytes:
        return b"".join(self._written(self._event(item) for item in items))

    def end(self) -> Iterable[bytes]:
        yield b'\n],"objects":['
        self._separator = b""
        for objects in self._shelf.objects():
            yield b"".join(self._written(objects))
        types = {
            "eventTypes": [_type(name, sorted(self._types[name])) for name in sorted(self._types)],
            "objectTypes": [_type(name, attributes) for name, attributes in _ATTRIBUTES.items()],
        }
        yield b"\n]," + orjson.dumps(types)[1:] + b"\n"

    def close(self) -> None:
        self._shelf.close()

    def _written(self, values: Iterable[Raw]) -> Iterator[bytes]:
        for value in values:
            yield self._separator
            yield b"\n"
            yield orjson.dumps(value)
            self._separator = b","

    def _event(self, item: Item) -> Raw:
        told, time = item.told, utc(instant_of(item.told))
        attributes = _about(told)
        self._types.setdefault(told["fact"], set()).update(name for name, _ in attributes)
        return {
            "id": told["id"],
            "type": told["fact"],
            "time": time,
            "attributes": [{"name": name, "value": value} for name, value in attributes],
            "relationships": [
                {"objectId": id_, "qualifier": qualifier} for id_, qualifier in dict.fromkeys(self._touched(item, time))
            ],
        }

    def _touched(self, item: Item, time: str) -> Iterator[Related]:
        """Put by the objects that an event touches; yield each with what it is to the event."""
        told, application = item.told, text_of(item.told["application"])
        role = text_of(told["by"].get("role")) if isinstance(told["by"], dict) else ""
        yield self._put(f"role:{role}", "role", time, [("role", role)]), "by"
        yield self._put(application, "application", time, self._about_file(item)), "of"
        data: Mapping[str, Any] = told["data"] if isinstance(told["data"], dict) else {}
        match told["fact"], data:
            case "Submitted", {"institution": dict() as institution}:
                yield self._related(application, self._institution(institution, time), "institution")
                yield from self._documents(application, data, time)
            case "BAPFiled", _:
                yield from self._documents(application, data, time)
            case "Signed", {"number": str(number)}:
                attributes = _chosen(data, _ATTRIBUTES["decree"])
                yield self._related(application, self._put(f"decree:{number}", "decree", time, attributes), "decree")
            case "Delivered" | "Revoked", _:
                yield from ((decree, "decree") for decree in self._shelf.related(application, "decree"))
            case _:
                pass

    def _institution(self, said: Mapping[str, Any], time: str) -> str:
        """An institution has no number of its own: it is the same where name, kind and place are."""
        known = [text_of(said.get(name)) for name in ("name", "unit_type", "kelurahan", "kecamatan")]
        words = "\n".join(" ".join(each.casefold().split()) for each in known)
        id_ = f"institution:{sha256(words.encode()).hexdigest()[:32]}"
        return self._put(id_, "institution", time, _chosen(said, _ATTRIBUTES["institution"]))

    def _documents(self, application: str, data: Mapping[str, Any], time: str) -> Iterator[Related]:
        """By their content. What applicants call their files stays out: it may name people."""
        documents = data.get("documents")
        for each in documents if isinstance(documents, list | tuple) else ():
            if isinstance(each, dict) and isinstance(each.get("sha256"), str):
                attributes = _chosen(each, _ATTRIBUTES["document"])
                id_ = self._put(f"document:{each['sha256']}", "document", time, attributes)
                yield self._related(application, id_, text_of(each.get("requirement")))

    def _related(self, application: str, other: str, qualifier: str) -> Related:
        self._shelf.relate(application, other, qualifier)
        return other, qualifier

    def _put(self, id_: str, kind: str, time: str, attributes: _Attributes) -> str:
        self._shelf.put(id_, kind, time, attributes)
        return id_

    def _about_file(self, item: Item) -> _Attributes:
        told, data = item.told, item.told["data"]
        if told["fact"] != "Submitted" or not isinstance(data, dict):
            return []
        return [("number", text_of(item.number)), ("sop", _sop(told)), *_chosen(data, ("kind",))]


def _about(told: Raw) -> _Attributes:
    by: Mapping[str, Any] = told["by"] if isinstance(told["by"], dict) else {}
    data: Mapping[str, Any] = told["data"] if isinstance(told["data"], dict) else {}
    return [
        *_chosen(told, ("position", "version", "step")),
        *_chosen(by, ("sub", "name", "acting_for")),
        ("sop", _sop(told)),
        *_chosen(data, [name for name in data if name in _SAID]),
    ]


def _sop(told: Raw) -> str:
    sop = told["sop"]
    return f"{text_of(sop.get('code'))} {text_of(sop.get('version'))}" if isinstance(sop, dict) else ""


def _chosen(values: Mapping[str, Any], names: Iterable[str]) -> _Attributes:
    """The JSON schema of the standard wants every value as text, whatever its type."""
    return [(name, _said(values[name])) for name in names if isinstance(values.get(name), str | int | float)]


def _said(value: Any) -> str:  # a scalar
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(name: str, attributes: Iterable[str]) -> Raw:
    return {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}
