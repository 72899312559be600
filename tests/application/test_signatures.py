"""SOP step 8: one decree for one draft, whoever signs at the same time, and nothing done before it may be done."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from application.signing.port import Passphrase, WrongPassphrase
from application.signing.signatures import decree_code
from domain.commands import Sign
from domain.events import Routed, Signed
from domain.refusals import DraftChanged, FormChanged, NotFound, NotThisPerson, NotThisStep
from tests.application.desk import asked, walk
from tests.application.signing_desk import SECRET, desk
from tests.book import office_rulebook
from tests.people import BAYU, HENDRA, KARTIKA, SURYA, person
from tests.scenario import approve
from tests.walk import APPROVED, DRAFTED, REFUSAL_DRAFT

pytestmark = pytest.mark.anyio
WIRA = person("wira", "Wira Atmaja", *HENDRA.roles)
AGAIN = ((KARTIKA, approve), (SURYA, approve))


async def test_of_many_who_sign_at_once_one_has_signed() -> None:
    async with desk() as place:
        heads = [HENDRA, WIRA, *(person(f"head-{n}", f"Head {n}", *HENDRA.roles) for n in range(2))]

        answers = await asyncio.gather(*(place.sign(head) for head in heads), return_exceptions=True)

        refused = [answer for answer in answers if isinstance(answer, NotThisStep)]
        assert 3 == len(refused)
        assert 1 == len(await place.decrees())
        assert {1} == place.numbers


async def test_the_same_request_at_once_is_one_signature_recorded() -> None:
    async with desk() as place:
        command = uuid4()

        answers = await asyncio.gather(*(place.sign(command=command) for _ in range(4)))

        assert 1 == len({answer.permit.version for answer in answers})
        assert 1 == len(await place.decrees())
        assert await place.paper() in place.pen.signed


async def test_a_wrong_passphrase_takes_no_number() -> None:
    async with desk() as place:
        with pytest.raises(WrongPassphrase):
            await place.sign(secret="salah")

        assert set() == place.numbers
        assert [] == place.pen.signed
        assert (await place.sign()).permit.decree is not None


async def test_what_is_refused_is_refused_before_the_key_is_opened() -> None:
    async with desk() as place:
        with pytest.raises(DraftChanged):
            await place.sign(draft="0" * 64)
        with pytest.raises(NotThisPerson):
            await place.sign(person("surya", "Surya Wijaya", *HENDRA.roles))
        with pytest.raises(NotFound):
            await place.signatures.sign(
                Sign(draft_sha256=""), asked(HENDRA, uuid4()), passphrase=Passphrase(SECRET), fingerprint=b""
            )
    async with desk(steps=APPROVED) as early:
        with pytest.raises(NotThisStep):
            await early.sign()

        assert 0 == early.pen.unlocked == place.pen.unlocked


async def test_a_rehearsal_tells_what_would_be_recorded_and_takes_no_number() -> None:
    async with desk() as place:
        before, order = await place.file(), Sign(draft_sha256=await place.draft_sha256())
        question = asked(HENDRA, place.permit, at=place.now[0])

        events = await place.signatures.rehearse(order, question, passphrase=Passphrase(SECRET))
        with pytest.raises(WrongPassphrase):
            await place.signatures.rehearse(order, question, passphrase=Passphrase("salah"))

        signed, routed = (event.fact for event in events)
        assert isinstance(signed, Signed)
        assert isinstance(routed, Routed)
        assert (place.now[0].date(), "") == (signed.issued_on, signed.number)
        assert before == await place.file()
        assert set() == place.numbers


async def test_a_refusal_has_a_register_of_its_own_and_no_end() -> None:
    async with desk(steps=DRAFTED[:-1]) as place:
        await walk(place.permits, place.permit, (BAYU, REFUSAL_DRAFT), *AGAIN)

        done = await place.sign()

        assert done.permit.decree is not None
        assert ("500.16.7.2/0001/IPKBM-TOLAK/DPMPTSP/2026", None) == (
            done.permit.decree.number,
            done.permit.decree.valid_until,
        )


async def test_a_form_that_was_edited_after_its_approval_is_not_signed() -> None:
    async with desk() as place:
        (ref,) = place.signatures.book.forms
        form = place.signatures.book.forms[ref]
        edited = replace(form, office=replace(form.office, place="Lain"))
        changed = replace(place.signatures, book=replace(office_rulebook(), forms={ref: edited}))
        question, order = asked(HENDRA, place.permit), Sign(draft_sha256=await place.draft_sha256())

        with pytest.raises(FormChanged):
            await changed.sign(order, question, passphrase=Passphrase(SECRET), fingerprint=b"")

        assert [] == await place.decrees()
        assert [] == place.pen.signed


def test_a_code_names_its_file_and_is_never_the_same() -> None:
    permit = uuid4()
    codes = {decree_code(permit) for _ in range(50)}

    assert 50 == len(codes)
    assert {32} == {len(code) for code in codes}
    assert {code[:21] for code in codes} == {decree_code(permit)[:21]}
