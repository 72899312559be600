"""What the read side is told by the write side: due dates, opened fields, and states in their present form."""

from datetime import datetime, timedelta
from uuid import uuid4

import orjson
import pytest

from application.read_side import Deadlines, Unsealer, open_state
from application.schema import UnknownTopic
from application.vault import Tampered, Vault
from domain.events import SopRef
from tests.book import office_rulebook
from tests.scenario import WITA

KBM = SopRef(code="izin-kbm", version="1")
DEADLINES = Deadlines(office_rulebook)


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("step", "entered", "due"),
    [
        (2, "2026-11-23 09:00", "2026-11-23 09:10"),
        (2, "2026-11-26 15:55", "2026-11-27 07:35"),
        (4, "2026-11-23 09:00", "2026-11-27 16:30"),
    ],
    ids=["minutes", "minutes over night", "days"],
)
def test_a_visit_is_due_by_the_standard_of_its_row(step: int, entered: str, due: str) -> None:
    assert wita(due) == DEADLINES.due(KBM, step, wita(entered))


def test_past_the_published_calendar_nothing_is_promised() -> None:
    assert DEADLINES.due(KBM, 4, wita("2027-12-30 09:00")) is None


def test_it_is_due_soon_after_three_quarters_of_the_time() -> None:
    entered = wita("2026-11-23 09:00")

    assert entered + timedelta(minutes=7, seconds=30) == DEADLINES.soon(entered, entered + timedelta(minutes=10))


def test_a_state_is_opened_without_its_seals() -> None:
    sealed = {"$": "c2VjcmV0", "c": "Y29tbWl0"}
    state = orjson.dumps({"v": 1, "by": {"role": "pemohon", "sub": sealed}, "fact": {"received_by": sealed}})

    assert sealed == open_state("Delivered", state)["fact"]["received_by"]
    with pytest.raises(UnknownTopic):
        open_state("os.system", state)


def test_a_single_field_is_opened_in_its_own_place_only() -> None:
    vault, permit = Vault([bytes(32)]), uuid4()
    key, unseal = vault.new_key(permit), Unsealer(vault)
    (sealed,) = vault.seal(key, 7, [("by.sub", b'"siti"')])

    assert "siti" == unseal(permit, 7, "by.sub", sealed, key.wrapped)
    for elsewhere in ((permit, 8, "by.sub"), (permit, 7, "by.name"), (uuid4(), 7, "by.sub")):
        with pytest.raises(Tampered):
            unseal(*elsewhere, sealed, key.wrapped)
