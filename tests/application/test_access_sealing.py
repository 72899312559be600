"""The access log is sealed as the trail is, by the same sealer: whatever a superuser does to its rows is found."""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.evidence.alarms import standing_alarm
from application.evidence.beat import Beat
from application.evidence.logs import ACCESS
from application.evidence.patrol import Patrol
from application.evidence.refused import Problem, SealingRefused
from application.evidence.sealer import Sealer
from application.evidence.signers import KeySigner
from application.postgres.database import APP, as_role
from domain.sealed_logs import SealedLog
from domain.signed_note import Checkpoint
from tests.application.log_desk import NAME, Log, log_at
from tests.application.test_sealer import NOW
from tests.domain import trees

_LOOK = "SELECT ledger.log_access(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::bytea[])"
_LEAF = (
    "leaf = ledger.leaf(position, coalesce(application, '00000000-0000-0000-0000-000000000000'), 0, action, state, at,"
    " actor, role)"
)


@pytest.fixture
def log(postgres_url: str, tmp_path: Path) -> Log:
    return log_at(postgres_url, tmp_path)


def look(log: Log, times: int) -> None:
    """Somebody looks at a file, and then at a list."""
    with psycopg.connect(as_role(log.url, APP)) as connection:
        row = [None if n % 2 else UUID(int=n + 1) for n in range(times)]
        connection.execute(_LOOK, (row, ["read_case"] * times, ["maria"] * times, ["auditor"] * times, [b"{}"] * times))


def sealer(log: Log) -> Sealer:
    keys = log.keys.of(SealedLog.ACCESS)
    published = type(log.published())(log.folder, keys)
    return Sealer(keys, KeySigner(log.key), published, log=ACCESS, patrol=Patrol(every=0))


async def seal(log: Log) -> Checkpoint:
    async with log.connected() as connection:
        return log.keys.of(SealedLog.ACCESS).verified(await sealer(log).seal(connection))


async def test_it_has_a_tree_and_checkpoints_of_its_own(log: Log) -> None:
    await log.append(3)
    look(log, 300)

    accesses, trail = await seal(log), await log.seal()

    leaves = [row[0] for row in log.rows("SELECT leaf FROM ledger.access_log ORDER BY position")]
    assert Checkpoint(origin=f"{NAME}/access", size=300, root=trees.root(leaves)) == accesses
    assert (NAME, 3) == (trail.origin, trail.size)
    assert [(1, 0, trees.root(leaves[:256]))] == log.rows("SELECT level, index, hash FROM ledger.access_tree")
    assert [] == log.rows("SELECT * FROM ledger.tree")


@pytest.mark.parametrize(
    ("problem", "statement"),
    [
        (Problem.LEAF_DIFFERS, "UPDATE ledger.access_log SET actor = 'nobody' WHERE position = 7"),
        (Problem.LEAF_DIFFERS, "UPDATE ledger.access_log SET application = NULL WHERE position = 301"),
        (Problem.TREE_DIFFERS, f"UPDATE ledger.access_log SET actor = 'x', {_LEAF} WHERE position = 7"),
        (Problem.EVENT_MISSING, "DELETE FROM ledger.access_log WHERE position = 7"),
        (Problem.LOG_SHORTER, "DELETE FROM ledger.access_log WHERE position > 290"),
        (Problem.EVENT_MISSING, "DELETE FROM ledger.access_log WHERE position = 299"),
        (Problem.TREE_DIFFERS, "DELETE FROM ledger.access_tree"),
    ],
)
async def test_a_changed_row_is_found(log: Log, problem: Problem, statement: str) -> None:
    look(log, 300)
    await seal(log)
    look(log, 2)
    log.tamper(statement, statement.replace("SET actor = 'x', ", "SET ") if "actor = 'x'" in statement else "SELECT 1")

    with pytest.raises(SealingRefused) as refused:
        await seal(log)

    assert problem is refused.value.problem


async def test_its_alarm_is_not_the_trails(log: Log) -> None:
    await log.append(2)
    look(log, 2)
    log.tamper("UPDATE ledger.access_log SET actor = 'nobody' WHERE position = 2")
    beats = [
        Beat(log.sealer(), log.published(), (), lambda: NOW, every=60),
        Beat(sealer(log), log.published(), (), lambda: NOW, every=60, log=ACCESS),
    ]
    async with log.connected() as connection:
        for beat in beats:
            await beat.turn(connection)
        alarm = await standing_alarm(connection, SealedLog.ACCESS)

        assert await standing_alarm(connection) is None
    assert alarm is not None
    assert ("leaf_differs", "look 2 is not what was appended: its leaf does not follow from it") == (
        alarm.problem,
        alarm.says,
    )
    assert 2 == (await log.seal()).size
