"""Everything an installation may choose, read once from the environment: IZIN_… or, for secrets, IZIN_…_FILE."""

import os
from pathlib import Path
from typing import Any, Literal

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from application.backup.settings import BackupSettings
from application.door_settings import Origins, Proxies
from application.evidence.settings import EvidenceSettings
from application.identity.settings import IdentitySettings
from application.letters.mail_settings import LOCALHOST, DeskAddresses, MailAddress, Ports, SmtpTls, Words
from application.postgres.database import Timeouts
from application.signing.settings import SigningSettings

PREFIX = "IZIN_"
KIB = 1024


class BadSettings(ValueError):
    """A setting is wrong or missing: the message names the variable."""


class Settings(SigningSettings, EvidenceSettings, IdentitySettings, BackupSettings):
    """The settings of one process; the descriptions are the documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    database_url: SecretStr | None = Field(
        None, description="PostgreSQL 15 to 18. Without it a private one runs in the data directory: one machine, demo."
    )
    owner_database_url: SecretStr | None = Field(
        None, description="Login that applies migrations; the database URL if not given."
    )
    read_database_url: SecretStr | None = Field(
        None, description="A streaming replica for lists and dashboards; the database URL if not given."
    )
    database_pool_size: int = Field(16, ge=2, le=200, description="Connections a process keeps for reading.")
    statement_timeout_ms: int = Field(10_000, ge=100, description="A statement that takes longer is given up (503).")
    lock_timeout_ms: int = Field(3_000, ge=100, description="A wait for a lock that takes longer is given up (503).")

    data_dir: Path = Field(
        Path(__file__).parents[1] / ".data",
        description="Private PostgreSQL, demo keys and, without an archive URL, the papers.",
    )
    archive_url: str | None = Field(
        None, description="Where papers are kept, e.g. s3://bucket/folder; a folder of the data directory if not given."
    )
    s3_endpoint: AnyHttpUrl | None = Field(
        None, description="Address of an S3 that is not Amazon's. It must honour If-None-Match; scripts/doctor tries."
    )
    s3_region: str = Field("us-east-1", description="Region of the S3.")
    s3_access_key_id: SecretStr | None = Field(
        None, description="Who we are to the S3; without it Amazon's own variables or the machine's role are used."
    )
    s3_secret_access_key: SecretStr | None = Field(None, description="And the secret that proves it.")
    master_key: SecretStr | None = Field(
        None, description="32 bytes in base64 that wrap the key of each permit. Made in the data directory for a demo."
    )
    wrapping_key: SecretStr | None = Field(
        None,
        description="32 bytes in base64 that wrap the keys of permits instead of the master key: this one can be "
        "changed (docs/keys.md). What the master key has wrapped still opens.",
    )
    wrapping_keys_also: SecretStr | None = Field(
        None, description="Further ones, with commas between, that open and do not wrap: the last ones, or the next."
    )

    clamav: str | None = Field(
        None,
        pattern=r"^(/.+|.+:[0-9]{1,5})$",
        description="clamd that scans uploads: host:port, or the path of its socket. Without it nothing is scanned.",
    )

    qr_keys: Path | None = Field(
        None,
        description="Folder of Ed25519 keys (*.pem) that sign QR codes for offline readers; the last private one by "
        "name signs, all are published. Made in the data directory for a demo; else without it codes are not signed.",
    )

    public_url: AnyHttpUrl | None = Field(
        None, description="Address the public uses, printed in QR codes. Switches the demo identities off."
    )

    max_body_bytes: int = Field(256 * KIB, ge=1024, description="Largest JSON body. A document has 5 MiB of its own.")
    rate_limit_per_minute: int = Field(120_000, ge=1, description="Requests a caller may make in a minute.")
    upload_files_per_day: int = Field(10_000, ge=20, description="Files that one person may upload in a day.")
    upload_mib_per_day: int = Field(10_240, ge=100, description="And how many MiB all of them may have.")
    trusted_proxies: Proxies = Field(
        ("127.0.0.1",),
        description="Addresses or networks of the proxies whose X-Forwarded-For is believed, with commas between. Of "
        "its hops the last that is none of them is the client.",
    )
    cors_origins: Origins = Field(
        (),
        description="Origins whose scripts may call the API with a token, such as https://portal.example, with commas "
        "between. None by default; never a wildcard, and never with cookies.",
    )

    writer_batch: int = Field(128, ge=1, le=1000, description="Commands that may share one transaction.")
    writer_queue: int = Field(4096, ge=1, description="Commands that may wait; further ones are answered 503.")
    projector: bool = Field(default=True, description="Feed the read models in this process (else: scripts/project).")
    clockwork: bool = Field(
        default=True, description="Remind, escalate and let lapse in this process; of several, one does it at a time."
    )
    deliver: bool = Field(default=True, description="Send letters and call webhooks in this process.")
    demo_data: bool = Field(default=True, description="Fill an empty demo with sample permits.")

    smtp_host: str | None = Field(
        None, description="Mail server. Without it no letter is sent; a demo keeps its letters in a mailbox of its own."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server; 465 where TLS is implicit.")
    smtp_tls: SmtpTls = Field(
        "starttls", description="starttls or implicit; none only where the mail server is this machine."
    )
    smtp_user: str | None = Field(None, description="Login at the mail server, if it wants one.")
    smtp_password: SecretStr | None = Field(None, description="Its password.")
    mail_from: MailAddress | None = Field(
        None,
        validate_default=True,
        description="Sender of the letters, such as DPMPTSP Kota Banjarbaru <tidak-dibalas@…>; the name signs them.",
    )
    desk_addresses: DeskAddresses = Field(
        {},
        description="Where the desks read, as a JSON object from role to address. A desk without one gets no letters.",
    )
    ca_file: Path | None = Field(
        None, description="Further certificate authorities (PEM) for the mail server and for webhooks."
    )
    letters_per_second: float = Field(
        20, gt=0, le=1000, description="Letters a process begins to send in a second, at most; and webhook calls."
    )

    webhook_hosts: Words = Field(
        (), description="Names that webhooks may call, with commas between; any public one if none is given."
    )
    webhook_ports: Ports = Field((443,), description="Ports that webhooks may call, with commas between.")
    webhook_localhost: bool = Field(
        default=False, description="Let the webhooks of a demo call this very machine, also unencrypted."
    )

    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: for people on a terminal, else JSON."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")

    @property
    def embedded(self) -> bool:
        """Whether the private PostgreSQL of this machine is used."""
        return self.database_url is None

    @property
    def demo(self) -> bool:
        """Whether everybody may become anybody: only where nothing real is configured."""
        return self.embedded and self.oidc_issuer is None and self.public_url is None

    @property
    def timeouts(self) -> Timeouts:
        """When a connection of ours gives up."""
        return Timeouts(statement=self.statement_timeout_ms, lock=self.lock_timeout_ms)

    @field_validator("database_url", "owner_database_url", "read_database_url")
    @classmethod
    def _is_a_connection_string(cls, url: SecretStr | None) -> SecretStr | None:
        try:
            conninfo_to_dict(url.get_secret_value() if url else "")
        except ProgrammingError:
            raise ValueError("not a PostgreSQL URL") from None  # the cause would show the password
        return url

    @field_validator("smtp_tls")
    @classmethod
    def _is_not_read_on_the_way(cls, tls: SmtpTls, info: ValidationInfo) -> SmtpTls:
        if tls == "none" and info.data.get("smtp_host") not in {None, *LOCALHOST}:
            raise ValueError("letters are personal: none is only for a mail server on this machine")
        return tls

    @field_validator("mail_from")
    @classmethod
    def _is_named(cls, sender: str | None, info: ValidationInfo) -> str | None:
        if sender is None and info.data.get("smtp_host"):
            raise ValueError("who writes the letters? Set it beside IZIN_SMTP_HOST")
        return sender

    @field_validator("smtp_password")
    @classmethod
    def _has_a_user(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if password is not None and not info.data.get("smtp_user"):
            raise ValueError("whose password? Set IZIN_SMTP_USER too")
        return password

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments of a command first, then the environment, then files named by it; no .env file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _SecretFiles(settings_cls)


class _SecretFiles(PydanticBaseSettingsSource):
    """IZIN_<SECRET>_FILE names a file that holds the secret (Docker and systemd secrets)."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str | None, str, bool]:
        variable = f"{PREFIX}{field_name}_file".upper()
        path = os.environ.get(variable)
        if not path or field.annotation != SecretStr | None:
            return None, field_name, False
        if os.environ.get(f"{PREFIX}{field_name}".upper()):
            raise BadSettings(f"{variable} and the variable without _FILE are both set: keep one.")
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise BadSettings(f"{variable}: {path} cannot be read ({error.strerror}).") from error

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def read_settings(**chosen: object) -> Settings:
    """Return the settings, options of a command (None = not given) before the environment; or raise BadSettings."""
    given: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = (f"{PREFIX}{'.'.join(map(str, e['loc']))}".upper() + f": {e['msg']}" for e in error.errors())
        raise BadSettings("; ".join(wrong)) from None  # the cause would show the values, secrets too
    except SettingsError as error:
        raise BadSettings(str(error)) from error


def unknown_variables() -> tuple[str, ...]:
    """Return IZIN_ variables that mean nothing: most likely slips of the pen."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    files = {f"{name}_FILE" for name in known}
    return tuple(sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known | files))
