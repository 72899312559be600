"""The sealer at work: woken and unasked, alarmed and relieved; what it publishes; and what the doctor says of it."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]  # it has none
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from application.evidence.alarms import standing_alarm
from application.evidence.asking import Asking, SealerAway, SealerRefuses, asking_at
from application.evidence.beat import Beat
from application.evidence.checkup import sealed_findings, sealing_findings
from application.evidence.outlets import Courier, to_webhook, under_timestamp
from application.finding import Finding
from application.key_folder import make_key
from application.letters.destinations import Policy
from application.letters.outbound import Outbound
from application.postgres.database import APP, as_role
from application.postgres.pool import small_pool
from application.settings import Settings, read_settings
from application.signing.choice import Stamps
from application.store import ConnectionLost
from tests.application.http_server import receiver, status
from tests.application.log_desk import NAME, Log, log_at
from tests.application.office_pki import OfficePki
from tests.application.site import site

NOW = datetime(2026, 11, 28, 1, tzinfo=UTC)


@pytest.fixture
def log(postgres_url: str, tmp_path: Path) -> Log:
    return log_at(postgres_url, tmp_path / "checkpoints")


class Board:
    """Where notes are pinned."""

    def __init__(self) -> None:
        self.notes, self._new = list[str](), asyncio.Queue[str]()

    def offer(self, note: str) -> None:
        self.notes.append(note)
        self._new.put_nowait(note)

    async def next(self) -> str:
        return await self._new.get()


def beat_of(log: Log, *outlets: Board, every: float = 60.0) -> Beat:
    return Beat(log.sealer(), log.published(), outlets, lambda: NOW, every=every)


@asynccontextmanager
async def beating(log: Log, beat: Beat) -> AsyncGenerator[None]:
    async with log.connected() as connection:
        task = asyncio.create_task(beat.run(connection))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def asking_of(log: Log, patience: float = 5.0) -> AsyncGenerator[Asking]:
    async with small_pool(as_role(log.url, APP)) as pool:
        yield Asking(pool, NAME, patience=patience)


async def test_whoever_asks_wakes_the_sealer(log: Log) -> None:
    async with beating(log, beat_of(log)), asking_at(as_role(log.url, APP), NAME) as asking:
        assert 0 == log.keys.verified(await asking.note()).size
        await log.append(3)
        notes = await asyncio.gather(*(asking.note() for _ in range(20)))

    assert {3} == {log.keys.verified(note).size for note in notes}
    assert [(0,), (3,)] == log.rows("SELECT size FROM ledger.checkpoints ORDER BY size")


async def test_nobody_need_ask(log: Log) -> None:
    await log.append(2)
    board = Board()
    async with beating(log, beat_of(log, board, every=0.05)):
        for events in (2, 4):
            async with asyncio.timeout(10):
                while log.keys.verified(await board.next()).size < events:
                    pass
            await log.append(2)

    assert len(board.notes) == len(set(board.notes))


async def test_without_a_sealer_whoever_asks_is_told_so(log: Log) -> None:
    async with asking_of(log, patience=0.1) as asking:
        with pytest.raises(SealerAway):
            await asking.note()
        await log.seal()

        assert 0 == log.keys.verified(await asking.note()).size


async def test_where_there_is_no_database_all_who_ask_are_told_so_together(log: Log) -> None:
    async with asking_of(log) as asking:
        await asking._pool.close()
        asking._pool = small_pool("host=/nowhere dbname=nothing")
        asking._pool.timeout = 0.2
        async with asking._pool:
            begun = monotonic()
            outcomes = await asyncio.gather(*(asking.note() for _ in range(20)), return_exceptions=True)

    assert {ConnectionLost} == {type(outcome) for outcome in outcomes}
    assert monotonic() - begun < 3


async def test_an_alarm_is_kept_once_and_ends_when_all_is_well(log: Log) -> None:
    await log.append(3)
    await log.seal()
    await log.append(1)
    log.tamper("UPDATE ledger.events SET actor = 'budi' WHERE notification_id = 4")
    beat = beat_of(log)
    async with log.connected() as connection:
        for _ in range(3):
            await beat.turn(connection)
        alarm = await standing_alarm(connection)
        async with asking_of(log, patience=0.1) as asking:
            with pytest.raises(SealerRefuses, match="event 4 is not what was appended"):
                await asking.note()
        log.tamper("UPDATE ledger.events SET actor = 'fajar' WHERE notification_id = 4")
        await beat.turn(connection)

        assert alarm is not None
        assert "leaf_differs" == alarm.problem
        assert await standing_alarm(connection) is None
    assert [("leaf_differs",), (None,)] == log.rows("SELECT problem FROM ledger.sealing_alarms ORDER BY n")
    assert [4, 4] == [each.size for each in log.published().newest()]


async def test_a_folder_that_cannot_be_written_does_not_stop_the_sealing(log: Log) -> None:
    await log.append(1)
    log.folder.write_text("a file where the folder should be")
    beat, board = beat_of(log), Board()
    async with log.connected() as connection:
        await beat.turn(connection)
        log.folder.unlink()
        await beat_of(log, board).turn(connection)

    assert [(1,)] == log.rows("SELECT size FROM ledger.checkpoints")
    assert [1, 1] == [each.size for each in log.published().newest()]
    assert 1 == len(board.notes)


async def test_a_courier_carries_the_newest_until_it_has_arrived() -> None:
    carried = list[str]()
    arrived = asyncio.Event()

    async def carry(note: str) -> bool:
        carried.append(note)
        if len(carried) < 3:
            courier.offer("newer") if len(carried) == 1 else None
            return False
        arrived.set()
        return True

    courier = Courier(carry, rest=0.01)
    task = asyncio.create_task(courier.run())
    courier.offer("old")
    async with asyncio.timeout(10):
        await arrived.wait()
    task.cancel()

    assert ["old", "newer", "newer"] == carried


async def test_a_webhook_gets_the_note_as_text_and_says_whether_it_has_it(log: Log) -> None:
    async with log.connected() as connection:
        note = await log.sealer().seal(connection)
    outbound = Outbound(Policy(localhost=True), timeout=2)
    async with receiver(status(500)) as hook:
        carry = to_webhook(outbound, f"http://127.0.0.1:{hook.port}/log")
        answers = [await carry(note), await carry(note)]

    assert [False, True] == answers
    assert ["text/plain; charset=utf-8"] * 2 == [got.headers["content-type"] for got in hook.got]
    assert note == hook.got[1].body.decode()
    assert not await carry(note)  # nobody is there any more
    assert not await to_webhook(Outbound(Policy()), "http://10.0.0.1/log")(note)


async def test_a_time_stamp_is_kept_beside_the_checkpoint_and_not_at_every_minute(log: Log, tmp_path: Path) -> None:
    await log.append(1)
    async with log.connected() as connection:
        note = await log.sealer().seal(connection)
    with site() as here:
        stamps = Stamps(url=OfficePki(tmp_path, here).tsa_url, login=None)
        carry = under_timestamp(stamps, log.keys, as_role(log.url, APP), every=3600)
        answers = [await carry(note), await carry(note)]
    away = under_timestamp(Stamps(url="http://127.0.0.1:9/tsa", login=None), log.keys, as_role(log.url, APP), every=0)

    assert [True, True] == answers
    ((size, token),) = log.rows("SELECT size, token FROM ledger.timestamps")
    info = ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert 1 == size
    assert sha256(note.encode()).digest() == info["message_imprint"]["hashed_message"].native
    assert not await away(note)


def settings(tmp_path: Path, **chosen: object) -> Settings:
    return read_settings(data_dir=tmp_path, log_name=NAME, **chosen)


def keys_of(tmp_path: Path, log: Log) -> Path:
    """The log's key where a demo would have made one of its own."""
    make_key(tmp_path / "sealer-keys" / "0001.pem")
    file = tmp_path / "sealer-keys" / "0001.pem"
    file.write_bytes(log.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(each.state, each.about, each.says) for each in findings]


async def test_the_doctor_tells_of_key_folder_and_what_is_sealed(log: Log, tmp_path: Path) -> None:
    file, chosen = keys_of(tmp_path, log), settings(tmp_path)
    id_, today = log.keys.ids()[0], datetime.now(UTC).date()

    before = said(sealed_findings(chosen, log.url, today))
    await log.append(2)
    async with log.connected() as connection:
        await beat_of(log).turn(connection)
    await log.append(1)
    after = said(sealed_findings(chosen, log.url, today + timedelta(days=10)))

    assert [("warn", "sealed", f"nothing yet of 0 {entries}") for entries in ("events", "looks")] == before
    assert ("ok", "sealed", "2 of 3 events") == (*after[0][:2], after[0][2].split(",")[0])
    assert ("ok", "sealer key", f"{id_} signs since {today} (10 days)") == after[2]
    assert ["ok", "ok"] == [state for state, _, _ in said(sealing_findings(chosen))]
    assert f"{NAME}, key {id_}, in this process" == said(sealing_findings(chosen))[0][2]
    old = said(sealed_findings(chosen, log.url, today + timedelta(days=1000)))
    assert ("warn", "sealer key") == old[2][:2]
    file.chmod(0o644)
    assert ("fail", "sealer", f"{file} can be read by others") in said(sealing_findings(chosen))


async def test_the_doctor_tells_of_alarms_of_damaged_folders_and_of_other_names(log: Log, tmp_path: Path) -> None:
    keys_of(tmp_path, log)
    await log.append(2)
    other = Log(url=log.url, folder=log.folder, key=log.key, name="izin.test/old")
    await other.seal()
    async with log.connected() as connection:
        await beat_of(log).turn(connection)
        log.tamper("DELETE FROM ledger.events WHERE notification_id = 2")
        await beat_of(log).turn(connection)
    next(log.folder.rglob("checkpoint")).write_text("garbage")

    found = said(sealed_findings(settings(tmp_path), log.url, NOW.date()))
    folder = said(sealing_findings(settings(tmp_path)))[-1]

    assert ("fail", "sealed") == found[1][:2]
    assert "events were taken away (log_shorter)" in found[1][2]
    assert ("warn", "sealed", "other names of the log: izin.test/old") == found[-1]
    assert ("fail", "checkpoints") == folder[:2]


def test_the_doctor_tells_what_is_not_set(tmp_path: Path) -> None:
    elsewhere = {"database_url": "postgresql://db/izin"}
    make_key(tmp_path / "keys" / "0001.pem")

    def first(**chosen: object) -> tuple[str, str]:
        state, _, says = said(sealing_findings(read_settings(data_dir=tmp_path, **chosen)))[0]
        return state, says

    assert ("ok", "its key is made on the first run") == first()
    assert ("fail", "has no key: the trail is not sealed") == first(**elsewhere)
    assert "fail" == first(**elsewhere, sealer_keys=tmp_path)[0]
    told = said(sealing_findings(read_settings(data_dir=tmp_path, sealer_keys=tmp_path / "keys", **elsewhere)))
    assert ["ok", "warn", "warn"] == [state for state, _, _ in told]
    assert [] == list(sealed_findings(read_settings(data_dir=tmp_path), "host=/nowhere", date(2026, 11, 28)))
