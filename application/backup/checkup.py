"""Whether there are backups and how old the newest are, for scripts/doctor."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from application.backup.faults import DamagedBackup, NoBackup
from application.backup.folder import Kind, newest
from application.backup.manifest import look_at
from application.finding import Finding, fail, ok, warn
from application.settings import Settings

_HOW = "scripts/backup every day: docs/backup.md"


def backup_findings(settings: Settings, today: date) -> Iterator[Finding]:
    """Yield what is found in the folders that the settings name; nothing is opened."""
    folders: tuple[tuple[Kind, Path | None, str], ...] = (
        ("data", settings.backup_directory, "IZIN_BACKUP_DIRECTORY"),
        ("keys", settings.backup_keys_directory, "IZIN_BACKUP_KEYS_DIRECTORY"),
    )
    for kind, folder, variable in folders:
        if folder is not None:
            yield _newest(kind, folder, today)
        elif settings.demo:
            yield ok(f"backup of {kind}", "none, as it is a demo")
        else:
            yield warn(f"backup of {kind}", f"nobody knows where: {variable} is not set", _HOW)


def _newest(kind: Kind, folder: Path, today: date) -> Finding:
    about = f"backup of {kind}"
    try:
        found = newest(folder, kind)
        manifest = look_at(found.place)
    except NoBackup:
        return warn(about, f"there is none in {folder}", _HOW)
    except DamagedBackup as error:
        return fail(about, str(error), "take a new one, and find out what happened to the disk")
    days = (today - found.taken_at.date()).days
    says = f"{found.place.name} up to event {manifest.position}, {days} days old"
    return warn(about, says, _HOW) if days > 1 else ok(about, says)
