"""Sealing where it belongs: beside the projector too, and by whichever process is there."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from api.trail.sealing import seal_for_ever
from application.evidence.asking import asking_at
from application.evidence.keys import sealing_of
from application.key_folder import make_key
from application.postgres.database import APP, as_role
from application.settings import read_settings
from application.trust import trust_of
from tests.application.http_server import receiver
from tests.application.ledgers import store_at, write
from tests.projections.office import until

ROOT = Path(__file__).parents[2]


def test_the_projector_seals_as_well_and_ends_in_order(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.operations.project", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as projector:
        assert projector.stdout is not None
        projector.stdout.readline()
        asyncio.run(until(lambda: any(tmp_path.glob("checkpoints/*/checkpoint"))))
        projector.send_signal(signal.SIGTERM)
        status = projector.wait(20)

    assert 0 == status
    assert not list(tmp_path.glob("postgresql/*/data/postmaster.pid"))


async def test_a_database_of_its_own_is_sealed_by_the_key_that_is_set_and_told_to_a_webhook(
    postgres_url: str, tmp_path: Path
) -> None:
    make_key(tmp_path / "keys" / "2026.pem")
    async with receiver() as hook:
        settings = read_settings(
            data_dir=tmp_path,
            database_url=postgres_url,
            log_name="izin.test/log",
            sealer_keys=tmp_path / "keys",
            checkpoint_directory=tmp_path / "elsewhere",
            checkpoint_webhook=f"http://localhost:{hook.port}/",
            checkpoint_timestamp_url="http://127.0.0.1:9/tsa",
        )
        sealing = sealing_of(settings)
        url = as_role(postgres_url, APP)
        work = asyncio.create_task(seal_for_ever(settings, sealing, url, trust_of(settings), lambda: datetime.now(UTC)))
        async with asking_at(url, "izin.test/log") as asking, store_at(postgres_url) as store:
            await store.append([write(uuid4(), facts=3)])
            note = await asking.note()
            await until(lambda: any((tmp_path / "elsewhere").rglob("*3.note")))
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    assert 3 == sealing.keys.verified(note).size
    assert [] == hook.got  # not a demo: this very machine is no webhook
