"""What docs/evidence.md tells readers to run is run here, as it stands there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from tests.application.log_desk import Log, log_at
from tests.book import DOCS
from tests.domain import trees


def shown() -> dict[str, Any]:
    text = (DOCS / "evidence.md").read_text(encoding="utf-8")
    names = dict[str, Any]()
    exec(text.split("```python\n")[1].split("```")[0], names)
    return names


@pytest.fixture
def log(postgres_url: str, tmp_path: Path) -> Log:
    return log_at(postgres_url, tmp_path)


async def test_the_page_s_own_reader_finds_a_note_good_and_a_changed_one_bad(log: Log) -> None:
    check: Callable[[str, str], tuple[int, bytes]] = shown()["check_note"]
    await log.append(5)
    async with log.connected() as connection:
        note = await log.sealer().seal(connection)
    (key,) = log.keys.verifier_keys()
    leaves = [row[0] for row in log.rows("SELECT leaf FROM ledger.events ORDER BY notification_id")]

    assert (5, shown()["root_of"](leaves)) == check(note, key)
    with pytest.raises(InvalidSignature):
        check(note.replace("\n5\n", "\n6\n"), key)
    for size in range(20):
        assert trees.root(trees.leaves(size)) == shown()["root_of"](trees.leaves(size))
