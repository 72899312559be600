"""scripts/backup and scripts/restore: an office is the same afterwards, and who was forgotten stays forgotten."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
from typer.testing import Result

from application.backup.checkup import backup_findings
from application.backup.faults import BackupRefused
from application.backup.folder import Kind, alone, kept, name_of
from application.backup.loading import Backup, load
from application.backup.making import DATA, FORGOTTEN, KEY_FILE
from application.backup.manifest import NAME, look_at
from application.backup.tools import find_tools
from application.erasure.drill import look, opened
from application.finding import State
from application.postgres.embedded import EmbeddedPostgres
from application.settings import read_settings
from domain.personal import MASK
from tests.api.backing_up import KEY, Kept, kept_office, kill_while
from tests.api.casework import Case
from tests.api.erasing import NAME as HER_NAME
from tests.api.erasing import TELLING
from tests.api.exported import exported
from tests.api.product import opened as opened_product
from tests.application.ledgers import database, store_at, write
from tests.application.small_disk import no_room_left, small_disk


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with database(cluster) as url, kept_office(url, tmp_path_factory.mktemp("kept")) as kept:
        yield kept


def told(result: Result) -> dict[str, object]:
    assert 0 == result.exit_code, result.output
    found: dict[str, object] = orjson.loads(result.stdout)
    return found


def refused(result: Result, *words: str, status: int = 3) -> None:
    assert status == result.exit_code, result.output
    assert "Traceback" not in result.output
    assert all(word in result.stderr for word in words), result.stderr


def test_older_data_with_the_newest_keys_are_the_office_without_whoever_was_forgotten_since(
    office: Kept, empty_database: str, tmp_path: Path
) -> None:
    data, _ = office.first
    result = told(office.restore(empty_database, tmp_path, f"--from={office.data / data}", "--json"))

    position = result["position"]
    assert isinstance(position, int)
    assert [office.forgotten.id] == result["forgotten_again"]
    assert [position + 1, position + 1] == result["lost"]  # the erasure itself was published
    assert result["published_is_signed"]
    assert [position] == result["roots_proven"]

    shutil.copy(office.place.data / "master.key", tmp_path / "master.key")
    with opened_product(
        empty_database, tmp_path, archive_url=(tmp_path / "archive").as_uri(), log_name="izin.test/2"
    ) as again:
        lines = exported(again).splitlines(keepends=True)
        then = office.exported.splitlines(keepends=True)
        assert sha256(b"".join(then)).digest() == sha256(b"".join(lines[: len(then)])).digest()
        permit = Case(product=again, applicant=again.person("pemohon", "siti"), id=office.permit.id)
        assert office.permit.view()["applicant"] == permit.view()["applicant"]
        paper = permit.by("front_office").get(f"{permit.path}/decree.pdf")
        assert office.permit.by("front_office").get(f"{permit.path}/decree.pdf").content == paper.content
        document = permit.view()["documents"][0]["sha256"]
        assert 200 == permit.by("front_office").get(f"{permit.path}/documents/{document}").status_code
        forgotten = Case(product=again, applicant=again.person("pemohon"), id=office.forgotten.id)
        assert MASK == forgotten.view()["applicant"]["name"]
        assert "withdrawn" == forgotten.view()["status"]
    assert [] == list(look(opened(empty_database, office.place.vault), TELLING).hits)


def test_keys_from_before_an_erasure_are_refused_or_destroyed_again(
    office: Kept, empty_database: str, tmp_path: Path
) -> None:
    older = f"--keys-from={office.keys / office.first[1]}"
    refused(office.restore(empty_database, tmp_path, older), "older than", "--older-keys")

    told(office.restore(empty_database, tmp_path, older, "--older-keys", "--json"))

    with psycopg.connect(empty_database) as connection:
        (her_keys,) = connection.execute(
            "SELECT count(*) FROM ledger.keys WHERE permit = %s", (UUID(office.forgotten.id),)
        ).fetchone() or (None,)
        (waiting,) = connection.execute("SELECT count(*) FROM files.doomed").fetchone() or (None,)
    assert (0, 0) == (her_keys, waiting)
    assert [] == list(look(opened(empty_database, office.place.vault), TELLING).hits)


def test_a_drill_proves_the_backup_and_leaves_nothing(office: Kept, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    result = office.restore("", tmp_path, "--check", "--json", TMPDIR=str(scratch))

    found = told(result)
    assert found["drill"]
    assert found["lost"] is None
    assert found["keys_opened"] == look_at(office.keys / office.second[1]).keys
    assert found["papers"] == look_at(office.data / office.second[0]).documents


def test_a_place_that_is_not_empty_is_left_as_it_is(office: Kept, empty_database: str, tmp_path: Path) -> None:
    refused(office.restore(office.place.url, tmp_path / "new"), "not empty")
    (tmp_path / "archive" / "sha256").mkdir(parents=True)
    (tmp_path / "archive" / "sha256" / "paper").write_bytes(b"ours")
    refused(office.restore(empty_database, tmp_path), "not empty", "--without-papers")
    assert b"ours" == (tmp_path / "archive" / "sha256" / "paper").read_bytes()
    refused(office.restore("", office.place.data, IZIN_ARCHIVE_URL=""), "not empty")


def test_only_the_database_is_put_back_where_the_archive_was_not_lost(
    office: Kept, empty_database: str, tmp_path: Path
) -> None:
    (tmp_path / "archive" / "sha256").mkdir(parents=True)
    result = told(office.restore(empty_database, tmp_path, "--without-papers", "--without-keys", "--json"))

    assert (0, 0) == (result["papers"], result["keys_opened"])
    assert not any((tmp_path / "archive" / "sha256").iterdir())
    with psycopg.connect(empty_database) as connection:
        assert (0,) == connection.execute("SELECT count(*) FROM ledger.keys").fetchone()


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
@pytest.mark.parametrize("name", [DATA, KEY_FILE, FORGOTTEN, NAME])
def test_a_damaged_file_is_named_and_nothing_is_restored(
    office: Kept, tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    data, keys = tmp_path / office.second[0], tmp_path / office.second[1]
    shutil.copytree(office.data / data.name, data)
    shutil.copytree(office.keys / keys.name, keys)
    damage((data if (data / name).exists() else keys) / name)

    refused(office.restore("postgresql://nobody", tmp_path, f"--from={data}", f"--keys-from={keys}"), name)


def test_a_damaged_paper_is_named_and_nothing_stays_of_what_was_begun(
    office: Kept, empty_database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(office.data, copy)
    paper = max((copy / "archive" / "sha256").rglob("*.*"))
    flip(paper)
    refused(office.restore(empty_database, tmp_path, f"--from={copy}"), paper.name, "--without-papers")
    paper.unlink()
    refused(office.restore(empty_database, tmp_path, f"--from={copy}"), paper.name)

    assert not [file for file in (tmp_path / "archive").rglob("*") if file.is_file()]
    told(office.restore(empty_database, tmp_path / "again", "--json"))  # the database has remained empty


def test_a_file_that_was_put_into_another_backup_is_not_taken_for_its_own(office: Kept, tmp_path: Path) -> None:
    (first, _), (second, keys) = office.first, office.second
    mixed = tmp_path / second
    shutil.copytree(office.data / first, mixed)
    refused(office.restore("", tmp_path, f"--from={mixed}"), "belongs to", first)
    shutil.copy(office.data / second / NAME, mixed / NAME)
    refused(office.restore("", tmp_path, f"--from={mixed}"), DATA)
    assert keys


def test_a_wrong_key_opens_nothing(office: Kept, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_text("b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMDA=\n")

    refused(office.restore("", tmp_path, f"--key-file={other}"), "another key")
    refused(office.restore("", tmp_path, IZIN_MASTER_KEY=other.read_text()), "another master key")
    refused(office.restore("", tmp_path, IZIN_MASTER_KEY=""), "IZIN_MASTER_KEY_FILE", "--without-keys")
    refused(office.restore("", tmp_path, "--check", f"--keys-from={tmp_path}"), "no backup of the keys")
    refused(office.restore("", tmp_path, f"--from={tmp_path}"), "no backup of the data", status=4)
    refused(office.restore("", tmp_path, f"--checkpoint={other}"), "no checkpoint of this log")


def test_what_is_wrongly_asked_for_is_refused_before_anything_is_done(office: Kept, tmp_path: Path) -> None:
    refused(office.backup(IZIN_BACKUP_KEY=""), "--key-file", status=2)
    refused(office.backup(IZIN_BACKUP_DIRECTORY=""), "--to", status=2)
    refused(office.backup("--without-keys", "--without-data"), status=2)
    refused(office.backup(f"--key-file={tmp_path / 'none'}"), "none", status=2)
    refused(office.backup(IZIN_BACKUP_KEY=office.environment()["IZIN_MASTER_KEY"]), "master key")
    refused(office.backup(f"--keys-to={office.data / 'keys'}"), "kept apart")
    refused(office.backup(IZIN_DATABASE_URL="", IZIN_DATA_DIR=str(tmp_path / "nothing")), "no database")
    refused(office.backup(IZIN_ARCHIVE_URL=tmp_path.as_uri(), IZIN_DATABASE_URL=""), "no database")
    with alone(office.data):
        refused(office.backup(), "Another backup")
    assert 2 == len(kept(office.data, "data"))


@pytest.mark.parametrize("what", ["copying the keys", "copying papers"])
def test_a_backup_that_was_killed_is_none_and_the_next_one_clears_up(office: Kept, tmp_path: Path, what: str) -> None:
    assert -9 == kill_while(what, office.environment(), tmp_path)

    assert [] == kept(tmp_path / "data", "data")
    refused(office.restore("", tmp_path, f"--from={tmp_path / 'data'}"), status=4)
    result = office.backup(f"--to={tmp_path / 'data'}", f"--keys-to={tmp_path / 'keys'}", "--quiet")
    assert (0, "") == (result.exit_code, result.output)
    assert [1, 1] == [len(kept(tmp_path / "data", "data")), len(kept(tmp_path / "keys", "keys"))]
    assert [] == list(tmp_path.rglob(".unfinished-*"))


def test_a_full_disk_leaves_no_half_backup(office: Kept, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small") as disk:
        (disk / "data").mkdir()
        with no_room_left(disk):
            refused(office.backup(f"--to={disk / 'data'}", f"--keys-to={tmp_path / 'keys'}"), status=1)
        assert [] == kept(disk / "data", "data")
        assert [] == kept(tmp_path / "keys", "keys")


def test_old_backups_go_the_keys_all_of_them_and_the_data_but_the_last(office: Kept, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    kinds: tuple[Kind, ...] = ("data", "keys")
    for name in (name_of(kind, now - timedelta(days=days)) for days in (400, 366, 31, 2) for kind in kinds):
        (tmp_path / name.partition("-")[0] / name).mkdir(parents=True)
    words = ("--prune", "--json", f"--to={tmp_path / 'data'}", f"--keys-to={tmp_path / 'keys'}")

    def removed(*more: str, **changes: str) -> int:
        names = told(office.backup(*words, *more, **changes))["removed"]
        assert isinstance(names, list)
        return len(names)

    def left() -> list[int]:
        return [len(kept(tmp_path / kind, kind)) for kind in kinds]

    assert (5, [4, 4]) == (removed("--dry-run"), left())
    assert (5, [2, 1]) == (removed(), left())
    assert (2, [1, 0]) == (removed(IZIN_BACKUP_KEEP_DAYS="1", IZIN_BACKUP_KEYS_KEEP_DAYS="1"), left())


def test_only_new_papers_are_copied_and_an_archive_that_is_not_the_offices_is_refused(
    office: Kept, empty_database: str, tmp_path: Path
) -> None:
    to = (f"--to={tmp_path / 'data'}", f"--keys-to={tmp_path / 'keys'}")
    plan = told(office.backup(*to, "--dry-run", "--json"))
    assert not (tmp_path / "data").exists()
    first = told(office.backup(*to, "--json"))
    assert plan["papers_new"] == first["papers_new"] == first["papers"]
    archive = tmp_path / "archive"
    shutil.copytree(office.place.data / "archive", archive)
    next(file for file in (archive / "sha256").rglob("*.*") if file.is_file()).unlink()
    again = told(office.backup(*to, "--json", IZIN_ARCHIVE_URL=archive.as_uri()))

    assert (0, 1) == (again["papers_new"], again["papers_gone"])
    source = f"--from={tmp_path / 'data' / str(first['data'])}"
    restored = told(office.restore(empty_database, tmp_path / "new", "--json", source))
    assert 1 == restored["papers_gone"]


def test_the_doctor_tells_how_old_the_newest_backups_are(office: Kept, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()

    def states(day: date, data: Path | None, keys: Path | None) -> list[State]:
        settings = read_settings(backup_directory=data, backup_keys_directory=keys, public_url="https://izin.test")
        return [finding.state for finding in backup_findings(settings, day)]

    assert [State.OK, State.OK] == states(today, office.data, office.keys)
    assert [State.WARN, State.WARN] == states(today + timedelta(days=2), office.data, office.keys)
    assert [State.WARN, State.WARN] == states(today, None, tmp_path)
    (tmp_path / office.second[0]).mkdir()
    assert [State.FAIL, State.WARN] == states(today, tmp_path, None)


def test_who_was_forgotten_is_found_in_backups_until_their_keys_are_gone(office: Kept, tmp_path: Path) -> None:
    before = office.drilled(HER_NAME)
    assert 1 == before.exit_code, before.output
    assert f"of {office.first[0]}" in before.output

    shutil.copytree(office.keys / office.second[1], tmp_path / "keys" / office.second[1])
    after = office.drilled("\n".join(TELLING), IZIN_BACKUP_KEYS_DIRECTORY=str(tmp_path / "keys"))
    assert 0 == after.exit_code, after.output


def test_a_database_of_another_version_needs_programs_of_that_version(office: Kept, postgres_url: str) -> None:
    assert 18 == find_tools(18).major
    with pytest.raises(BackupRefused, match=r"PostgreSQL 99.*postgresql-client-99"):
        find_tools(99)
    newer = look_at(office.data / office.second[0]).model_copy(update={"postgres": 99})
    with pytest.raises(BackupRefused, match="does not go into 18"):
        load(postgres_url, Backup(place=office.data, manifest=newer), None, KEY.encode(), lambda *_: None)


def test_the_oldest_database_is_dumped_by_its_own_programs_and_may_become_a_newer_one(
    request: pytest.FixtureRequest, office: Kept, empty_database: str, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "none")  # what the other office has published is not for this one
    elsewhere = {"IZIN_ARCHIVE_URL": f"file://{nowhere}", "IZIN_CHECKPOINT_DIRECTORY": nowhere}
    with database(request.getfixturevalue("_cluster_of_oldest")) as url:
        asyncio.run(recorded(url, 300))
        told(office.backup(f"--to={tmp_path}", "--without-keys", "--json", IZIN_DATABASE_URL=url, **elsewhere))

    words = (f"--from={tmp_path}", "--without-keys", "--json")
    again = office.restore(empty_database, tmp_path / "new", *words, IZIN_CHECKPOINT_DIRECTORY=nowhere)

    assert [300] == told(again)["roots_proven"]
    with psycopg.connect(empty_database) as connection:
        assert (300,) == connection.execute("SELECT count(*) FROM ledger.trail_index").fetchone()


def test_a_log_that_is_not_what_was_recorded_is_not_restored(
    office: Kept, postgres_url: str, empty_database: str, tmp_path: Path
) -> None:
    asyncio.run(recorded(postgres_url, 5))
    nowhere = str(tmp_path / "none")
    elsewhere = {"IZIN_ARCHIVE_URL": f"file://{nowhere}", "IZIN_CHECKPOINT_DIRECTORY": nowhere}
    words = (f"--to={tmp_path}", "--without-keys", "--quiet")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        connection.execute("UPDATE ledger.events SET actor = 'nobody' WHERE notification_id = 3")
        assert 0 == office.backup(*words, IZIN_DATABASE_URL=postgres_url, **elsewhere).exit_code
        again = office.restore(empty_database, tmp_path / "new", f"--from={tmp_path}", "--without-keys", **elsewhere)
        refused(again, "event 3", status=1)
        connection.execute("DELETE FROM ledger.events WHERE notification_id = 3")
        refused(office.backup(*words, IZIN_DATABASE_URL=postgres_url, **elsewhere), "Position 3", status=1)

    with psycopg.connect(empty_database) as connection:
        assert (None,) == connection.execute("SELECT to_regnamespace('ledger')").fetchone()


async def recorded(url: str, facts: int) -> None:
    async with store_at(url) as store:
        await store.append([write(uuid4(), facts=facts)])
