"""Which facts may be stored, each under which version, and how older versions are read.

A topic is looked up here and never imported by name: whoever can write a row must not choose what is executed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import orjson

from domain.events import Fact
from domain.office_events import OFFICE_FACTS

Raw = dict[str, Any]  # JSON as orjson reads it; only the mapper gives it types
Upcaster = Callable[[Raw], Raw]


class UnknownTopic(LookupError):
    """A stored event has a topic that this program does not know."""


class UnknownVersion(LookupError):
    """A stored event has a version that this program cannot read: it was written by a newer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """`versions` are those above 1; `upcasters[topic, n]` turns a state of version n into one of version n + 1.

    An upcaster is pure, returns the whole state, and neither reads nor moves what is sealed.
    """

    facts: Mapping[str, type]
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    upcasters: Mapping[tuple[str, int], Upcaster] = field(default_factory=dict[tuple[str, int], Upcaster])

    def version_of(self, topic: str) -> int:
        """Return the version that is written now, or raise `UnknownTopic`."""
        if topic not in self.facts:
            raise UnknownTopic(topic)
        return self.versions.get(topic, 1)

    def read(self, topic: str, state: bytes) -> Raw:
        """Return a stored state in the present version, what is sealed still sealed, or raise a LookupError."""
        raw: Raw = orjson.loads(state)
        stored, present = raw["v"], self.version_of(topic)
        while stored != present:
            if (topic, stored) not in self.upcasters:
                raise UnknownVersion(f"{topic} version {stored}")
            raw = self.upcasters[topic, stored](raw)
            stored += 1
        return raw

    def stored(self, topic: str, state: bytes) -> Raw:
        """Return a stored state in the version in which it was written, or raise a LookupError for a newer one."""
        raw: Raw = orjson.loads(state)
        if raw["v"] > self.version_of(topic):
            raise UnknownVersion(f"{topic} version {raw['v']}")
        return raw


def _as_it_is(raw: Raw) -> Raw:
    """What a later version has besides is optional there."""
    return raw


SCHEMA = Schema(
    facts={fact.__name__: fact for fact in (*get_args(Fact), *OFFICE_FACTS)},
    versions={"BAPFiled": 2, "PersonalDataErased": 2, "Revoked": 2, "Signed": 2},
    upcasters={
        ("BAPFiled", 1): _as_it_is,
        ("PersonalDataErased", 1): _as_it_is,
        ("Revoked", 1): _as_it_is,
        ("Signed", 1): _as_it_is,
    },
)
