"""An access as it is stored: officers by name, everybody else as little as the log can do with.

Applicants with their own file are sealed under that file's key, as in its events: whoever destroys the key forgets them
here too. Whoever else has no office gets a pseudonym, by which their attempts are found by those who know whom they
look for. What people typed (filters, reasons) may name anybody and is sealed under the log's own key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.access.access import Access
from application.schema import Raw
from application.sealing import MASK
from application.subkeys import Subkeys, mac
from application.vault import Key, Vault
from domain.actor import Caller, Role

VERSION = 0  # of a stream: no event has it, so no value can be moved from a file's events to its accesses, or back
NOBODYS = UUID(int=0)
_TYPED = ("asked", "reason")
_PERSONAL = ("by.sub", "by.name", "address", "token")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `ledger.access_log`, but for its position, its time and its leaf."""

    application: UUID | None
    action: str
    actor: str
    role: str
    state: bytes


class Scribe:
    """Makes rows of accesses, and tells what an auditor may read of a stored one."""

    def __init__(self, vault: Vault, keys: Subkeys) -> None:
        self._vault, self._people = vault, keys.readers
        self._key = Key(NOBODYS, b"", keys.accesses, AESGCM(keys.accesses))

    def row(self, access: Access) -> Row:
        state: Raw = {
            "v": 1,
            "operation": access.operation,
            "outcome": access.outcome,
            "request": access.request,
            **self._who(access),
        }
        if access.within:
            state["within"] = dict(access.within)
        typed = {name: value for name, value in (("asked", dict(access.asked)), ("reason", access.reason)) if value}
        state |= self._sealed(self._key, typed)
        actor = MASK if access.own_key else state["by"]["sub"]
        return Row(access.application, access.action, actor, role_of(access.by), orjson.dumps(state))

    def pseudonym(self, sub: str) -> str:
        """Return what stands in the log for somebody without an office: it tells nothing, and is always the same."""
        return f"~{mac(self._people, b'person ' + sub.encode()).hex()}"

    def read(self, state: bytes) -> Raw:
        """Return a stored state with what was typed in clear, and every person who is sealed masked."""
        raw: Raw = orjson.loads(state)
        for name in _TYPED:
            if name in raw:
                raw[name] = orjson.loads(Vault.open(self._key, VERSION, name, raw[name]).value)
        for path, container, name in _places(raw):
            if isinstance(container[name], dict):
                container[name] = MASK
            assert isinstance(container[name], str), path
        return raw

    def _who(self, access: Access) -> Raw:
        by, address = access.by, access.address
        who: Raw = {"by": {"sub": by.sub, "name": by.name}, "address": address}
        if access.token:
            who["token"] = access.token
        if access.own_key:
            for path, container, name in _places(who):
                container[name] = self._sealed(access.own_key, {path: container[name]})[path]
        elif not has_office(by):
            who["by"] = {"sub": self.pseudonym(by.sub), "name": MASK}
            who["address"] = f"~{mac(self._people, b'address ' + address.encode()).hex()}"
        return who

    def _sealed(self, key: Key, values: Mapping[str, Any]) -> Raw:
        if not values:
            return {}
        texts = [(name, orjson.dumps(value)) for name, value in values.items()]
        return dict(zip(values, self._vault.seal(key, VERSION, texts), strict=True))


def has_office(by: Caller) -> bool:
    """Whether somebody acts for the office: then the log names them."""
    return bool(by.roles - {Role.PEMOHON})


def role_of(by: Caller) -> str:
    """Return every role that the token named: a read needs no particular one."""
    return ",".join(sorted(by.roles)) or "-"


def _places(raw: Raw) -> Iterator[tuple[str, Raw, str]]:
    """Yield where a person's data stands: its path, what contains it, its name there."""
    for path in _PERSONAL:
        within, _, name = path.rpartition(".")
        container = raw[within] if within else raw
        if name in container:
            yield path, container, name
