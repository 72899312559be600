"""The process is killed at every point of a signature, whoever signs: afterwards there is one decree and one number."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import psycopg
import pytest

from application.archive.archive import open_archive
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.settings import Settings, read_settings
from application.signing.choice import Demo, signing_choice
from application.signing.office import trust_of
from application.signing.trust import verify
from domain.events import RevocationSigned, Revoked, Signed
from tests.application.desk import submit, vault, walk
from tests.application.mortal_office import Order, Point, carry_out
from tests.application.offices import Offices, offices
from tests.application.site import Answer, Asked
from tests.book import office_rulebook
from tests.campaign import NIGHTLY
from tests.papers import inspection
from tests.pdf_text import pages
from tests.people import DEWI
from tests.scenario import MONDAY
from tests.walk import APPROVED_TWICE

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]
KINDS = ("key_file", "pkcs11", "bsre-v2")
POINTS = (
    ("unlock", "after"),
    ("reserve", "before"),
    ("reserve", "after"),
    ("render", "after"),
    ("sign", "after"),
    ("archive", "after"),
    ("point", "after"),
    ("record", "after"),
)
# Only around the signer does it matter whose it is: elsewhere the others die by night (scripts/nightly).
DEATHS = [
    pytest.param(kind, point, id=f"{kind}-{'-'.join(point)}")
    for kind in KINDS
    for point in POINTS
    if NIGHTLY or kind == "key_file" or point[0] in ("unlock", "sign")
]
_numbers = count(1)
# Begun before anything has threads; each order is carried out by a fork of it, which has loaded everything already.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.application.mortal_office"])


@dataclass
class World:
    """A database, an archive and an office of every kind, shared by all the processes that die here."""

    url: str
    folder: Path
    offices: Offices
    stamps: int = 0
    kills: tuple[int, int] | None = None
    struck: Event = field(default_factory=Event)

    def order(self, kind: str, permit: UUID, draft_sha256: str) -> Order:
        return Order(
            url=self.url,
            archive=(self.folder / "archive").as_uri(),
            settings=self.offices.settings(kind),
            tokens=os.environ["SOFTHSM2_CONF"],
            passphrase=self.offices.passphrase(kind),
            permit=permit,
            draft_sha256=draft_sha256,
            command=uuid4(),
            at=MONDAY.replace(hour=15),
        )

    def stamped(self, asked: Asked) -> Answer:
        """Stamp; and kill whoever waits for its stamp, where that was agreed."""
        self.stamps += 1
        answer = self.offices.pki.stamped(asked)
        if self.kills and self.stamps == self.kills[1]:
            os.kill(self.kills[0], signal.SIGKILL)
            self.struck.set()
        return answer


@pytest.fixture(scope="module")
def world(postgres_url_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("killed")
    with offices(folder) as every:
        here = World(url=postgres_url_of_module, folder=folder, offices=every)
        every.pki.site.says("/Kantor/tsa", here.stamped)
        yield here


@pytest.mark.parametrize(("kind", "point"), DEATHS)
async def test_killed_there_and_asked_again_there_is_one_decree_with_one_number(
    world: World, kind: str, point: tuple[str, str]
) -> None:
    async with open_permits(world.url, vault=vault(), book=office_rulebook) as permits:
        order = await drafted(permits, world, kind)

        assert -signal.SIGKILL == ended(replace(order, dies=point))
        signed_before = await decrees(permits, order)
        assert 0 == ended(order)

        assert (1 if point == ("record", "after") else 0) == len(signed_before)
        await require_one_decree(permits, world, order)


@pytest.mark.parametrize("nth", [2, 3], ids=["in-the-signature", "over-the-document"])
@pytest.mark.parametrize("kind", KINDS)
async def test_killed_while_a_time_stamp_is_under_way(world: World, kind: str, nth: int) -> None:
    """In the midst of a signature: of ours, or of the service's, which has then signed for nobody."""
    async with open_permits(world.url, vault=vault(), book=office_rulebook) as permits:
        order = await drafted(permits, world, kind)
        process = _processes.Process(target=carry_out, args=(order,))
        process.start()
        assert process.pid is not None
        world.stamps, world.kills = 0, (process.pid, nth)
        process.join(60)
        world.kills = None

        assert world.struck.wait(10)
        assert -signal.SIGKILL == process.exitcode
        assert 0 == ended(order)
        await require_one_decree(permits, world, order)


@pytest.mark.parametrize("point", [("reserve", "after"), ("sign", "after"), ("point", "after"), ("record", "after")])
async def test_killed_in_a_revocation_there_is_one_revocation_with_one_number(world: World, point: Point) -> None:
    async with open_permits(world.url, vault=vault(), book=office_rulebook) as permits:
        issued = await drafted(permits, world, "key_file")
        assert 0 == ended(issued)
        order = replace(issued, command=uuid4(), reason="Kegiatan berhenti.")

        assert -signal.SIGKILL == ended(replace(order, dies=point))
        assert 0 == ended(order)

        filed = await permits.get(order.permit)
        assert filed is not None
        assert filed.key is not None
        facts = [event.fact for _, event in filed.history if isinstance(event.fact, Revoked | RevocationSigned)]
        revoked, signed = facts
        assert isinstance(signed, RevocationSigned)
        assert revoked.number == signed.number
        with psycopg.connect(world.url) as connection:
            query = "SELECT seq FROM ledger.decree_numbers WHERE permit = %s AND register = 'IPKBM/revocation'"
            ((number,),) = connection.execute(query, [order.permit]).fetchall()
        assert f"500.16.7.2/{number:04}/IPKBM-CABUT/DPMPTSP/2026" == signed.number
        (pointer,) = (world.folder / "archive" / "pointers" / "revocations" / str(order.permit)).iterdir()
        assert signed.document_sha256 in pointer.read_text(encoding="utf-8")
        paper = open_archive(read_settings(archive_url=order.archive)).get(signed.document_sha256, filed.key.papers)
        choice = signing_choice(Settings(**order.settings))
        assert not isinstance(choice, Demo)
        await asyncio.to_thread(verify, paper, trust_of(choice.chain))


async def test_another_request_after_a_kill_makes_no_second_decree(world: World) -> None:
    async with open_permits(world.url, vault=vault(), book=office_rulebook) as permits:
        order = await drafted(permits, world, "bsre-v2")

        assert -signal.SIGKILL == ended(replace(order, dies=("point", "after")))
        signed = len(world.offices.service.signed)
        assert 0 == ended(replace(order, command=uuid4()))

        assert signed == len(world.offices.service.signed)
        await require_one_decree(permits, world, order)


def ended(order: Order) -> int | None:
    """Carry out the order in a process of its own, and return how it ended."""
    process = _processes.Process(target=carry_out, args=(order,))
    process.start()
    process.join(60)
    return process.exitcode


async def drafted(permits: Permits, world: World, kind: str) -> Order:
    """A new file on the head's desk."""
    permit = (await submit(permits)).permit.id
    inspected = (DEWI, inspection(MONDAY.date(), number=str(next(_numbers))))
    await walk(permits, permit, *(inspected if by is DEWI else (by, step) for by, step in APPROVED_TWICE[1:]))
    filed = await permits.get(permit)
    assert filed is not None
    assert filed.permit.draft is not None
    return world.order(kind, permit, filed.permit.draft.sha256)


async def decrees(permits: Permits, order: Order) -> list[Signed]:
    filed = await permits.get(order.permit)
    assert filed is not None
    return [event.fact for _, event in filed.history if isinstance(event.fact, Signed)]


async def require_one_decree(permits: Permits, world: World, order: Order) -> None:
    (decree,) = await decrees(permits, order)
    with psycopg.connect(world.url) as connection:
        query = "SELECT seq FROM ledger.decree_numbers WHERE permit = %s"
        ((number,),) = connection.execute(query, [order.permit]).fetchall()
    (pointer,) = (world.folder / "archive" / "pointers" / "decrees" / str(order.permit)).iterdir()
    assert f"500.16.7.2/{number:04}/IPKBM/DPMPTSP/2026" == decree.number
    assert decree.document_sha256 in pointer.read_text(encoding="utf-8")

    filed, choice = await permits.get(order.permit), signing_choice(Settings(**order.settings))
    assert filed is not None
    assert filed.key is not None
    assert not isinstance(choice, Demo)
    paper = open_archive(read_settings(archive_url=order.archive)).get(decree.document_sha256, filed.key.papers)
    await asyncio.to_thread(verify, paper, trust_of(choice.chain))
    assert decree.number in "".join(pages(paper))
