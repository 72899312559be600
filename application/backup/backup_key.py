"""The key of the backups: given, never made; another one than the master key, so that one theft is not enough."""

import hmac
from pathlib import Path

from application.backup.faults import BackupRefused
from application.master_key import decoded_key, key_file, master_key
from application.settings import BadSettings, Settings


def backup_key(settings: Settings, file: Path | None) -> bytes:
    """Return the 32 bytes in `file`, else of the settings; raise `BadSettings`, or `BackupRefused` for a master key."""
    key = _read(file) if file else _configured(settings)
    own = has_master_key(settings)
    if own and hmac.compare_digest(key, master_key(settings)):
        raise BackupRefused(
            "The backup key is the master key: whoever finds a backup and its key must not have everything. "
            "Make another one with: openssl rand -base64 32"
        )
    return key


def has_master_key(settings: Settings) -> bool:
    """Return whether there is a master key, without making one."""
    return settings.master_key is not None or (settings.embedded and key_file(settings.data_dir).exists())


def _read(file: Path) -> bytes:
    try:
        return decoded_key(file.read_text(encoding="ascii"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"--key-file: {file} cannot be read ({error}).") from error


def _configured(settings: Settings) -> bytes:
    if settings.backup_key is None:
        raise BadSettings(
            "Backups are encrypted: give --key-file, or IZIN_BACKUP_KEY_FILE, with 32 bytes in base64 "
            "(openssl rand -base64 32), and keep a copy away from backups and master key."
        )
    return decoded_key(settings.backup_key.get_secret_value(), "IZIN_BACKUP_KEY")
