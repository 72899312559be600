"""What the load is made of: applicants with uploaded documents, officers, and the bodies that they send."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import shuffle
from typing import LiteralString
from uuid import uuid4

import pikepdf
import psycopg

from api.commands.examples import REQUIRED, SUBMISSION, VERIFICATION
from tests.bench.client import Client, Json
from tests.bench.wrk import Mode

_UNKNOWN_PERMITS = 100_000
PEOPLE = 8  # of each kind: rate limits count by person

WAITING_FOR_US: LiteralString = """
SELECT originator_id
  FROM ledger.events
 GROUP BY originator_id
HAVING max(originator_version) = 2
"""
WAITING_FOR_STOCK: LiteralString = """
SELECT originator_id
  FROM permits_events
 GROUP BY originator_id
HAVING max(originator_version) = 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A folder for `load.lua`, and what is in it."""

    folder: Path
    applicants: tuple[str, ...]
    officers: tuple[str, ...]
    submission: Json

    def lay_out_anything(self) -> int:
        """Put permits there that nobody knows, for a server that does not look; return how many."""
        _write(self.folder / "permits", [str(uuid4()) for _ in range(_UNKNOWN_PERMITS)])
        return _UNKNOWN_PERMITS

    def lay_out(self, waiting: LiteralString, url: str) -> int:
        """Put the permits that wait for verification there, in no order; return how many."""
        with psycopg.connect(url) as connection:
            permits = [str(permit) for (permit,) in connection.execute(waiting)]
        shuffle(permits)
        _write(self.folder / "permits", permits)
        return len(permits)


def prepare_desk(url: str, folder: Path) -> Desk:
    """Sign everybody in and upload what they will submit, at the product that answers at `url`."""
    folder.mkdir(parents=True)
    with Client(url) as client:
        applicants = tuple(_token(client, "pemohon", n) for n in range(PEOPLE))
        officers = tuple(_token(client, "front_office", n) for n in range(PEOPLE))
        papers = {code: _paper(code) for code in REQUIRED}
        hashes = {
            code: str(client.upload("/v1/documents", f"{code}.pdf", paper, applicant).json["sha256"])
            for applicant in applicants
            for code, paper in papers.items()
        }
    submission = _submission(hashes)
    _write(folder / "applicants", applicants)
    _write(folder / "officers", officers)
    (folder / "submission.json").write_text(json.dumps(submission), encoding="utf-8")
    (folder / "verification.json").write_text(json.dumps(VERIFICATION), encoding="utf-8")
    return Desk(folder=folder, applicants=applicants, officers=officers, submission=submission)


def _token(client: Client, role: str, n: int) -> str:
    return str(client.post("/demo/token", {"role": role, "sub": f"{role}-{n}"}).json["access_token"])


def _paper(code: str) -> bytes:
    """A page of its own for each requirement: documents are told apart by their content."""
    content = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Title"] = code
        paper.save(content)
    return content.getvalue()


def _submission(hashes: Json) -> Json:
    documents = [
        {"requirement": code, "sha256": sha256, "name": f"{code.lower()}.pdf"} for code, sha256 in hashes.items()
    ]
    began = datetime.now(UTC) - timedelta(minutes=20)
    return {**SUBMISSION, "documents": documents, "started_at": began.isoformat(timespec="seconds")}


def _write(file: Path, lines: list[str] | tuple[str, ...]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


__all__ = ["WAITING_FOR_STOCK", "WAITING_FOR_US", "Desk", "Mode", "prepare_desk"]
