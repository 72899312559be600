"""What is configured and whether it works: findings with a cure each, for scripts/doctor."""

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg

from application.database import APP, PROJECTOR, as_role
from application.finding import Finding, fail, ok, warn
from application.installation import DatabaseUnreachable, open_owner, postgres_directory
from application.master_key import key_file, master_key
from application.migrations import MigrationRefused, pending
from application.postgres_binaries import PostgresUnavailable
from application.rulebook import load_rulebook
from application.settings import BadSettings, Settings, unknown_variables
from application.signing_checkup import signing_findings
from domain.rulebook import Rulebook

SUPPORTED = range(15, 19)  # major versions of PostgreSQL
ENOUGH_NOTICE = timedelta(days=60)
ENOUGH_SPACE = 1024**3


def examine(settings: Settings, today: date) -> Iterator[Finding]:
    """Yield findings one by one; a private database that exists is started for it, if it does not run."""
    yield from _settings(settings)
    yield from _data_directory(settings)
    yield from _master_key(settings)
    yield from _identity(settings)
    yield from signing_findings(settings, today)
    yield from _rulebook(today)
    yield from _database(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    database = "private PostgreSQL" if settings.embedded else "external PostgreSQL"
    yield ok("settings", f"{'demo' if settings.demo else 'production'}, {database}")
    for name in unknown_variables():
        yield warn("settings", f"{name} means nothing to this program", "compare it with the table of settings")


def _data_directory(settings: Settings) -> Iterator[Finding]:
    place = settings.data_dir
    if not place.exists():
        yield ok("data", f"{place} is made when it is needed")
        return
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        yield fail("data", f"{place} cannot be written", "give it to the user that runs the program")
    elif free < ENOUGH_SPACE:
        yield warn("data", f"{place} has {free / 1024**2:.0f} MiB left", "make room before the disk is full")
    else:
        yield ok("data", f"{place}, {free / 1024**3:.0f} GiB free")


def _master_key(settings: Settings) -> Iterator[Finding]:
    own = key_file(settings.data_dir)
    if settings.embedded and settings.master_key is None and not own.exists():
        yield ok("master key", "is made on the first run")
        return
    try:
        master_key(settings)
    except BadSettings as error:
        yield fail("master key", str(error), "without it no applicant's data can be written or read")
        return
    if settings.master_key is None and own.stat().st_mode & 0o077:
        yield fail("master key", f"{own} can be read by others", f"chmod 600 {own}")
    else:
        yield ok("master key", "32 bytes")


def _identity(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        yield warn("identity", "anybody may become anybody (demo)", "for trying out only")
    elif settings.oidc_issuer is None:
        yield fail("identity", "nobody can sign in", "OpenID Connect comes with a later version")
    else:
        yield fail("identity", f"{settings.oidc_issuer} is not used yet", "OpenID Connect comes with a later version")
    if settings.public_url is not None and settings.public_url.scheme != "https":
        yield warn("address", f"{settings.public_url} is not https", "put a TLS proxy before it")


def _rulebook(today: date) -> Iterator[Finding]:
    try:
        book = load_rulebook()
    except ValueError as error:  # BadSop, BadCalendar, YearsDoNotFit … all name file and place
        yield fail("SOP and calendar", str(error), "mend the file that is named")
        return
    yield _calendar(book, today)
    for sop in book.all_sops:
        if sop.placeholders:
            yield warn(
                f"SOP {sop.code}", f"not yet confirmed: {', '.join(sop.placeholders)}", "the office fills them in"
            )
        else:
            yield ok(f"SOP {sop.code}", f"version {sop.version}, confirmed by the office")


def _calendar(book: Rulebook, today: date) -> Finding:
    last = date(book.calendar.years[-1].year, 12, 31)
    provisional = [str(year.year) for year in book.calendar.years if year.provisional]
    if last < today:
        return fail("calendar", f"ends {last}: no due date can be computed", "publish the calendar of this year")
    if last - today < ENOUGH_NOTICE:
        return warn("calendar", f"ends {last}", "publish the calendar of the next year")
    if provisional:
        return warn("calendar", f"until {last}; provisional: {', '.join(provisional)}", "publish it when it is decreed")
    return ok("calendar", f"until {last}")


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.embedded and not any(postgres_directory(settings).glob("*/data")):
        yield warn("database", "there is none yet", "scripts/serve makes it")
        return
    try:
        with open_owner(settings) as owner:
            yield _version(owner)
            yield from _migrations(owner)
            yield from _roles(settings, owner)
    except (PostgresUnavailable, DatabaseUnreachable) as error:
        yield fail("database", str(error), "see that it runs and that its login is right")


def _version(owner: str) -> Finding:
    with psycopg.connect(owner) as connection:
        version = connection.info.server_version // 10_000
    if version not in SUPPORTED:
        return fail("database", f"PostgreSQL {version}", f"use {SUPPORTED[0]} to {SUPPORTED[-1]}")
    return ok("database", f"PostgreSQL {version}")


def _migrations(owner: str) -> Iterator[Finding]:
    try:
        missing = pending(owner)
    except MigrationRefused as error:
        yield fail("migrations", str(error), "run the program that fits this database")
        return
    if missing:
        yield fail("migrations", f"missing: {', '.join(missing)}", "scripts/migrate")
    else:
        yield ok("migrations", "all applied")


def _roles(settings: Settings, owner: str) -> Iterator[Finding]:
    login = owner if settings.database_url is None else settings.database_url.get_secret_value()
    for role in (APP, PROJECTOR):
        try:
            psycopg.connect(as_role(login, role)).close()
        except psycopg.OperationalError as error:
            yield fail("roles", f"the login cannot become {role}: {error}", f"GRANT {role} TO the login")
        else:
            yield ok("roles", role)
