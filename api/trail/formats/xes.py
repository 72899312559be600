"""XES after IEEE 1849-2016: a trace a file, its events in order; events must come file by file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5
from xml.sax.saxutils import quoteattr

from api.trail.formats.items import Item, instant_of, text_of, utc
from application.schema import Raw

# What XML 1.0 cannot say, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_LONG = 2**63


class Traces:
    """Only the trace that is being written is remembered, by its id."""

    def __init__(self) -> None:
        self._trace: str | None = None

    def begin(self) -> bytes:
        return _HEAD.encode()

    def write(self, items: Iterable[Item]) -> bytes:
        return "".join(self._told(items)).encode()

    def end(self) -> Iterable[bytes]:
        return (b"</trace>\n</log>\n" if self._trace else b"\n</log>\n",)

    def close(self) -> None:
        """There is nothing to give back."""

    def _told(self, items: Iterable[Item]) -> Iterator[str]:
        for item in items:
            told = item.told
            if told["application"] != self._trace:
                yield "</trace>\n<trace>" if self._trace else "\n<trace>"
                yield from _about_file(item)
                self._trace = told["application"]
            yield "\n<event>"
            yield from _about_event(told)
            yield "</event>"


def _about_file(item: Item) -> Iterator[str]:
    """What a trace says of its file: the rest of it stands in the first event, where that was chosen."""
    told = item.told
    yield _string("concept:name", told["application"])
    yield f'<id key="identity:id" value="{told["application"]}"/>'
    if item.number is not None:
        yield _string("number", item.number)
    sop, data = told["sop"], told["data"]
    if isinstance(sop, dict):
        yield _string("sop", f"{text_of(sop.get('code'))} {text_of(sop.get('version'))}")
    if told["fact"] == "Submitted" and isinstance(data, dict):
        yield _string("kind", text_of(data.get("kind")))
        institution = data.get("institution")
        if isinstance(institution, dict):
            yield _string("institution", text_of(institution.get("name")))
            yield _string("unit_type", text_of(institution.get("unit_type")))


def _about_event(told: Raw) -> Iterator[str]:
    by: Mapping[str, Any] = told["by"] if isinstance(told["by"], dict) else {}
    yield _string("concept:name", told["fact"])
    yield f'<id key="identity:id" value="{uuid5(UUID(told["application"]), str(told["version"]))}"/>'
    yield f'<date key="time:timestamp" value="{utc(instant_of(told))}"/>'
    yield '<string key="lifecycle:transition" value="complete"/>'
    yield _string("org:resource", text_of(by.get("sub")))
    yield _string("org:role", text_of(by.get("role")))
    yield _string("name", text_of(by.get("name")))
    if by.get("acting_for") is not None:
        yield _string("acting_for", text_of(by["acting_for"]))
    yield f'<int key="position" value="{told["position"]}"/><int key="version" value="{told["version"]}"/>'
    yield from _scalar("step", told["step"])
    if isinstance(told["data"], dict):
        for name, value in told["data"].items():
            if _WORD.fullmatch(name):
                yield from _scalar(f"data_{name}", value)


def _scalar(key: str, value: Any) -> Iterator[str]:  # any JSON value; what is no scalar is left to the other formats
    match value:
        case bool():
            yield f'<boolean key="{key}" value="{"true" if value else "false"}"/>'
        case int() if abs(value) < _LONG:
            yield f'<int key="{key}" value="{value}"/>'
        case float():
            yield f'<float key="{key}" value="{value!r}"/>'
        case str():
            yield _string(key, value)
        case _:
            return


def _string(key: str, value: str) -> str:
    if value.isalnum() and value.isascii():  # most are, and a look is cheaper than an escape
        return f'<string key="{key}" value="{value}"/>'
    return f'<string key="{key}" value={quoteattr(_UNSPEAKABLE.sub(chr(0xFFFD), value), _SPACES)}/>'


_SPACES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}  # else a reader makes blanks of them
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
<id key="identity:id" value="00000000-0000-0000-0000-000000000000"/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<id key="identity:id" value="00000000-0000-0000-0000-000000000000"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000000Z"/>
<string key="lifecycle:transition" value="complete"/>
<string key="org:resource" value=""/>
<string key="org:role" value=""/>
<string key="name" value=""/>
<int key="position" value="0"/>
<int key="version" value="0"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
<classifier name="Activity_and_role" scope="event" keys="concept:name org:role"/>
<classifier name="Resource" scope="event" keys="org:resource"/>
<string key="concept:name" value="Jejak Izin"/>
<string key="lifecycle:model" value="standard"/>"""
