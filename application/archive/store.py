"""Where the archive's objects lie: a folder, an S3 or another store, as the settings name it."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from application.settings import PREFIX, BadSettings, Settings

if TYPE_CHECKING:  # obstore has these for type checkers only
    from obstore.store import ClientConfig, RetryConfig, S3Config

# Somebody waits for each answer: obstore's own patience of three minutes is that of a batch job.
_RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
_CLIENT: "ClientConfig" = {"connect_timeout": timedelta(seconds=3), "timeout": timedelta(seconds=20)}


def open_store(settings: Settings) -> ObjectStore:
    """Return the store of these settings, or raise `BadSettings`. Nothing is asked of it yet; a folder is made."""
    url = settings.archive_url or (settings.data_dir / "archive").absolute().as_uri()
    try:
        if url.startswith("file:"):
            return _folder(url)
        if url.startswith("s3:"):
            return _s3(url, settings)
        return from_url(url)
    except (BaseError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise BadSettings(f"{PREFIX}ARCHIVE_URL: {url} names no store ({reason}).") from error


def _folder(url: str) -> LocalStore:
    """Encrypted is what is inside, and still nobody else's."""
    store = LocalStore.from_url(url, mkdir=True)
    Path(str(store.prefix)).chmod(0o700)
    return store


def _s3(url: str, settings: Settings) -> S3Store:
    """What is not set is looked for where Amazon's own tools look: their variables, the role of the machine."""
    endpoint = str(settings.s3_endpoint).rstrip("/") if settings.s3_endpoint else None
    client: ClientConfig = {**_CLIENT, "allow_http": endpoint is not None and endpoint.startswith("http:")}
    config: S3Config = {"region": settings.s3_region}
    if endpoint:
        config["endpoint"] = endpoint
    if key := _keys(settings):
        config["access_key_id"], config["secret_access_key"] = key
    return S3Store.from_url(url, client_options=client, retry_config=_RETRIES, config=config)


def _keys(settings: Settings) -> tuple[str, str] | None:
    name, secret = settings.s3_access_key_id, settings.s3_secret_access_key
    if (name is None) != (secret is None):
        raise BadSettings(f"{PREFIX}S3_ACCESS_KEY_ID and {PREFIX}S3_SECRET_ACCESS_KEY belong together: set both.")
    return (name.get_secret_value(), secret.get_secret_value()) if name and secret else None


def sync(store: ObjectStore, path: str) -> None:
    """Have the file and its folders on disk: obstore 0.12 syncs nothing, and a power cut must not take a decree."""
    if not isinstance(store, LocalStore) or store.prefix is None:
        return
    file = Path(store.prefix) / path
    for each in (file, *file.parents[: len(Path(path).parts)]):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
