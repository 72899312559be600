"""Revoking with and without a signature: one number and one paper, wherever it breaks off and whoever goes on."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from application.papers import Papers
from application.permits import Done, Filed
from application.signing.port import Passphrase, WrongPassphrase
from application.signing.revocations import Revocations
from domain.actor import Caller
from domain.commands import Revoke, SignRevocation
from domain.events import RevocationSigned, Revoked
from domain.papers import NumberedKind
from domain.permit import Status
from domain.refusals import NotFound, NotThisStep, OutOfOrder
from tests.application.desk import asked
from tests.application.signing_desk import SECRET, STEPS, Desk, Died, desk
from tests.book import office_rulebook
from tests.people import HENDRA, person
from tests.walk import DELIVERED

pytestmark = pytest.mark.anyio
WIRA = person("wira", "Wira Atmaja", *HENDRA.roles)
REASON = "Kegiatan berhenti sejak Maret 2026."
NUMBER = "500.16.7.2/0001/IPKBM-CABUT/DPMPTSP/2026"
FINGERPRINT = b"revoke"


@dataclass
class Head:
    """Who revokes at a desk."""

    place: Desk

    async def revoke(
        self, by: Caller = HENDRA, *, secret: str | None = SECRET, command: UUID | None = None, reason: str = REASON
    ) -> Done:
        return await self._do(Revoke(reason=reason), by, secret, command)

    async def sign(self, by: Caller = HENDRA, *, secret: str = SECRET, command: UUID | None = None) -> Done:
        return await self._do(SignRevocation(), by, secret, command)

    async def _do(self, order: Revoke | SignRevocation, by: Caller, secret: str | None, command: UUID | None) -> Done:
        question = asked(by, self.place.permit, at=self.place.now[0], command=command or uuid4())
        passphrase = Passphrase(secret) if secret else None
        return await self.revocations.carry_out(order, question, passphrase=passphrase, fingerprint=FINGERPRINT)

    @property
    def revocations(self) -> Revocations:
        return Revocations(desk=self.place.signatures)

    async def filed(self) -> Filed:
        filed = await self.place.permits.get(self.place.permit)
        assert filed is not None
        return filed

    async def facts(self) -> list[Revoked | RevocationSigned]:
        history = (await self.filed()).history
        return [event.fact for _, event in history if isinstance(event.fact, Revoked | RevocationSigned)]

    async def paper(self) -> bytes:
        return Papers(office_rulebook(), self.place.signatures.archive, "https://izin.example").revocation(
            await self.filed()
        )

    async def require_one(self) -> RevocationSigned:
        """One revocation, one number, and one paper, which somebody signed."""
        revoked, signed = await self.facts()
        assert isinstance(revoked, Revoked)
        assert isinstance(signed, RevocationSigned)
        assert {1} == self.place.numbers
        assert (NUMBER, NUMBER) == (revoked.number, signed.number)
        assert (revoked.issued_on, revoked.draft_sha256) == (signed.issued_on, signed.draft_sha256)
        assert await self.paper() in self.place.pen.signed
        return signed


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
async def test_the_same_request_after_a_crash_finishes_what_was_begun(step: str, when: str) -> None:
    async with desk(steps=DELIVERED) as place:
        head, command, place.fate.dies = Head(place), uuid4(), (step, when)
        with pytest.raises(Died):
            await head.revoke(command=command)
        assert (step, when) == ("record", "after") or not await head.facts()

        done = await head.revoke(command=command)

        assert Status.REVOKED is done.permit.status
        await head.require_one()
        assert done.permit == (await head.revoke(command=command)).permit


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["unlock", "sign", "archive", "point", "record"])
async def test_a_later_signature_after_a_crash_too(step: str, when: str) -> None:
    async with desk(steps=DELIVERED) as place:
        head, command = Head(place), uuid4()
        await head.revoke(secret=None)
        place.fate.dies = (step, when)
        place.now[0] += timedelta(days=40)
        with pytest.raises(Died):
            await head.sign(command=command)

        await head.sign(command=command)

        signed = await head.require_one()
        assert place.now[0].date() != signed.issued_on


@pytest.mark.parametrize("step", ["reserve", "record"])
async def test_without_a_signature_it_is_one_number_as_well(step: str) -> None:
    async with desk(steps=DELIVERED) as place:
        head, command, place.fate.dies = Head(place), uuid4(), (step, "after")
        with pytest.raises(Died):
            await head.revoke(secret=None, command=command)

        done = await head.revoke(secret=None, command=command)

        assert {1} == place.numbers
        assert (Status.REVOKED, []) == (done.permit.status, place.pen.signed)
        assert [NUMBER] == [fact.number for fact in await head.facts()]


async def test_another_head_after_a_crash_signs_the_same_number_with_his_own_name() -> None:
    async with desk(steps=DELIVERED) as place:
        head, place.fate.dies = Head(place), ("point", "after")
        with pytest.raises(Died):
            await head.revoke(HENDRA)

        await head.revoke(WIRA)

        signed = await head.require_one()
        assert f"CN={WIRA.name}" == signed.certificate.subject


async def test_revoked_without_a_signature_on_another_day_its_paper_bears_that_day() -> None:
    """What was signed before the crash is no decree: it bears the day before."""
    async with desk(steps=DELIVERED) as place:
        head, place.fate.dies = Head(place), ("point", "after")
        with pytest.raises(Died):
            await head.revoke()
        place.now[0] += timedelta(days=1)
        await head.revoke(secret=None)

        await head.sign()

        signed = await head.require_one()
        assert (place.now[0].date(), 2) == (signed.issued_on, len(place.pen.signed))


async def test_a_signed_paper_is_recorded_with_the_day_that_it_bears() -> None:
    async with desk(steps=DELIVERED) as place:
        head, signed_on, place.fate.dies = Head(place), place.now[0].date(), ("point", "after")
        with pytest.raises(Died):
            await head.revoke()
        place.now[0] += timedelta(days=1)

        await head.revoke()

        assert (signed_on, 1) == ((await head.require_one()).issued_on, len(place.pen.signed))


async def test_another_reason_is_another_decree_with_another_number() -> None:
    async with desk(steps=DELIVERED) as place:
        head, place.fate.dies = Head(place), ("reserve", "after")
        with pytest.raises(Died):
            await head.revoke()

        await head.revoke(reason="Izin diperoleh dengan data palsu.")

        assert {1, 2} == place.numbers
        assert {NUMBER.replace("0001", "0002")} == {fact.number for fact in await head.facts()}


async def test_a_wrong_passphrase_revokes_nothing_and_reserves_nothing() -> None:
    async with desk(steps=DELIVERED) as place:
        head = Head(place)

        with pytest.raises(WrongPassphrase):
            await head.revoke(secret="salah")

        assert ([], set[int]()) == (await head.facts(), place.numbers)


async def test_what_is_signed_is_signed_once() -> None:
    async with desk(steps=DELIVERED) as place:
        head = Head(place)
        await head.revoke()

        for again in (head.sign, head.revoke):
            with pytest.raises(NotThisStep):
                await again(WIRA)
        await head.require_one()


async def test_a_revocation_of_old_gets_its_number_with_its_signature() -> None:
    async with desk(steps=(*DELIVERED, (HENDRA, Revoke(reason=REASON)))) as place:
        head = Head(place)

        await head.sign()

        revoked, signed = await head.facts()
        assert (None, NUMBER) == (revoked.number, signed.number)
        assert await head.paper() in place.pen.signed


async def test_a_rehearsal_tells_the_facts_and_changes_nothing() -> None:
    async with desk(steps=DELIVERED) as place:
        head = Head(place)
        question = asked(HENDRA, place.permit, at=place.now[0], command=uuid4())

        for secret, expected in ((None, [Revoked]), (Passphrase(SECRET), [Revoked, RevocationSigned])):
            events = await head.revocations.rehearse(Revoke(reason=REASON), question, passphrase=secret)
            assert expected == [type(event.fact) for event in events]
        with pytest.raises(WrongPassphrase):
            await head.revocations.rehearse(Revoke(reason=REASON), question, passphrase=Passphrase("salah"))
        assert ([], set[int](), []) == (await head.facts(), place.numbers, place.pen.signed)

        await head.revoke(secret=None)
        (event,) = await head.revocations.rehearse(SignRevocation(), question, passphrase=Passphrase(SECRET))
        assert isinstance(event.fact, RevocationSigned)


async def test_a_rehearsal_of_what_was_done_tells_what_was_done() -> None:
    async with desk(steps=DELIVERED) as place:
        head, command = Head(place), uuid4()
        done = await head.revoke(command=command)
        question = asked(HENDRA, place.permit, at=place.now[0], command=command)

        assert done.events == await head.revocations.rehearse(
            Revoke(reason=REASON), question, passphrase=None, fingerprint=FINGERPRINT
        )


async def test_a_forgotten_persons_permit_is_revoked_without_a_paper() -> None:
    """Its key is gone: nothing could be archived under it."""
    async with desk(steps=DELIVERED) as place:
        head, place.permits.forgotten = Head(place), True

        with pytest.raises(OutOfOrder, match="erased"):
            await head.revoke()

        assert Status.REVOKED is (await head.revoke(secret=None)).permit.status


async def test_what_is_not_there_is_not_revoked() -> None:
    async with desk(steps=DELIVERED) as place:
        place.permit = uuid4()
        with pytest.raises(NotFound):
            await Head(place).revoke()


async def test_the_paper_is_a_decree_of_its_own_kind_with_its_data_inside() -> None:
    async with desk(steps=DELIVERED) as place:
        head = Head(place)
        await head.revoke()
        papers = Papers(office_rulebook(), place.signatures.archive, "https://izin.example")

        data = papers.revocation_data(await head.filed())

        content = data["content"]
        assert isinstance(content, dict)
        assert (NUMBER, NumberedKind.REVOCATION, "2026-11-23") == (data["number"], content["kind"], data["issued_on"])
