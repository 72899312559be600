"""A drill: the wrapping key is changed twice while an office of two processes works, and nothing is ever unreadable."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.operations.rewrap import command
from application.checkup import examine
from application.finding import State
from application.master_key import vault_of
from application.postgres.embedded import EmbeddedPostgres
from application.rewrapping import counted, rewrap
from application.settings import BadSettings, Settings
from tests.api.casework import APPLICATIONS, an_applicant, case_at, submission, submitted
from tests.api.mail import WEBHOOKS, a_webhook, admin
from tests.api.product import Product, opened
from tests.application.ledgers import database

ROOT, FIRST, SECOND = (b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))
Keys = dict[str, str]
ONLY_THE_MASTER: Keys = {"master_key": ROOT}
# Each change is made known before it is used, and both ways to read stay until everything is wrapped anew.
STEPS: tuple[Keys, ...] = (
    {"master_key": ROOT, "wrapping_keys_also": FIRST},
    {"master_key": ROOT, "wrapping_key": FIRST},
    {"master_key": ROOT, "wrapping_key": FIRST, "wrapping_keys_also": SECOND},
    {"master_key": ROOT, "wrapping_key": SECOND, "wrapping_keys_also": FIRST},
)
AT_THE_END: Keys = {"master_key": ROOT, "wrapping_key": SECOND}


@pytest.fixture(scope="module")
def url(cluster: EmbeddedPostgres) -> Iterator[str]:
    with database(cluster) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


def test_nothing_is_unreadable_while_keys_change(url: str, archive: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        before = stack.enter_context(_process(url, archive, tmp_path, ONLY_THE_MASTER))
        case = case_at(before, 4)
        ids, hook = [case.id], a_webhook(before)["id"]
        sent = an_applicant(before).post(APPLICATIONS, submission(), idempotency_key="sekali").json()["id"]
        seen = _names(before, ids)
        for n, keys in enumerate(STEPS):
            after = stack.enter_context(_process(url, archive, tmp_path / str(n), keys))
            ids.append(submitted(after).id)
            assert _names(before, ids) == _names(after, ids), "each reads what the other writes"
            assert seen.items() <= _names(after, ids).items()
            replay = an_applicant(after).post(APPLICATIONS, submission(), idempotency_key="sekali")
            assert (sent, "true") == (replay.json()["id"], replay.headers["idempotent-replayed"])
            assert 200 == admin(after).post(f"{WEBHOOKS}/{hook}/rotation").status_code
            before = after
        assert len(ids) == sum(rewrap(url, vault_of(_settings(tmp_path, STEPS[-1])), batch=2))
        assert 0 == sum(rewrap(url, vault_of(_settings(tmp_path, AT_THE_END))))
        last = stack.enter_context(_process(url, archive, tmp_path / "last", AT_THE_END))
        paper = last.person("dinas_teknis").get(f"{case.path}/acknowledgement.pdf")

        assert _names(before, ids) == _names(last, ids)
        assert 200 == paper.status_code
        with psycopg.connect(url) as connection:
            assert [vault_of(_settings(tmp_path, AT_THE_END)).present] == [*counted(connection)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE ledger.keys SET wrapped = wrapped")


def test_doctor_tells_what_is_still_wrapped_by_another_key(url: str, tmp_path: Path) -> None:
    def told(keys: Keys) -> set[State]:
        settings = _settings(tmp_path, keys, database_url=url)
        return {each.state for each in examine(settings, date(2026, 11, 23)) if each.about == "wrapping key"}

    assert {State.OK} == told(AT_THE_END)
    assert {State.WARN} == told({"master_key": ROOT, "wrapping_keys_also": SECOND})
    assert {State.FAIL} == told(ONLY_THE_MASTER)


def test_what_a_key_that_is_not_named_has_wrapped_is_left_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IZIN_MASTER_KEY", ROOT)
    with pytest.raises(SystemExit):
        command(data_dir=tmp_path, database_url=url)
    monkeypatch.setenv("IZIN_WRAPPING_KEY", SECOND)
    command(data_dir=tmp_path, database_url=url)

    said = capsys.readouterr()
    assert "name it in IZIN_WRAPPING_KEYS_ALSO" in said.err
    assert said.out.startswith("0 keys wrapped anew")


@pytest.mark.parametrize("name", ["wrapping_key", "wrapping_keys_also"])
def test_a_key_that_is_none_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSettings, match=f"IZIN_{name}".upper()):
        vault_of(_settings(tmp_path, {"master_key": ROOT, name: f"{FIRST},nonsense"}))


def _process(url: str, archive: Path, data_dir: Path, keys: Keys) -> AbstractContextManager[Product]:
    chosen: dict[str, Any] = {"archive_url": archive.as_uri(), "sealer": False, "deliver": False, **keys}
    return opened(url, data_dir, **chosen)


def _settings(data_dir: Path, keys: Keys, **more: str) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, **keys, **more})


def _names(office: Product, ids: list[str]) -> dict[str, str]:
    """What only the key of each file opens."""
    officer = office.person("front_office")
    return {each: officer.get(f"{APPLICATIONS}/{each}").json()["applicant"]["name"] for each in ids}
