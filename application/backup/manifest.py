"""What a backup says of itself: what it holds and by what it is judged. Read by anybody, made only with the key."""

import hmac
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.backup.faults import DamagedBackup
from application.backup.sealed_file import PIECE

NAME = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Part):
    """One encrypted file beside the manifest."""

    name: str = Field(pattern=r"^[a-z]+\.izb$")
    bytes: int
    sha256: str


class Sealed(_Part):
    """One log as it stood: its entries without gaps, the root of its tree, and the newest checkpoint over a part."""

    log: Literal["trail", "access"]
    size: int
    root: str
    checkpoint: str | None
    checkpoint_size: int = 0


class Manifest(_Part):
    """`position` is that of the last event; `masters` names the master keys by which the keys are wrapped."""

    format: Literal[1] = 1
    kind: Literal["data", "keys"]
    name: str
    taken_at: datetime
    log_name: str
    postgres: int
    migrations: dict[str, str]
    position: int
    sealed: tuple[Sealed, ...] = ()
    documents: int = 0
    document_bytes: int = 0
    keys: int = 0
    masters: tuple[str, ...] = ()
    forgotten: int = 0
    files: tuple[File, ...]

    def log(self, name: str) -> Sealed:
        """Return what is said of that log."""
        return next(each for each in self.sealed if each.log == name)


class _Signed(_Part):
    manifest: Manifest
    mac: str


def written(manifest: Manifest, key: bytes) -> bytes:
    """Return the text of the file."""
    signed = _Signed(manifest=manifest, mac=_mac(manifest, key))
    return signed.model_dump_json(indent=1).encode() + b"\n"


def look_at(folder: Path) -> Manifest:
    """Return what a backup says of itself, believed by nobody yet; or raise `DamagedBackup`."""
    return _read(folder).manifest


def read_manifest(folder: Path, key: bytes) -> Manifest:
    """Return what a backup says of itself, or raise `DamagedBackup` unless this key has made it for this folder."""
    signed = _read(folder)
    if not hmac.compare_digest(signed.mac, _mac(signed.manifest, key)):
        raise DamagedBackup(f"{folder / NAME} does not fit this backup key: another key, or it was altered")
    if signed.manifest.name != folder.name:
        raise DamagedBackup(f"{folder / NAME} belongs to {signed.manifest.name}")
    return signed.manifest


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Raise `DamagedBackup`, which names the file, unless all are there as they were written."""
    for file in manifest.files:
        place = folder / file.name
        try:
            size, digest = _measured(place)
        except OSError as error:
            raise DamagedBackup(f"{place} is missing or cannot be read ({error.strerror})") from error
        if size != file.bytes:
            raise DamagedBackup(f"{place} has {size} bytes instead of {file.bytes}: it was cut or altered")
        if digest != file.sha256:
            raise DamagedBackup(f"{place} is not what was written: its SHA-256 is {digest}, not {file.sha256}")


def _read(folder: Path) -> _Signed:
    place = folder / NAME
    try:
        return _Signed.model_validate_json(place.read_bytes())
    except OSError as error:
        raise DamagedBackup(f"{place} is missing or cannot be read ({error.strerror})") from error
    except ValidationError:
        raise DamagedBackup(f"{place} is not what was written: it cannot be read") from None


def _mac(manifest: Manifest, key: bytes) -> str:
    return hmac.digest(key, b"jejak-izin backup manifest\n" + manifest.model_dump_json().encode(), "sha256").hex()


def _measured(place: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()
