"""An office with a permit and a person who is forgotten between two backups; the commands that keep and restore it."""

import os
import signal
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson
from typer import Typer
from typer.testing import CliRunner, Result

from api.operations import backup, erasure_drill, restore
from application.backup.taking import Order, take
from application.settings import read_settings
from tests.api.casework import Case, case_at, signature
from tests.api.erasing import Forgetful, forgetful
from tests.api.exported import exported

KEY = b64encode(b"k" * 32).decode()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`first` was taken before the erasure, `second` after it, each a name of data and keys; `exported` then."""

    place: Forgetful
    root: Path
    permit: Case
    forgotten: Case
    exported: bytes
    first: tuple[str, str]
    second: tuple[str, str]

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    def environment(self, **changes: str) -> dict[str, str]:
        return _environment(self.place, self.root) | changes

    def backup(self, *words: str, **changes: str) -> Result:
        return _run(backup.command, *words, **self.environment(**changes))

    def restore(self, url: str, to: Path, *words: str, **changes: str) -> Result:
        elsewhere = {"IZIN_DATABASE_URL": url, "IZIN_ARCHIVE_URL": (to / "archive").as_uri(), "IZIN_DATA_DIR": str(to)}
        return _run(restore.command, *words, **self.environment(**elsewhere | changes))

    def drilled(self, telling: str, **changes: str) -> Result:
        return _run(erasure_drill.command, typed=telling, **self.environment(**changes))


@contextmanager
def kept_office(url: str, root: Path) -> Generator[Kept]:
    with forgetful(url, root / "office") as place:
        permit = case_at(place.product, 8)
        permit.done("kepala_dinas", "signature", signature(permit))
        forgotten = place.withdrawn("KTP")
        place.delivered()
        before = exported(place.product)
        place.product.get("/v1/checkpoint")
        first = _names(_run(backup.command, "--json", **_environment(place, root)))
        place.erase(forgotten)
        place.sweep()
        place.product.get("/v1/checkpoint")
        second = _names(_run(backup.command, "--json", **_environment(place, root)))
        yield Kept(
            place=place,
            root=root,
            permit=permit,
            forgotten=forgotten,
            exported=before,
            first=first,
            second=second,
        )


def kill_while(what: str, environment: dict[str, str], to: Path) -> int:
    """Take a backup in a process that is killed when it is about to do this; return how it ended."""
    process = get_context("spawn").Process(target=_die_while, args=(what, environment, to))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _die_while(what: str, environment: dict[str, str], to: Path) -> None:
    os.environ.update(environment)

    def watch(doing: str, _done: int, _total: int | None) -> None:
        if doing == what:
            os.kill(os.getpid(), signal.SIGKILL)

    order = Order(to=to / "data", keys_to=to / "keys", key=b"k" * 32, now=datetime.now(UTC))
    take(read_settings(), order, watch)


def _environment(place: Forgetful, root: Path) -> dict[str, str]:
    return {
        "IZIN_DATA_DIR": str(place.data),
        "IZIN_DATABASE_URL": place.url,
        "IZIN_ARCHIVE_URL": (place.data / "archive").as_uri(),
        "IZIN_MASTER_KEY": (place.data / "master.key").read_text(),
        "IZIN_SEALER_KEYS": str(place.data / "sealer-keys"),
        "IZIN_CHECKPOINT_DIRECTORY": str(place.data / "checkpoints"),
        "IZIN_BACKUP_DIRECTORY": str(root / "data"),
        "IZIN_BACKUP_KEYS_DIRECTORY": str(root / "keys"),
        "IZIN_BACKUP_KEY": KEY,
    }


def _run(command: Any, *words: str, typed: str | None = None, **environment: str) -> Result:
    app = Typer(pretty_exceptions_enable=False)
    app.command()(command)
    return CliRunner().invoke(app, words, input=typed, env=environment)


def _names(result: Result) -> tuple[str, str]:
    assert 0 == result.exit_code, result.output
    told = orjson.loads(result.stdout)
    return told["data"], told["keys"]
