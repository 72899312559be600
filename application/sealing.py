"""Which fields of a stored event are personal, and how they read once their key is gone."""

from collections.abc import Iterator, Mapping
from functools import cache

import orjson

from application.schema import Raw
from application.vault import Key, Tampered, Vault
from domain import personal
from domain.actor import Role

MASK = personal.MASK

# Paths into the stored state. Whoever adds one gives the fact a new version: what is stored in clear stays in clear.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Submitted": (
        "fact.applicant.name",
        "fact.applicant.nik",
        "fact.applicant.email",
        "fact.applicant.phone",
        "fact.applicant.address",
        "fact.document_keys",
        "fact.tracking_code",
    ),
    "BAPFiled": ("fact.document_keys",),
    "Delivered": ("fact.received_by",),
    "PersonalDataCorrected": (
        "fact.applicant.name",
        "fact.applicant.nik",
        "fact.applicant.email",
        "fact.applicant.phone",
        "fact.applicant.address",
        "fact.reason",
    ),
    "AuthorityGiven": ("fact.attorney.sub", "fact.attorney.name", "fact.attorney.email", "fact.document_keys"),
    "AuthorityEnded": ("fact.attorney.sub", "fact.attorney.name", "fact.attorney.email", "fact.reason"),
    "Withdrawn": ("fact.reason",),  # an applicant's own words about themselves
}
_APPLICANT = ("by.sub", "by.name")
_MAPPINGS = frozenset({"fact.document_keys"})
_SEALED = frozenset({"$", "c"})  # the names in a value that the vault has sealed

Place = tuple[str, Raw, str]  # the path, and where it ends: a container and a name in it
Steps = tuple[str, tuple[str, ...], str]  # the path, the containers on the way, the name in the last


class KeyMissing(LookupError):
    """A fact with personal data was to be stored, and its permit has no key."""


def sealed_paths(topic: str, role: str) -> tuple[str, ...]:
    """Return the paths that are personal in an event of `topic` by somebody acting as `role`."""
    return tuple(path for path, _, _ in _steps(topic, role))


def seal(vault: Vault | None, key: Key | None, version: int, topic: str, raw: Raw) -> None:
    """Seal the personal fields of `raw` in place, or raise `KeyMissing`."""
    places = list(_places(topic, raw))
    if not places:
        return
    if vault is None or key is None:
        raise KeyMissing(f"{topic} holds personal data, and its permit has no key")
    values = [(path, orjson.dumps(container[name])) for path, container, name in places]
    for (_, container, name), sealed in zip(places, vault.seal(key, version, values), strict=True):
        container[name] = sealed


def unseal(key: Key | None, version: int, topic: str, raw: Raw) -> None:
    """Open the personal fields of `raw` in place, or mask them where there is no key; may raise `Tampered`."""
    for path, container, name in _sealed_places(topic, raw):
        sealed = container[name]
        container[name] = _masked(path) if key is None else orjson.loads(Vault.open(key, version, path, sealed).value)


def mask(topic: str, raw: Raw) -> None:
    """Mask whatever is sealed in `raw`, in place and all alike; may raise `Tampered`.

    It goes by how a sealed value looks: what was sealed by a program that is not of this version must not be shown.
    """
    for _ in _sealed_places(topic, raw):
        pass
    raw["by"], raw["fact"] = _all_masked(raw["by"]), _all_masked(raw["fact"])


def shown_actor(sub: str, role: str) -> str:
    """Return the name of an actor that may stand in the ledger's own columns: an officer's, never an applicant's."""
    return MASK if role == Role.PEMOHON else sub


def _all_masked(value: object) -> object:
    if isinstance(value, dict):
        return MASK if value.keys() == _SEALED else {name: _all_masked(each) for name, each in value.items()}
    return [_all_masked(each) for each in value] if isinstance(value, list) else value


def _sealed_places(topic: str, raw: Raw) -> Iterator[Place]:
    for path, container, name in _places(topic, raw):
        sealed = container[name]
        if not isinstance(sealed, dict) or "$" not in sealed:
            raise Tampered(f"{path} is stored in clear")
        yield path, container, name


def _places(topic: str, raw: Raw) -> Iterator[Place]:
    for path, containers, name in _steps(topic, raw["by"]["role"]):
        found = raw
        for container in containers:
            found = found[container]
        yield path, found, name


@cache
def _steps(topic: str, role: str) -> tuple[Steps, ...]:
    paths = _FIELDS.get(topic, ()) + (_APPLICANT if role == Role.PEMOHON else ())
    return tuple((path, tuple(path.split(".")[:-1]), path.split(".")[-1]) for path in paths)


def _masked(path: str) -> str | dict[str, str]:
    return {} if path in _MAPPINGS else MASK
