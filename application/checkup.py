"""What is configured and whether it works: findings with a cure each, for scripts/doctor."""

import asyncio
import os
import shutil
from collections.abc import Generator, Iterator
from datetime import date

import psycopg

from application.archive.archive import open_archive
from application.archive.faults import ArchiveFull, ArchiveRefuses, ArchiveUnavailable, Corrupted
from application.backup.checkup import backup_findings
from application.evidence.checkup import sealed_findings, sealing_findings
from application.finding import Finding
from application.finding import fail as _fail
from application.finding import ok as _ok
from application.finding import warn as _warn
from application.identity.checkup import identity_findings, key_findings
from application.installation import DatabaseUnreachable, open_owner, postgres_directory
from application.letters.mail_settings import DESKS
from application.master_key import key_file, vault_of
from application.office_stream import History, read_after
from application.postgres.binaries import PostgresUnavailable
from application.postgres.database import APP, PROJECTOR, as_role
from application.postgres.migrations import MigrationRefused, pending
from application.postgres.store import OneConnection, PostgresStore
from application.rewrapping import counted
from application.rulebook import load_rulebook
from application.settings import BadSettings, Settings, unknown_variables
from application.signing.checkup import signing_findings
from application.store import Busy
from application.trust import trust_of
from application.uploads.virus_scan import Scanner, ScannerAway
from domain.blanks import blanks
from domain.calendar import Calendar
from domain.calendar_publication import CALENDAR, published
from domain.horizon import NOTICE
from domain.rulebook import Rulebook
from domain.service_standard import ServiceStandard
from domain.sop import Sop

SUPPORTED = range(15, 19)  # major versions of PostgreSQL
ENOUGH_SPACE = 1024**3


def examine(settings: Settings, today: date) -> Iterator[Finding]:
    """Yield findings one by one; a private database that exists is started for it, if it does not run."""
    yield from _settings(settings)
    yield from _data_directory(settings)
    yield from _master_key(settings)
    yield from _archive(settings)
    yield from _scanner(settings)
    yield from _identity(settings, today)
    yield from signing_findings(settings, today)
    yield from sealing_findings(settings)
    yield from _letters(settings)
    yield from backup_findings(settings, today)
    book = yield from _rulebook()
    history = yield from _database(settings, today)
    if book:
        yield _calendar(published(book.publications, history).newest, today)


def _settings(settings: Settings) -> Iterator[Finding]:
    database = "private PostgreSQL" if settings.embedded else "external PostgreSQL"
    yield _ok("settings", f"{'demo' if settings.demo else 'production'}, {database}")
    for name in unknown_variables():
        yield _warn("settings", f"{name} means nothing to this program", "compare it with the table of settings")


def _data_directory(settings: Settings) -> Iterator[Finding]:
    place = settings.data_dir
    if not place.exists():
        yield _ok("data", f"{place} is made when it is needed")
        return
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        yield _fail("data", f"{place} cannot be written", "give it to the user that runs the program")
    elif free < ENOUGH_SPACE:
        yield _warn("data", f"{place} has {free / 1024**2:.0f} MiB left", "make room before the disk is full")
    else:
        yield _ok("data", f"{place}, {free / 1024**3:.0f} GiB free")


def _master_key(settings: Settings) -> Iterator[Finding]:
    own = key_file(settings.data_dir)
    if settings.embedded and settings.master_key is None and not own.exists():
        yield _ok("master key", "is made on the first run")
        return
    try:
        vault_of(settings)
    except BadSettings as error:
        yield _fail("master key", str(error), "without it no applicant's data can be written or read")
        return
    if settings.master_key is None and own.stat().st_mode & 0o077:
        yield _fail("master key", f"{own} can be read by others", f"chmod 600 {own}")
    else:
        yield _ok("master key", "32 bytes")


def _archive(settings: Settings) -> Iterator[Finding]:
    if settings.archive_url is None and not (settings.data_dir / "archive").exists():
        yield _ok("archive", "a folder of the data directory, made when it is needed")
        return
    where = settings.archive_url or settings.data_dir / "archive"
    try:
        open_archive(settings).try_out()
    except BadSettings as error:
        yield _fail("archive", str(error), "mend the setting that is named")
    except ArchiveFull as error:
        yield _fail("archive", f"{where} has no room: {error}", "make room: nothing can be handed in or signed")
    except ArchiveRefuses as error:
        yield _fail("archive", f"{where} refuses: {error}", "see bucket, keys and region; it must honour If-None-Match")
    except (ArchiveUnavailable, Corrupted) as error:
        yield _fail("archive", f"{where} does not serve: {error}", "see that it runs and can be reached from here")
    else:
        yield _ok("archive", f"{where}: written, read, deleted; the first writer wins")


def _scanner(settings: Settings) -> Iterator[Finding]:
    if settings.clamav is None:
        says, cure = "uploads are not scanned for viruses", "run clamd and set IZIN_CLAMAV"
        yield _ok("virus scanner", says) if settings.demo else _warn("virus scanner", says, cure)
        return
    try:
        yield _ok("virus scanner", Scanner(settings.clamav).version())
    except ScannerAway as error:
        yield _fail("virus scanner", str(error), "nothing can be uploaded until clamd answers")


def _identity(settings: Settings, today: date) -> Iterator[Finding]:
    try:
        yield from identity_findings(settings, trust_of(settings))
    except BadSettings as error:
        yield _fail("identity", str(error), "mend the setting that is named")
    yield from key_findings(settings, today)
    if settings.public_url is not None and settings.public_url.scheme != "https":
        yield _warn("address", f"{settings.public_url} is not https", "put a TLS proxy before it: no session without")


def _letters(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        yield _ok("letters", f"stay in {settings.data_dir / 'mailbox'} (demo)")
        return
    if settings.smtp_host is None:
        yield _warn("letters", "are not sent: there is no mail server", "set IZIN_SMTP_HOST and IZIN_MAIL_FROM")
        return
    yield _ok("letters", f"by {settings.smtp_host}:{settings.smtp_port} ({settings.smtp_tls})")
    if silent := [role for role in DESKS if role not in settings.desk_addresses]:
        yield _warn("letters", f"desks without an address: {', '.join(silent)}", "set IZIN_DESK_ADDRESSES")


def _rulebook() -> Generator[Finding, None, Rulebook | None]:
    try:
        book = load_rulebook()
    except ValueError as error:  # BadSop, BadCalendar, YearsDoNotFit … all name file and place
        yield _fail("SOP and calendar", str(error), "mend the file that is named")
        return None
    for sop in book.all_sops:
        if sop.placeholders:
            yield _warn(
                f"SOP {sop.code}", f"not yet confirmed: {', '.join(sop.placeholders)}", "the office fills them in"
            )
        else:
            yield _ok(f"SOP {sop.code}", f"version {sop.version}, confirmed by the office")
        yield _forms(book, sop)
    for standard in book.service_standards:
        yield _service_standard(standard)
    return book


# What no file of an office holds yet, and papers mark all the same.
MARKED = (
    "emblem",
    "head of the technical office",
    "assignment letter, inspected party and Kepala Bidang of the BAPL",
    "legal ground of the public register",
)


def _forms(book: Rulebook, sop: Sop) -> Finding:
    """Nothing is printed as if the office had confirmed it: what it has not, papers mark and this lists."""
    marked = (*blanks(book.forms[sop.ref]), *MARKED)
    return _warn(
        f"papers {sop.code}", f"printed with [isi oleh kantor]: {', '.join(marked)}", "the office fills them in"
    )


def _service_standard(standard: ServiceStandard) -> Finding:
    name = f"service standard {standard.sop}"
    if not standard.blanks:
        return _ok(name, f"in force from {standard.in_force_from}")
    return _warn(name, f"shown with [isi oleh kantor]: {', '.join(standard.blanks)}", "the office fills them in")


def _database(settings: Settings, today: date) -> Generator[Finding, None, History]:
    """Return what the office itself has published, as far as the database tells."""
    if settings.embedded and not any(postgres_directory(settings).glob("*/data")):
        yield _warn("database", "there is none yet", "scripts/serve makes it")
        return ()
    try:
        with open_owner(settings) as owner:
            yield _version(owner)
            yield from _migrations(owner)
            yield from _roles(settings, owner)
            yield from _outbox(settings, owner)
            yield from _wrapping(settings, owner)
            yield from sealed_findings(settings, _login(settings, owner), today)
            return _published(owner)
    except (PostgresUnavailable, DatabaseUnreachable) as error:
        yield _fail("database", str(error), "see that it runs and that its login is right")
        return ()


def _published(owner: str) -> History:
    """Nothing, where the reason has been told already: no tables yet, or no way to look into them."""
    try:
        return () if pending(owner) else asyncio.run(_publications(as_role(owner, APP)))
    except (MigrationRefused, Busy):
        return ()


async def _publications(url: str) -> History:
    store = PostgresStore(OneConnection(url))
    try:
        return await read_after(store, CALENDAR, 0)
    finally:
        await store.close()


def _calendar(calendar: Calendar, today: date) -> Finding:
    last = date(calendar.years[-1].year, 12, 31)
    provisional = [str(year.year) for year in calendar.years if year.provisional]
    if last < today:
        return _fail("calendar", f"ends {last}: no due date can be computed", "publish the calendar of this year")
    if last - today < NOTICE:
        return _warn("calendar", f"ends {last}", "publish the calendar of the next year")
    if provisional:
        return _warn(
            "calendar", f"until {last}; provisional: {', '.join(provisional)}", "publish it when it is decreed"
        )
    return _ok("calendar", f"until {last}")


def _version(owner: str) -> Finding:
    with psycopg.connect(owner) as connection:
        version = connection.info.server_version // 10_000
    if version not in SUPPORTED:
        return _fail("database", f"PostgreSQL {version}", f"use {SUPPORTED[0]} to {SUPPORTED[-1]}")
    return _ok("database", f"PostgreSQL {version}")


def _migrations(owner: str) -> Iterator[Finding]:
    try:
        missing = pending(owner)
    except MigrationRefused as error:
        yield _fail("migrations", str(error), "run the program that fits this database")
        return
    if missing:
        yield _fail("migrations", f"missing: {', '.join(missing)}", "scripts/migrate")
    else:
        yield _ok("migrations", "all applied")


def _roles(settings: Settings, owner: str) -> Iterator[Finding]:
    login = _login(settings, owner)
    for role in (APP, PROJECTOR):
        try:
            psycopg.connect(as_role(login, role)).close()
        except psycopg.OperationalError as error:
            yield _fail("roles", f"the login cannot become {role}: {error}", f"GRANT {role} TO the login")
        else:
            yield _ok("roles", role)


def _login(settings: Settings, owner: str) -> str:
    return owner if settings.database_url is None else settings.database_url.get_secret_value()


def _wrapping(settings: Settings, owner: str) -> Iterator[Finding]:
    try:
        vault = vault_of(settings)
        with psycopg.connect(as_role(_login(settings, owner), APP)) as connection:
            keys = counted(connection)
    except (psycopg.Error, BadSettings):  # what is missing, the role, the table or the key, is told already
        return
    for name, many in keys.items():
        says = f"{name.hex()} wraps the keys of {many} files"
        if name == vault.present:
            yield _ok("wrapping key", says)
        elif vault.knows(name):
            yield _warn("wrapping key", f"{says} still", "scripts/rewrap")
        else:
            yield _fail(
                "wrapping key", f"{says} and is not configured", "IZIN_WRAPPING_KEYS_ALSO: nobody can read them"
            )


def _outbox(settings: Settings, owner: str) -> Iterator[Finding]:
    try:
        with psycopg.connect(as_role(_login(settings, owner), APP)) as connection:
            row = connection.execute("SELECT count(*) FROM mail.outbox WHERE state = 'dead'").fetchone()
    except psycopg.Error:  # what is missing, the role or the table, is told already
        return
    dead = row[0] if row else 0
    if dead:
        yield _warn("outbox", f"{dead} letters or webhook calls were given up", "GET /v1/notifications?state=dead")
    else:
        yield _ok("outbox", "nothing was given up")
