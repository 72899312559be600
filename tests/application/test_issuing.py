"""One decree and one number for one draft, wherever the process dies and whoever signs at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import count
from typing import TypeVar
from uuid import UUID

import pytest
from obstore.store import MemoryStore

from application.archive.archive import Archive
from application.archive.faults import Corrupted, NotArchived
from application.issuing import PaperDisagrees, Slot, issue_once, slot_name
from domain.commands import SignedPaper
from domain.papers import Certificate

PERMIT = UUID("00000000-0000-4000-8000-000000000001")
DRAFT = sha256(b"draft").hexdigest()
KEY = b"k" * 32
Result = TypeVar("Result")
STEPS = ("reserve", "render", "sign", "archive", "point", "record")


class Killed(Exception):
    """The process died here."""


@dataclass
class Office:
    """The register, the signer and the log as far as issuing knows them; it dies once, before or after a step."""

    archive: Archive = field(default_factory=lambda: Archive(MemoryStore()))
    dies: tuple[str, str] | None = None
    reserved: dict[str, int] = field(default_factory=dict)
    signatures: list[bytes] = field(default_factory=list)
    recorded: list[SignedPaper] = field(default_factory=list)
    serial: "count[int]" = field(default_factory=count)
    before_sign: Callable[[], object] = lambda: None

    def issue(self) -> SignedPaper:
        """Reserve, make the paper once, record: what the signature command does."""
        number = self.step("reserve", self.reserve)
        slot = Slot(pointer=slot_name(PERMIT, DRAFT), key=KEY, number=number, issued_on=date(2026, 11, 27))
        paper = issue_once(self.archive, slot, lambda: self.make(slot))
        return self.step("record", lambda: self.record(paper))

    def make(self, slot: Slot) -> SignedPaper:
        pdf = self.step("render", slot.number.encode)
        signed = self.step("sign", lambda: self.sign(pdf))
        digest = self.step("archive", lambda: self.archive.put(signed, slot.key))
        paper = SignedPaper(
            number=slot.number,
            issued_on=slot.issued_on,
            document_sha256=digest,
            certificate=Certificate(subject="CN=Kepala Dinas", issuer="CN=Penerbit", serial="1f"),
            level="PAdES-B-LTA",
            code="K7QM2X9P",
        )
        return self.step("point", lambda: paper)

    def reserve(self) -> str:
        return f"500/{self.reserved.setdefault(DRAFT, len(self.reserved) + 1):04}"

    def sign(self, pdf: bytes) -> bytes:
        """No two signatures are the same, as in life."""
        self.before_sign()
        self.signatures.append(pdf + b" signed %d" % next(self.serial))
        return self.signatures[-1]

    def record(self, paper: SignedPaper) -> SignedPaper:
        """The log takes one signature for a file; whoever comes later gets the first."""
        if not self.recorded:
            self.recorded.append(paper)
        return self.recorded[0]

    def step(self, name: str, do: Callable[[], Result]) -> Result:
        self.die_at(name, "before")
        result = do()
        self.die_at(name, "after")
        return result

    def die_at(self, name: str, when: str) -> None:
        if self.dies == (name, when):
            self.dies = None
            raise Killed


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_after_a_crash_anywhere_there_is_one_decree_with_one_number(step: str, when: str) -> None:
    office = Office(dies=(step, when))
    with pytest.raises(Killed):
        office.issue()

    issued = office.issue()

    assert [issued] == office.recorded
    assert {DRAFT: 1} == office.reserved
    assert issued == office.issue()
    assert office.archive.get(issued.document_sha256, KEY) in office.signatures


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_what_was_pointed_to_is_never_signed_again(step: str, when: str) -> None:
    office = Office(dies=(step, when))
    with pytest.raises(Killed):
        office.issue()
    pointed_to = office.archive.pointer(slot_name(PERMIT, DRAFT)) is not None
    signed_before = len(office.signatures)

    office.issue()

    assert (0 if pointed_to else 1) == len(office.signatures) - signed_before


def test_two_that_sign_at_once_record_the_same_decree() -> None:
    both_are_there = threading.Barrier(2, timeout=10)
    office = Office(before_sign=both_are_there.wait)

    with ThreadPoolExecutor(2) as pool:
        one, other = (each.result() for each in [pool.submit(office.issue) for _ in range(2)])

    assert one == other
    assert 2 == len(office.signatures)
    assert [one] == office.recorded


def test_a_register_that_was_restored_too_old_is_noticed() -> None:
    office = Office()
    office.issue()
    office.reserved[DRAFT] = 7

    with pytest.raises(PaperDisagrees, match="signed as 500/0001, but 500/0007"):
        office.issue()


def test_a_pointer_to_a_paper_that_is_not_there_is_not_recorded() -> None:
    office = Office()
    office.issue()
    pointer = office.archive.pointer(slot_name(PERMIT, DRAFT))
    assert pointer is not None
    elsewhere = Office(archive=Archive(MemoryStore()))
    elsewhere.archive.point(slot_name(PERMIT, DRAFT), pointer)

    with pytest.raises((NotArchived, Corrupted)):
        elsewhere.issue()
    assert [] == elsewhere.recorded
