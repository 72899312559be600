"""What the sealer signs, and what it does not: every kind of tampering that a superuser is able to."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import errors

from application.evidence.keys import LogKeys
from application.evidence.patrol import Patrol
from application.evidence.refused import Problem, SealingRefused
from application.evidence.signers import KeySigner
from application.postgres.database import APP, AUDITOR, PROJECTOR, as_role
from domain.merkle import EMPTY
from domain.signed_note import Checkpoint, Signature, key_id, signed, text_of
from tests.application.log_desk import NAME, Log, log_at
from tests.domain import trees


@pytest.fixture
def log(postgres_url: str, tmp_path: Path) -> Log:
    return log_at(postgres_url, tmp_path)


async def refusal(do: Callable[[], Awaitable[object]]) -> tuple[Problem, str]:
    with pytest.raises(SealingRefused) as refused:
        await do()
    return refused.value.problem, refused.value.says


def leaves(log: Log) -> list[bytes]:
    return [row[0] for row in log.rows("SELECT leaf FROM ledger.events ORDER BY notification_id")]


async def test_an_empty_log_is_sealed_and_grows(log: Log) -> None:
    first = await log.seal()
    await log.append(3)
    second = await log.seal()
    again = await log.seal()

    assert Checkpoint(origin=NAME, size=0, root=EMPTY) == first
    assert Checkpoint(origin=NAME, size=3, root=trees.root(leaves(log))) == second == again
    assert [(0,), (3,)] == log.rows("SELECT size FROM ledger.checkpoints ORDER BY size")


async def test_it_works_on_the_oldest_postgresql_too(postgres_url_of_major: str, tmp_path: Path) -> None:
    log = log_at(postgres_url_of_major, tmp_path)
    await log.append(300)

    assert trees.root(leaves(log)) == (await log.seal()).root


async def test_a_long_backlog_is_sealed_in_steps_and_its_blocks_are_kept(log: Log) -> None:
    await log.append(1300)
    async with log.connected() as connection:
        await log.sealer(stride=600).seal(connection)
    await log.append(200)
    newest = await log.seal()
    all_ = leaves(log)

    assert trees.root(all_) == newest.root
    assert [(599,), (1199,), (1300,), (1500,)] == log.rows("SELECT size FROM ledger.checkpoints ORDER BY size")
    assert [(1, n, trees.root(all_[256 * n : 256 * n + 256])) for n in range(5)] == log.rows(
        "SELECT level, index, hash FROM ledger.tree ORDER BY level, index"
    )


NOW = datetime(2026, 11, 28, 1, tzinfo=UTC)
EDITS = {
    "its words": (Problem.LEAF_DIFFERS, "UPDATE ledger.events SET state = 'x' WHERE notification_id = {}"),
    "its actor": (Problem.LEAF_DIFFERS, "UPDATE ledger.events SET actor = 'budi' WHERE notification_id = {}"),
    "its time": (
        Problem.LEAF_DIFFERS,
        "UPDATE ledger.events SET recorded_at = recorded_at - interval '1 us' WHERE notification_id = {}",
    ),
    "its leaf": (Problem.LEAF_DIFFERS, "UPDATE ledger.events SET leaf = sha256('x') WHERE notification_id = {}"),
    "nothing, it is gone": (Problem.EVENT_MISSING, "DELETE FROM ledger.events WHERE notification_id = {}"),
}
RELEAF = (
    "UPDATE ledger.events SET leaf = ledger.leaf(notification_id, originator_id, originator_version, topic, state,"
    " recorded_at, actor, role)"
)


@pytest.mark.parametrize(("problem", "edit"), EDITS.values(), ids=EDITS)
async def test_an_event_is_changed_before_it_is_sealed(log: Log, problem: Problem, edit: str) -> None:
    await log.append(4)
    await log.seal()
    await log.append(4)
    log.tamper(edit.format(6))

    found, says = await refusal(log.seal)

    assert (problem, True) == (found, "event 6 " in says)
    assert [(4,)] == log.rows("SELECT max(size) FROM ledger.checkpoints")


@pytest.mark.parametrize(("problem", "edit"), EDITS.values(), ids=EDITS)
async def test_a_sealed_event_of_the_last_block_is_changed(log: Log, problem: Problem, edit: str) -> None:
    await log.append(8)
    await log.seal()
    log.tamper(edit.format(6))

    found, _ = await refusal(log.seal)

    assert found in {problem, Problem.ROOT_DIFFERS}


@pytest.mark.parametrize("what", ["its words", "its actor", "its time", "nothing, it is gone"])
async def test_an_event_below_a_kept_hash_is_changed_and_a_good_leaf_made_for_it(log: Log, what: str) -> None:
    await log.append(600)
    await log.seal()
    log.tamper(EDITS[what][1].format(6), RELEAF)

    found, _ = await refusal(log.seal)

    assert (Problem.EVENT_MISSING if "gone" in what else Problem.TREE_DIFFERS) == found


async def test_even_the_kept_hashes_are_made_to_fit(log: Log) -> None:
    await log.append(600)
    await log.seal()
    log.tamper(EDITS["its words"][1].format(6), RELEAF)
    root = trees.root(leaves(log)[:256])
    log.tamper(f"UPDATE ledger.tree SET hash = '\\x{root.hex()}' WHERE level = 1 AND index = 0")

    assert Problem.ROOT_DIFFERS == (await refusal(log.seal))[0]


async def test_a_checkpoint_is_made_to_fit_as_well(log: Log) -> None:
    """Without the key there is no signature, and with another one it is not the log's."""
    await log.append(10)
    await log.seal()
    log.tamper(EDITS["its words"][1].format(6), RELEAF)
    other = Ed25519PrivateKey.generate()
    forged = Checkpoint(origin=NAME, size=10, root=trees.root(leaves(log)))
    text, id_ = text_of(forged), key_id(NAME, other.public_key().public_bytes_raw())
    note = signed(text, Signature(name=NAME, key_id=id_, signature=other.sign(text.encode())))
    log.tamper(f"UPDATE ledger.checkpoints SET root = '\\x{forged.root.hex()}', note = $${note}$$")

    assert Problem.CHECKPOINT_FOREIGN == (await refusal(log.seal))[0]


async def test_what_a_row_says_beside_its_note_is_held_against_it(log: Log) -> None:
    await log.append(2)
    await log.seal()
    log.tamper("UPDATE ledger.checkpoints SET root = sha256('x')")

    assert Problem.CHECKPOINT_FOREIGN == (await refusal(log.seal))[0]


async def test_the_tail_is_cut_off(log: Log) -> None:
    await log.append(10)
    await log.seal()
    log.tamper("DELETE FROM ledger.events WHERE notification_id > 7")

    assert Problem.LOG_SHORTER == (await refusal(log.seal))[0]


async def test_a_kept_hash_is_gone_or_another(log: Log) -> None:
    await log.append(600)
    await log.seal()
    log.tamper("DELETE FROM ledger.tree WHERE index = 1")
    gone = await refusal(log.seal)
    log.tamper("INSERT INTO ledger.tree VALUES (1, 1, sha256('x'))")
    other = await refusal(log.seal)

    assert (Problem.TREE_DIFFERS, Problem.ROOT_DIFFERS) == (gone[0], other[0])


async def test_a_hash_that_was_put_there_before_its_time_is_not_taken_over(log: Log) -> None:
    """The application's own role could do that: it may add."""
    await log.append(200)
    await log.seal()
    async with log.connected() as connection:
        await connection.execute("INSERT INTO ledger.tree (level, index, hash) VALUES (1, 0, sha256('x'))")
    await log.append(100)

    assert Problem.TREE_DIFFERS == (await refusal(log.seal))[0]


async def test_what_lies_long_below_is_found_in_turn(log: Log) -> None:
    await log.append(1300)
    await log.seal()
    log.tamper(EDITS["its words"][1].format(700))
    patrol = Patrol(piece=300, every=0)  # a block at each turn
    async with log.connected() as connection:
        sealer = log.sealer(patrol=patrol)
        for _ in range(2):
            await sealer.seal(connection)

        found = [await refusal(lambda: sealer.seal(connection)) for _ in range(2)]

    assert [Problem.LEAF_DIFFERS] * 2 == [problem for problem, _ in found]
    assert "event 700 " in found[0][1]


async def test_the_patrol_goes_round_and_rests_between_two_looks(log: Log) -> None:
    await log.append(1300)
    async with log.connected() as connection:
        sealer = log.sealer(patrol=Patrol(piece=512, every=0))
        for _ in range(4):
            await sealer.seal(connection)
        resting = log.sealer(patrol=Patrol(every=3600))
        await resting.seal(connection)
        log.tamper(EDITS["its words"][1].format(6))

        await resting.seal(connection)

        assert Problem.LEAF_DIFFERS == (await refusal(lambda: sealer.seal(connection)))[0]


async def test_the_database_is_put_back_to_an_earlier_state(log: Log) -> None:
    """Everything in it is in order, and fits together: only what was published outside remembers."""
    await log.append(5)
    await log.seal()
    await log.append(5)
    async with log.connected() as connection:
        note = await log.sealer().seal(connection)
    log.published().publish(note, NOW)
    back = ("DELETE FROM ledger.events WHERE notification_id > 5", "DELETE FROM ledger.checkpoints WHERE size > 5")
    log.tamper(*back)

    shorter = await refusal(log.seal)
    await log.append(9)
    other = await refusal(log.seal)

    assert (Problem.LOG_SHORTER, Problem.ROOT_DIFFERS) == (shorter[0], other[0])
    assert "sealed up to 10" in shorter[1]


async def test_a_lost_checkpoint_is_no_lost_event(log: Log) -> None:
    """Published and then lost in the database, which held all events: it goes on from what was published."""
    await log.append(5)
    await log.seal()
    await log.append(5)
    async with log.connected() as connection:
        log.published().publish(await log.sealer().seal(connection), NOW)
    log.tamper("DELETE FROM ledger.checkpoints WHERE size > 5")

    assert 10 == (await log.seal()).size


async def test_under_a_new_name_a_log_begins_again(log: Log) -> None:
    await log.append(700)
    await log.seal()
    log.tamper("DELETE FROM ledger.events WHERE notification_id > 650")
    renamed = Log(url=log.url, folder=log.folder, key=log.key, name=f"{NAME}/2")

    found = await renamed.seal()

    assert (f"{NAME}/2", 650) == (found.origin, found.size)
    assert Problem.LOG_SHORTER == (await refusal(log.seal))[0]


async def test_a_new_key_goes_on_where_the_old_one_ended(log: Log) -> None:
    await log.append(3)
    await log.seal()
    await log.append(3)
    new = Ed25519PrivateKey.generate()
    public = tuple(each.public_key().public_bytes_raw() for each in (log.key, new))
    rotated = log_at(log.url, log.folder)
    rotated.key = new

    unknown = await refusal(rotated.seal)
    async with log.connected() as connection:
        sealer = rotated.sealer(signer=KeySigner(new))
        sealer._keys = LogKeys(name=NAME, published=public)
        note = await sealer.seal(connection)

    assert Problem.CHECKPOINT_FOREIGN == unknown[0]
    assert 6 == LogKeys(name=NAME, published=public).verified(note).size
    assert b64encode(key_id(NAME, public[1])).decode()[:5] in note


async def test_two_sealers_at_once_make_one_log(log: Log) -> None:
    """They should not be two, and the lock sees to it; if they were, the second would find itself overtaken."""
    await log.append(500)
    async with log.connected() as one, log.connected() as two:
        outcomes = await asyncio.gather(log.sealer().seal(one), log.sealer().seal(two), return_exceptions=True)

    lost = [each for each in outcomes if isinstance(each, BaseException)]
    assert all(isinstance(each, errors.UniqueViolation) for each in lost)
    assert {500} == {log.keys.verified(each).size for each in outcomes if isinstance(each, str)}
    assert [(1,)] == log.rows("SELECT count(*) FROM ledger.checkpoints")
    assert 500 == (await log.seal()).size


class _Dying:
    """A signer that ends the sealer's own session: killed between having signed and having kept it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    @property
    def public(self) -> bytes:
        return self._log.key.public_key().public_bytes_raw()

    async def sign(self, content: bytes) -> bytes:
        self._log.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return self._log.key.sign(content)


async def test_a_sealer_that_is_killed_leaves_the_log_as_it_was(log: Log) -> None:
    await log.append(300)
    with pytest.raises(psycopg.OperationalError):
        async with log.connected() as connection:
            await log.sealer(signer=_Dying(log)).seal(connection)

    assert [(0, 0)] == log.rows("SELECT (SELECT count(*) FROM ledger.tree), (SELECT count(*) FROM ledger.checkpoints)")
    assert 300 == (await log.seal()).size


@pytest.mark.parametrize("role", [APP, AUDITOR, PROJECTOR])
async def test_nobody_changes_what_was_sealed(log: Log, role: str) -> None:
    await log.append(300)
    await log.seal()
    for table, column in (
        ("tree", "hash"),
        ("checkpoints", "note"),
        ("timestamps", "token"),
        ("sealing_alarms", "says"),
    ):
        for change in (f"UPDATE ledger.{table} SET {column} = {column}", f"DELETE FROM ledger.{table}"):
            with psycopg.connect(as_role(log.url, role)) as one, pytest.raises(errors.InsufficientPrivilege):
                one.execute(change.encode())
            superuser = psycopg.connect(log.url, options="-c session_replication_role=replica")
            with superuser, pytest.raises(errors.InsufficientPrivilege, match="is not allowed"):
                superuser.execute(change.encode())


@pytest.mark.parametrize("role", [AUDITOR, PROJECTOR])
async def test_only_the_application_seals_and_writes_no_time_of_its_own(log: Log, role: str) -> None:
    row = (
        "INSERT INTO ledger.checkpoints (origin, size, root, note, key_id{}) VALUES ('x', 1, sha256('x'), '', 'abcd'{})"
    )
    with psycopg.connect(as_role(log.url, role)) as one, pytest.raises(errors.InsufficientPrivilege):
        one.execute(row.format("", "").encode())
    with psycopg.connect(as_role(log.url, APP)) as app, pytest.raises(errors.InsufficientPrivilege):
        app.execute(row.format(", sealed_at", ", now()").encode())
    with psycopg.connect(as_role(log.url, AUDITOR)) as auditor:
        assert (0,) == auditor.execute("SELECT count(*) FROM ledger.checkpoints").fetchone()
