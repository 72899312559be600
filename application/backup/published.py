"""The newest checkpoint that was published outside of the backup: what the office had told the world."""

from dataclasses import dataclass, replace
from pathlib import Path

from application.backup.faults import BackupRefused
from application.evidence.folder import folder_of
from application.evidence.keys import LogKeys, NotOurs, sealing_of
from application.evidence.refused import SealingRefused
from application.settings import Settings
from domain.signed_note import BadNote, Checkpoint, read_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """`signed`: whether one of the sealer's keys at hand says so; without a key nobody can tell."""

    checkpoint: Checkpoint
    signed: bool


def published_checkpoint(settings: Settings, log_name: str, file: Path | None) -> Published | None:
    """Return the checkpoint in `file`, else the newest of the configured folder; raise `BackupRefused`."""
    keys = _keys(settings, log_name)
    if file is None:
        return _of_folder(settings, keys) if keys else None
    try:
        note = file.read_text("utf-8")
        checkpoint = keys.verified(note) if keys else read_note(note).checkpoint
    except (OSError, UnicodeDecodeError, BadNote, NotOurs) as error:
        raise BackupRefused(f"{file} is no checkpoint of this log: {error}.") from error
    if checkpoint.origin != log_name:  # without keys nobody else has looked
        raise BackupRefused(f"{file} is a checkpoint of {checkpoint.origin}; the backup is of {log_name}.")
    return Published(checkpoint=checkpoint, signed=keys is not None)


def _keys(settings: Settings, log_name: str) -> LogKeys | None:
    """The sealer's public keys under the name of that time, where there are any; none are made."""
    if settings.sealer_keys is None and not (settings.data_dir / "sealer-keys").exists():
        return None
    keys = sealing_of(settings).keys
    return replace(keys, name=log_name) if keys.published else None


def _of_folder(settings: Settings, keys: LogKeys) -> Published | None:
    try:
        found = folder_of(settings, keys).newest()
    except SealingRefused as refused:
        raise BackupRefused(f"{refused.says}.") from refused
    newest = max(found, key=lambda each: each.size, default=None)
    return Published(checkpoint=newest, signed=True) if newest else None
