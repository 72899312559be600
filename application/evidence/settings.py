"""What an office may choose about sealing its trail: under which name, by whose key, and where it is published."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field, field_validator
from pydantic_settings import BaseSettings

from domain.sealed_logs import SealedLog
from domain.signed_note import is_log_name

UNNAMED = "jejak-izin.example/izin"


class EvidenceSettings(BaseSettings):
    """Part of `Settings`; `application.evidence.keys` says which of these belong together."""

    log_name: str = Field(
        UNNAMED,
        description="What the log and its key are called in every checkpoint, such as izin.banjarbarukota.go.id/izin. "
        "A log that is restored from a backup needs a new name, and never gets an old one again.",
    )
    sealer: bool = Field(default=True, description="Seal the trail in this process; of several, one does it at a time.")
    seal_every_s: int = Field(60, ge=1, le=60, description="Seconds between two checkpoints while there is news.")
    sealer_keys: Path | None = Field(
        None,
        description="Folder of Ed25519 keys (*.pem) of the sealer; the last private one by name signs, all are "
        "published. Made in the data directory for a private database; else nothing is sealed without it.",
    )
    sealer_command: str | None = Field(
        None,
        description="Program that signs instead (a signer elsewhere, an HSM): the bytes on its input, 64 bytes of "
        "signature or their base64 on its output. IZIN_SEALER_KEYS then holds public keys; the last is its own.",
    )
    sealer_timeout_s: int = Field(10, ge=1, le=60, description="Seconds after which that program is ended.")
    checkpoint_directory: Path | None = Field(
        None,
        description="Where checkpoints are published outside of the database, best on another machine or on storage "
        "that is written once; a folder of the data directory if not given.",
    )
    checkpoint_webhook: AnyHttpUrl | None = Field(
        None, description="Address that the newest checkpoint is posted to, as text. IZIN_WEBHOOK_HOSTS holds for it."
    )
    checkpoint_timestamp_url: AnyHttpUrl | None = Field(
        None, description="RFC 3161 time stamp server for checkpoints. Without an answer they are sealed all the same."
    )
    checkpoint_timestamp_every_s: int = Field(3600, ge=60, description="Seconds between two such time stamps.")

    @field_validator("log_name")
    @classmethod
    def _can_be_written_in_a_note(cls, name: str) -> str:
        if not all(is_log_name(log.origin(name)) for log in SealedLog):
            raise ValueError("a log is called by one word of at most 190 letters, without blanks and plus signs")
        return name
