"""From stored events to deeds: what conformance is judged by, and of personal data only who an applicant was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from application.schema import SCHEMA, Raw
from application.vault import Key, Tampered, UnknownMasterKey, Vault
from domain.actor import Role
from domain.deeds import Deed
from domain.events import SopRef
from domain.papers import DecreeKind, Verdict

_SUB = "by.sub"


class Unreadable(ValueError):
    """A stored event that this program cannot read: unknown, broken, or written in another form."""


class DeedReader:
    """Reads the events of one file after the other. Without its key, an applicant is nobody in particular."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def key(self, permit: UUID, wrapped: bytes | None) -> Key | None:
        """Return the key of a file, None where it is gone or is none of ours."""
        try:
            return self._vault.key(permit, wrapped) if wrapped is not None else None
        except (Tampered, UnknownMasterKey):
            return None

    def read(self, key: Key | None, version: int, topic: str, state: bytes) -> tuple[SopRef, Deed]:
        """Return the SOP that the event names, and what it says; raise `Unreadable`."""
        try:
            raw = SCHEMA.read(topic, state)
            return _sop(raw), _deed(key, version, topic, raw)
        except (LookupError, ValueError, TypeError, AttributeError):
            raise Unreadable(topic) from None


def _sop(raw: Raw) -> SopRef:
    return SopRef(code=str(raw["sop"]["code"]), version=str(raw["sop"]["version"]))


def _deed(key: Key | None, version: int, topic: str, raw: Raw) -> Deed:
    role, fact = Role(raw["by"]["role"]), raw["fact"]
    at = datetime.fromisoformat(raw["at"])
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    about: Mapping[str, Any] = fact if isinstance(fact, dict) else {}
    return Deed(
        version=version,
        at=at,
        fact=topic,
        sub=_applicant(key, version, raw["by"]["sub"]) if role is Role.PEMOHON else str(raw["by"]["sub"]),
        role=role,
        step=None if raw["step"] is None else _whole(raw["step"]),
        **_said(topic, about),
    )


def _applicant(key: Key | None, version: int, sealed: Any) -> str | None:  # stored JSON
    if key is None or not isinstance(sealed, dict):
        return None
    try:
        return str(orjson.loads(Vault.open(key, version, _SUB, sealed).value))
    except Tampered:
        return None


def _whole(value: Any) -> int:  # the same
    if type(value) is not int:
        raise TypeError("no whole number")
    return value


def _said(topic: str, fact: Mapping[str, Any]) -> dict[str, Any]:  # the arguments of a deed
    match topic:
        case "Submitted":
            return {"round": _whole(fact["round"])}
        case "BAPFiled":
            return {"against": fact["recommendation"]["verdict"] == Verdict.NOT_RECOMMENDED}
        case "Drafted":
            return {"decree": DecreeKind(fact["kind"]), "draft_sha256": fact["sha256"]}
        case "Approved":
            return {"draft_sha256": fact["draft_sha256"]}
        case "Signed":
            return {"decree": DecreeKind(fact["kind"]), "draft_sha256": fact["draft_sha256"]}
        case "Returned":
            return {"to_step": _whole(fact["to_step"])}
        case "Reassigned":
            return {"to_sub": str(fact["to_sub"])}
        case "Routed":
            steps = {name: _whole(fact[name]) for name in ("from_step", "to_step")}
            return {**steps, "to_role": Role(fact["to_role"]), "automatic": fact["automatic"] is True}
        case _:
            return {}
