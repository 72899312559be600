"""The settings of letters and webhooks, and what makes sense of them: each a type whose error names what is wrong."""

import json
from collections.abc import Mapping
from email.headerregistry import Address
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from application.letters.addresses import address, named_address
from domain.actor import OFFICERS, Role

SmtpTls = Literal["starttls", "implicit", "none"]
LOCALHOST = frozenset({"localhost", "127.0.0.1", "::1"})
# Roles that letters are written to.
DESKS = (*OFFICERS, Role.SUPERVISOR, Role.AUDITOR)


def demo_desks() -> Mapping[Role, Address]:
    """Return an address for every desk of a demo, whose letters stay on this machine."""
    return {role: address(f"{role.value.replace('_', '-')}@izin.example") for role in DESKS}


def desk_addresses(given: Mapping[str, str]) -> Mapping[Role, Address]:
    """Return the desks by role; raise ValueError."""
    return {_desk(role): named_address(spec) for role, spec in given.items()}


def _desk(role: str) -> Role:
    if role not in set(DESKS):
        raise ValueError(f"{role} is no desk; there are {', '.join(DESKS)}")
    return Role(role)


def _is_address(text: str) -> str:
    named_address(text)
    return text


def _are_desks(given: dict[str, str]) -> dict[str, str]:
    desk_addresses(given)
    return given


def _object(value: Any) -> Any:  # what stands in the environment
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('not a JSON object such as {"front_office": "loket@dpmptsp.example"}') from None


def _words(value: Any) -> Any:
    """Names with commas between; names of hosts know no capital letters."""
    return [word.strip().lower() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


MailAddress = Annotated[str, AfterValidator(_is_address)]
DeskAddresses = Annotated[dict[str, str], NoDecode, BeforeValidator(_object), AfterValidator(_are_desks)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Port = Annotated[int, Field(ge=1, le=65535)]
Ports = Annotated[tuple[Port, ...], NoDecode, BeforeValidator(_words)]
