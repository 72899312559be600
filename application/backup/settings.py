"""What an office may choose about its backups. Part of `Settings`."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class BackupSettings(BaseSettings):
    """`docs/backup.md` says what belongs where."""

    backup_directory: Path | None = Field(
        None, description="Where scripts/backup puts the data and the papers; scripts/doctor tells their age."
    )
    backup_keys_directory: Path | None = Field(
        None,
        description="Where it puts the keys of personal data: elsewhere, never copied to where the data are kept.",
    )
    backup_key: SecretStr | None = Field(
        None, description="32 bytes in base64 by which backups are encrypted. Not the master key; there is no default."
    )
    backup_keep_days: int = Field(365, ge=1, description="Days that a backup of the data is kept; never the last one.")
    backup_keys_keep_days: int = Field(
        30, ge=1, le=90, description="Days that a backup of the keys is kept: so long forgetting takes at most."
    )
