"""The real pieces together: an office that did a bit of everything, its own sealer, its own export, and the verifier.

What auditors hold in the end are four files: the trail, a checkpoint, a key, and `scripts/verify-trail`.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import Any

import orjson
import pytest

from api.posts import examples
from api.trail.read_whole import Question
from api.trail.recompute import answers
from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import PASSPHRASE
from tests.api.erasing import ERASURE
from tests.api.exported import exported
from tests.api.product import Json, Product, opened
from tests.api.publishing import CALENDAR, once_more
from tests.application.ledgers import database
from tests.journey.desk import SIGN, SUBMIT, TO_THE_HEAD, WITHDRAW, File, Turn, good, new_file
from tests.verifier.program import SCRIPT

REVOKE = Turn("kepala_dinas", "revocation", lambda _: {"reason": "Membahayakan.", "passphrase": PASSPHRASE})
ERASE = Turn("admin", "erasure", lambda _: ERASURE)
REASON = {"reason": "Pemeriksaan khusus, surat tugas 700/12/INSP/2026."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an auditor has taken away. `opened` are the lines of one file, unmasked."""

    folder: Path
    product: Product
    revoked: File
    erased: File
    trail: list[bytes]
    opened: list[Json]

    def verified(self, trail: bytes) -> tuple[int, Json]:
        """Run the program as it is run elsewhere; return its status and what it says."""
        (self.folder / "trail.ndjson").write_bytes(trail)
        files = [str(self.folder / name) for name in ("trail.ndjson", "checkpoint")]
        done = run(
            [sys.executable, str(SCRIPT), *files, "--key", str(self.folder / "key")], capture_output=True, check=False
        )
        told: Json = orjson.loads(done.stdout)
        return done.returncode, told


@pytest.fixture(scope="module")
def taken(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("taken")
    archive = (folder / "archive").as_uri()
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("office"), archive_url=archive) as office:
        admin, auditor = office.person("admin"), office.person("auditor")
        revoked = new_file(office).take_all((*TO_THE_HEAD, SIGN, REVOKE))
        erased = new_file(office, "budi").take_all((SUBMIT, WITHDRAW, ERASE))
        good(
            admin.post("/v1/mandates", {**examples.ORDER, "sub": "surya", "from": "2026-11-23", "until": "2026-11-27"})
        )
        good(admin.post(CALENDAR, once_more(office, 2026, "2026-11-30")))
        unmasked = good(auditor.post(f"{revoked.path}/unmask", REASON)).json()["items"]
        (folder / "checkpoint").write_text(good(office.get("/v1/checkpoint")).text)
        (folder / "key").write_text(good(office.get("/public/log-key")).text)
        trail = exported(office).splitlines(keepends=True)
        yield Taken(folder=folder, product=office, revoked=revoked, erased=erased, trail=trail, opened=unmasked)


def test_the_trail_is_proven(taken: Taken) -> None:
    facts = {orjson.loads(line)["fact"] for line in taken.trail}
    status, told = taken.verified(b"".join(taken.trail))

    assert {"RevocationSigned", "PersonalDataErased", "MandateGiven", "CalendarPublished"} <= facts
    assert (0, True, "valid", len(taken.trail)) == (status, told["ok"], told["signature"], told["size"])


def test_so_it_is_with_what_was_unmasked(taken: Taken) -> None:
    """Values and salts against the commitments in the stored bytes; a changed value is found."""
    lines = [orjson.loads(line) for line in taken.trail]
    for item in taken.opened:
        lines[item["position"] - 1] = item
    (submitted, *_) = [line for line in lines if "fact.applicant.name" in line.get("salts", {})]

    assert (0, True) == brief(taken.verified(joined(lines)))
    submitted["data"]["applicant"]["name"] = "Siti Rahmah, S.Pd."
    assert (1, "edited") == brief(taken.verified(joined(lines)))


def test_an_excerpt_and_a_trail_that_was_cut_are_refused(taken: Taken) -> None:
    excerpt = exported(taken.product, application=taken.erased.id)

    assert (1, "filtered") == brief(taken.verified(excerpt))
    assert (1, "truncated") == brief(taken.verified(b"".join(taken.trail[:-1])))
    assert (1, "filtered") == brief(taken.verified(b"".join(taken.trail[:3] + taken.trail[4:])))


def test_time_is_told_from_it_whatever_else_it_holds(taken: Taken) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    told = [orjson.loads(line) for line in answers(BytesIO(b"".join(taken.trail)), Question(now=now, as_of=now))]

    assert {taken.revoked.id, taken.erased.id} == {each["application"] for each in told}


def test_and_nothing_in_the_office_says_otherwise(taken: Taken) -> None:
    report = good(taken.product.person("auditor").get("/v1/completeness?deep=true")).json()

    assert [] == [item for check in report["checks"] for item in check["items"]]


def brief(found: tuple[int, Json]) -> tuple[int, Any]:
    status, told = found
    return status, told["ok"] or told["problem"]


def joined(lines: list[Json]) -> bytes:
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
