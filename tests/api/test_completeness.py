"""An office that was damaged by a superuser: whatever differs is found, and named."""

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import copytree

import orjson
import psycopg
import pytest
import typer
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from typer.testing import CliRunner

from api.operations import completeness as command_line
from api.trail.completeness_texts import MEANS
from application.archive.archive import open_archive
from application.completeness.compare import Completeness
from application.completeness.difference import MOST_TOLD, Difference, Kind, Report, checked
from application.master_key import master_key
from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.settings import read_settings
from application.store import ConnectionLost
from application.vault import Vault
from tests.api.casework import PASSPHRASE, case_at, signature, submitted
from tests.api.erasing import ERASURE
from tests.api.product import Person, Product, faults, opened, told
from tests.api.publishing import CALENDAR, once_more
from tests.application.ledgers import COPY, database
from tests.book import office_rulebook

REPORT = "/v1/completeness"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One that was closed: a decree, a file on its way, one that was withdrawn. Copies of it are damaged."""

    url: str
    folder: Path
    signed: str
    open: str
    withdrawn: str
    revoked: str
    erased: str

    @contextmanager
    def copied(self) -> Generator[str]:
        """Yield the URL of a copy of the database."""
        name = sql.Identifier(text := f"damaged_{next(_numbers)}")
        original = sql.Identifier(str(conninfo_to_dict(self.url)["dbname"]))
        with psycopg.connect(make_conninfo(self.url, dbname="postgres"), autocommit=True) as connection:
            connection.execute(COPY.format(name, original))
            try:
                yield make_conninfo(self.url, dbname=text)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def report(self, url: str, folder: Path | None = None, *, deep: bool = True) -> Report:
        settings = read_settings(data_dir=folder or self.folder)
        vault, archive = Vault([master_key(settings)]), open_archive(settings)
        comparing = Completeness(as_role(url, APP), vault, archive, office_rulebook())
        return asyncio.run(comparing.report(deep=deep))


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("complete")
    with database(cluster) as url:
        with opened(url, folder, archive_url=(folder / "archive").as_uri()) as running:
            signed, waits = case_at(running, 8), case_at(running, 3)
            signed.done("kepala_dinas", "signature", signature(signed))
            revoked, erased, withdrawn = case_at(running, 8), submitted(running), submitted(running)
            withdrawn.done("pemohon", "withdrawal", {"reason": "Batal."})
            revoked.done("kepala_dinas", "signature", signature(revoked))
            revoked.done("kepala_dinas", "revocation", {"reason": "Membahayakan.", "passphrase": PASSPHRASE})
            erased.done("pemohon", "withdrawal", {"reason": "Batal."})
            erased.done("admin", "erasure", ERASURE)
            running.person("admin").post(CALENDAR, once_more(running, 2027))
            caught_up(running)
        ids = {"signed": signed, "open": waits, "withdrawn": withdrawn, "revoked": revoked, "erased": erased}
        yield Office(url=url, folder=folder, **{name: case.id for name, case in ids.items()})


def caught_up(product: Product) -> None:
    for projection in ("cases", "inbox", "register", "signals", "sla", "alarms"):
        assert product.run(product.office.tide.reached, projection, head(product), within=10)


def head(product: Product) -> int:
    with psycopg.connect(product.databases.owner) as connection:
        row = connection.execute("SELECT position FROM ledger.head").fetchone()
    assert row is not None
    return int(row[0])


def damaged(url: str, *statements: str) -> None:
    """Do what only a superuser can."""
    with psycopg.connect(url) as connection:
        for (table,) in connection.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep'"
        ).fetchall():
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount != 0, statement


def differences(report: Report) -> list[Difference]:
    return [each for checked in report.checks for each in checked.differences]


def kinds(report: Report) -> set[str]:
    return {each.kind.value for each in differences(report)}


def test_an_undamaged_office_is_complete(office: Office) -> None:
    quick, deep = (office.report(office.url, deep=deep) for deep in (False, True))

    assert [] == differences(quick) == differences(deep)
    assert quick.is_complete and deep.is_complete
    names = [checked.check for checked in deep.checks]
    assert {"leaves", "commands", "wrapped_keys"} == set(names) - {checked.check for checked in quick.checks}


# As if the decision to erase had been an hour ago.
AGED = """
WITH aged AS (
    UPDATE ledger.events SET recorded_at = recorded_at - interval '1 hour',
           leaf = ledger.leaf(notification_id, originator_id, originator_version, topic, state,
                              recorded_at - interval '1 hour', actor, role)
     WHERE topic = 'PersonalDataErased')
"""
# What is done to which file, and what is found. Nothing else is.
DAMAGES: list[tuple[str, str, set[str]]] = [
    (
        "DELETE FROM ledger.events WHERE originator_id = '{open}' AND originator_version = 2",
        "open",
        {"position_missing", "version_missing", "command_of_nothing"},
    ),
    (
        "UPDATE ledger.events SET actor = 'nobody' WHERE originator_id = '{open}' AND originator_version = 3",
        "open",
        {"leaf_wrong"},
    ),
    (
        "UPDATE ledger.events SET state = state || ' ' WHERE originator_id = '{open}' AND topic = 'Verified'",
        "open",
        {"leaf_wrong"},
    ),
    (
        "DELETE FROM ledger.events WHERE topic = 'Signed'",
        "signed",
        {"position_missing", "version_missing", "claim_of_nothing", "register_of_nothing"},
    ),
    (
        "UPDATE ledger.commands SET position = position + 1 WHERE permit = '{open}' AND version = 2",
        "open",
        {"command_of_nothing"},
    ),
    ("DELETE FROM ledger.registrations WHERE permit = '{withdrawn}'", "withdrawn", {"application_unnumbered"}),
    ("DELETE FROM ledger.registrations WHERE seq = 1", "signed", {"number_missing", "application_unnumbered"}),
    ("UPDATE ledger.registrations SET number = 'REG-KBM-1' WHERE permit = '{open}'", "open", {"number_wrong"}),
    (
        "INSERT INTO ledger.registrations VALUES ('{nobody}', 'X-0001', 'X', 1)",
        "nobody",
        {"number_of_nothing", "key_missing"},
    ),
    ("DELETE FROM ledger.keys WHERE permit = '{open}'", "open", {"key_missing"}),
    ("UPDATE ledger.keys SET wrapped = wrapped || 'x' WHERE permit = '{open}'", "open", {"key_wrong"}),
    (f"{AGED} INSERT INTO ledger.keys VALUES ('{{erased}}', 'k')", "erased", {"key_kept", "key_wrong"}),
    ("UPDATE read.cases SET applicant_sub = NULL WHERE permit = '{open}'", "open", {"person_missing"}),
    ("UPDATE read.cases SET applicant_sub = 'siti' WHERE permit = '{erased}'", "erased", {"person_kept"}),
    ("INSERT INTO ledger.keys VALUES ('{nobody}', 'k')", "nobody", {"key_of_nothing", "key_wrong"}),
    ("DELETE FROM read.cases WHERE permit = '{open}'", "open", {"case_missing", "case_wrong"}),
    ("UPDATE read.cases SET version = 1 WHERE permit = '{open}'", "open", {"case_wrong"}),
    ("UPDATE read.cases SET step = 4, holder = 'dinas_teknis' WHERE permit = '{open}'", "open", {"case_wrong"}),
    ("UPDATE read.cases SET step = NULL WHERE permit = '{open}'", "open", {"case_wrong"}),
    (
        "UPDATE read.cases SET permit = '{nobody}' WHERE permit = '{withdrawn}'",
        "withdrawn",
        {"case_missing", "case_of_nothing"},
    ),
    ("DELETE FROM read.inbox WHERE permit = '{open}'", "open", {"queue_missing"}),
    ("UPDATE read.inbox SET role = 'kabid' WHERE permit = '{open}'", "open", {"queue_wrong"}),
    (
        "UPDATE read.inbox SET permit = '{withdrawn}' WHERE permit = '{open}'",
        "withdrawn",
        {"queue_of_nothing", "queue_missing"},
    ),
    ("DELETE FROM read.register WHERE permit = '{signed}'", "signed", {"register_missing", "register_wrong"}),
    (
        "UPDATE read.register SET document_sha256 = repeat('0', 64) WHERE permit = '{signed}'",
        "signed",
        {"register_wrong"},
    ),
    ("UPDATE read.register SET version = 1 WHERE permit = '{signed}'", "signed", {"register_wrong"}),
    ("UPDATE read.register SET decree_number = '9' WHERE permit = '{open}'", "open", {"register_of_nothing"}),
    (
        "UPDATE read.register SET permit = '{nobody}' WHERE permit = '{withdrawn}'",
        "withdrawn",
        {"register_missing", "register_of_nothing"},
    ),
    (
        "INSERT INTO read.parked VALUES ('cases', 1, '{open}', 1, 'x')",
        "open",
        {"read_model_parked"},
    ),
    ("DELETE FROM ledger.decree_numbers WHERE permit = '{signed}'", "signed", {"reservation_missing"}),
    ("UPDATE ledger.decree_numbers SET seq = 7 WHERE permit = '{signed}'", "signed", {"reservation_wrong"}),
    ("UPDATE ledger.decree_numbers SET register = 'x' WHERE permit = '{signed}'", "signed", {"reservation_wrong"}),
    ("DELETE FROM ledger.uniques WHERE space = 'decree'", "signed", {"claim_missing"}),
    ("INSERT INTO ledger.uniques VALUES ('decree', '7', '{open}')", "open", {"claim_of_nothing"}),
    (
        "DELETE FROM ledger.decree_numbers WHERE permit = '{revoked}' AND register LIKE '%/revocation'",
        "revoked",
        {"reservation_missing"},
    ),
    (
        "UPDATE ledger.decree_numbers SET seq = 7 WHERE permit = '{revoked}' AND register LIKE '%/revocation'",
        "revoked",
        {"reservation_wrong"},
    ),
    (
        (
            "DELETE FROM ledger.uniques u USING read.register r WHERE r.permit = '{revoked}' AND u.permit = r.permit"
            " AND u.space = 'decree' AND u.value <> r.decree_key"
        ),
        "revoked",
        {"claim_missing"},
    ),
    ("UPDATE read.register SET revocation_sha256 = NULL WHERE permit = '{revoked}'", "revoked", {"register_wrong"}),
    ("UPDATE read.register SET revocation_number = '7' WHERE permit = '{signed}'", "signed", {"register_of_nothing"}),
    ("INSERT INTO ledger.uniques VALUES ('decree', '7', '{signed}')", "signed", {"claim_of_nothing"}),
    ("DELETE FROM ledger.access_log WHERE position = 2", "", {"access_missing"}),
    ("UPDATE ledger.access_log SET actor = 'nobody' WHERE position = 2", "", {"access_wrong"}),
]
NOBODY = "00000000-0000-0000-0000-0000000000ff"


@pytest.mark.parametrize(("damage", "file", "expected"), DAMAGES)
def test_every_damage_is_found_and_named(office: Office, damage: str, file: str, expected: set[str]) -> None:
    files = {**vars_of(office), "nobody": NOBODY}
    with office.copied() as url:
        damaged(url, damage.format(**files))
        report = office.report(url)

    assert expected == kinds(report)
    assert not file or files[file] in {str(each.application) for each in differences(report)}


def vars_of(office: Office) -> dict[str, str]:
    return {name: getattr(office, name) for name in ("signed", "open", "withdrawn", "revoked", "erased")}


def test_every_kind_of_difference_is_brought_about_and_explained() -> None:
    elsewhere = {Kind.ARCHIVE_MISSING, Kind.ARCHIVE_DAMAGED, Kind.READ_MODEL_BEHIND}

    assert {kind.value for kind in set(Kind) - elsewhere} == set().union(*(found for _, _, found in DAMAGES))
    assert set(Kind) == set(MEANS)


def papers(folder: Path) -> list[Path]:
    """Return the largest object of the archive: the decree, beside which there are one-page uploads."""
    return sorted(
        (each for each in folder.rglob("sha256/*/*/*") if each.is_file()), key=lambda each: each.stat().st_size
    )


def test_a_decree_that_is_gone_or_altered_in_the_archive_is_found(office: Office, tmp_path: Path) -> None:
    copytree(office.folder, tmp_path / "copy")
    decree = papers(tmp_path / "copy")[-1]
    content = bytearray(decree.read_bytes())
    content[len(content) // 2] ^= 1
    decree.write_bytes(content)

    altered, not_read = (office.report(office.url, tmp_path / "copy", deep=deep) for deep in (True, False))
    decree.unlink()
    gone = [office.report(office.url, tmp_path / "copy", deep=deep) for deep in (True, False)]

    assert ({"archive_damaged"}, set()) == (kinds(altered), kinds(not_read))
    assert [{"archive_missing"}] * 2 == [kinds(each) for each in gone]
    assert str(differences(gone[0])[0].application) in {office.signed, office.revoked}


def test_what_a_read_model_has_not_seen_yet_is_no_difference_unless_it_stays_away(office: Office) -> None:
    with office.copied() as url:
        behind = "UPDATE read.checkpoints SET position = 1 WHERE projection = 'inbox' AND live"
        damaged(url, "DELETE FROM read.inbox", behind)
        assert set() == kinds(office.report(url))

        damaged(url, "UPDATE ledger.events SET recorded_at = recorded_at - interval '1 hour'")
        assert {"read_model_behind"} == kinds(office.report(url, deep=False))


def test_of_very_many_differences_the_first_are_told_and_all_counted() -> None:
    many = [Difference(kind=Kind.KEY_MISSING, application=None, expected="a key", found=None)] * (MOST_TOLD + 5)

    assert (MOST_TOLD + 5, MOST_TOLD) == ((found := checked("keys", many)).count, len(found.differences))


def test_the_command_says_what_differs_and_ends_with_one(office: Office) -> None:
    def run(url: str, *options: str) -> tuple[int, str]:
        place = ("--data-dir", str(office.folder), "--database-url", url)
        key = {"IZIN_MASTER_KEY": (office.folder / "master.key").read_text()}
        done = CliRunner(env=key).invoke(command_line_app(), [*place, *options], catch_exceptions=False)
        return done.exit_code, done.output

    with office.copied() as url:
        assert (0, "0 differences") == ((told := run(url))[0], told[1].splitlines()[-1].partition(", ")[2])
        damaged(url, f"DELETE FROM read.inbox WHERE permit = '{office.open}'")
        status, text = run(url)
        quick, line = run(url, "--quick", "--json")

    assert (1, 1) == (status, quick)
    assert f"An open file is in no queue. {office.open}: expected step 3, back_office, found nothing" in text
    assert not orjson.loads(line)["complete"]


def command_line_app() -> typer.Typer:
    app = typer.Typer()
    app.command()(command_line.command)
    return app


def sent_by(person: Person) -> dict[str, str]:
    """As a browser sends a form of ours."""
    return {**person.headers, "Sec-Fetch-Site": "same-origin"}


def test_over_http_it_is_for_auditors_and_tells_in_the_readers_language(product: Product) -> None:
    """Other tests record decrees that nobody rendered or numbered: those this office does not have are found here."""
    case = submitted(product)
    auditor = product.person("auditor")
    for role in ("pemohon", "kabid", "supervisor", "admin"):
        assert (403, "role-not-permitted") == told(product.person(role).get(REPORT))
    assert [("/query/depth", "extra_forbidden")] == faults(auditor.get(f"{REPORT}?depth=1"))
    with psycopg.connect(product.databases.owner, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.commands DISABLE TRIGGER ALL")
        connection.execute("UPDATE ledger.commands SET position = position + 1 WHERE permit = %s", (case.id,))
        found = auditor.get(f"{REPORT}?deep=true", accept_language="en").json()
        page = auditor.product.ask("POST", "/trail/completeness", data={"deep": "yes"}, headers=sent_by(auditor)).text
        connection.execute("UPDATE ledger.commands SET position = position - 1 WHERE permit = %s", (case.id,))
        connection.execute("ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row")

    assert (True, False) == (found["deep"], found["complete"])
    assert ("Ada PERBEDAAN." in page, f"/applications/{case.id}" in page) == (True, True)
    [item] = next(each["items"] for each in found["checks"] if each["check"] == "commands")
    assert ("command_of_nothing", case.id) == (item["kind"], item["application"])
    assert "A command is recorded, and its events are not." == item["text"]


def test_a_database_that_is_away_is_told_as_everywhere(office: Office) -> None:
    with pytest.raises(ConnectionLost):
        office.report(make_conninfo(office.url, port=1))
