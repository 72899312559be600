"""The keys that wrap every permit's key: given to a real installation, the first one made on first run for a demo."""

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from application.settings import BadSettings, Settings
from application.vault import Vault

LENGTH = 32  # AES-256
HOW_TO_MAKE = "make one with: openssl rand -base64 32"


def master_key(settings: Settings) -> bytes:
    """Return the 32 bytes, made on the first run if the database is the private one; or raise BadSettings."""
    if settings.master_key is not None:
        return decoded_key(settings.master_key.get_secret_value(), "IZIN_MASTER_KEY")
    if not settings.embedded:
        raise BadSettings(
            "IZIN_MASTER_KEY (or IZIN_MASTER_KEY_FILE) is needed with a database of your own: "
            f"{HOW_TO_MAKE}, and keep a copy away from the database. Without it nobody can read the applicants' data."
        )
    return _own_key(key_file(settings.data_dir))


def keep_master_key(settings: Settings) -> None:
    """Put the configured key where a private database expects it, unless one is there: else a new one were made."""
    file = key_file(settings.data_dir)
    if not file.exists():
        _make(file, master_key(settings))


def vault_of(settings: Settings) -> Vault:
    """Return the vault of this installation: what wraps, what also opens, and the master key, which opens for ever."""
    chosen = [(settings.wrapping_key, "IZIN_WRAPPING_KEY"), *_also(settings)]
    wrapping = [decoded_key(secret.get_secret_value(), name) for secret, name in chosen if secret is not None]
    if settings.wrapping_key is not None:
        return Vault([*wrapping, master_key(settings)])
    return Vault([master_key(settings), *wrapping])


def key_file(data_dir: Path) -> Path:
    """Return where a demo keeps its key."""
    return data_dir / "master.key"


def _also(settings: Settings) -> Iterator[tuple[SecretStr, str]]:
    if settings.wrapping_keys_also is not None:
        for text in settings.wrapping_keys_also.get_secret_value().split(","):
            yield SecretStr(text), "IZIN_WRAPPING_KEYS_ALSO"


def _own_key(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        _make(file, secrets.token_bytes(LENGTH))
    return decoded_key(file.read_text(encoding="ascii"), str(file))


def _make(file: Path, key: bytes) -> None:
    """Write the key aside and link it: it is there whole or not at all, and of two processes one key is kept."""
    descriptor, aside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # 0600
    try:
        with os.fdopen(descriptor, "w") as new:
            new.write(base64.b64encode(key).decode() + "\n")
            new.flush()
            os.fsync(new.fileno())  # rows sealed with it may be durable in a moment
        with suppress(FileExistsError):
            os.link(aside, file)
    finally:
        Path(aside).unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def decoded_key(text: str, source: str) -> bytes:
    """Return the 32 bytes that `text` holds in base64, or raise BadSettings, which names their source."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise BadSettings(f"{source} is not {LENGTH} bytes in base64: {HOW_TO_MAKE}.")
    return key
