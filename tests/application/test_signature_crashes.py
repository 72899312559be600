"""Signing that breaks off: what was begun is finished, or begun anew, and there is one decree with one number."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.commands import Draft, Return
from domain.papers import DecreeKind
from domain.refusals import NotThisStep
from tests.application.desk import walk
from tests.application.signing_desk import STEPS, Died, desk
from tests.people import BAYU, HENDRA, KARTIKA, SURYA, person
from tests.scenario import approve

pytestmark = pytest.mark.anyio
WIRA = person("wira", "Wira Atmaja", *HENDRA.roles)
AGAIN = ((KARTIKA, approve), (SURYA, approve))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
async def test_the_same_request_after_a_crash_finishes_what_was_begun(step: str, when: str) -> None:
    async with desk() as place:
        command, place.fate.dies = uuid4(), (step, when)
        with pytest.raises(Died):
            await place.sign(command=command)

        done = await place.sign(command=command)

        assert [done.permit.decree] == await place.decrees()
        assert {1} == place.numbers
        assert await place.paper() in place.pen.signed
        assert (step, when) == ("record", "after") if done.replayed else True
        assert done.permit == (await place.sign(command=command)).permit


@pytest.mark.parametrize(
    ("step", "when"),
    [("reserve", "after"), ("archive", "after"), ("point", "after"), ("record", "before"), ("record", "after")],
)
async def test_another_head_after_a_crash_makes_no_second_decree(step: str, when: str) -> None:
    async with desk() as place:
        place.fate.dies = (step, when)
        with pytest.raises(Died):
            await place.sign(HENDRA)

        if (step, when) == ("record", "after"):
            with pytest.raises(NotThisStep):
                await place.sign(WIRA)
        else:
            await place.sign(WIRA)

        (decree,) = await place.decrees()
        assert {1} == place.numbers
        assert "500.16.7.2/0001/IPKBM/DPMPTSP/2026" == decree.number
        assert await place.paper() in place.pen.signed


async def test_nobody_records_the_signature_of_another() -> None:
    async with desk() as place:
        place.fate.dies = ("point", "after")
        with pytest.raises(Died):
            await place.sign(HENDRA)

        done = await place.sign(WIRA)

        assert done.permit.decree is not None
        assert f"CN={WIRA.name}" == done.permit.decree.certificate.subject
        assert (await place.paper()).endswith(f"{WIRA.name} 1".encode())


async def test_a_changed_draft_is_another_decree_with_another_number() -> None:
    async with desk() as place:
        place.fate.dies = ("point", "after")
        with pytest.raises(Died):
            await place.sign()
        other = Draft(kind=DecreeKind.PERMIT, valid_years=3)
        await walk(place.permits, place.permit, (HENDRA, Return(reason="Masa berlaku.")), (BAYU, other), *AGAIN)

        done = await place.sign()

        assert {1, 2} == place.numbers
        assert done.permit.decree is not None
        assert "500.16.7.2/0002/IPKBM/DPMPTSP/2026" == done.permit.decree.number


async def test_the_same_words_drafted_again_keep_their_number_and_are_signed_anew() -> None:
    async with desk() as place:
        place.fate.dies = ("point", "after")
        with pytest.raises(Died):
            await place.sign()
        same = Draft(kind=DecreeKind.PERMIT)
        await walk(place.permits, place.permit, (HENDRA, Return(reason="Cek ulang.")), (BAYU, same), *AGAIN)

        done = await place.sign()

        assert {1} == place.numbers
        assert 2 == len(place.pen.signed)
        assert place.pen.signed[1] == await place.paper()
        assert done.permit.decree is not None


async def test_a_decree_bears_the_day_on_which_it_is_signed() -> None:
    async with desk() as place:
        place.fate.dies = ("sign", "before")
        with pytest.raises(Died):
            await place.sign()
        place.now[0] += timedelta(days=3)

        done = await place.sign()

        assert done.permit.decree is not None
        assert place.now[0].date() == done.permit.decree.issued_on


async def test_a_number_of_last_year_is_on_a_decree_of_last_year() -> None:
    async with desk() as place:
        reserved_on = place.now[0].date()
        place.fate.dies = ("sign", "before")
        with pytest.raises(Died):
            await place.sign()
        place.now[0] += timedelta(days=60)

        done = await place.sign()

        assert done.permit.decree is not None
        assert (reserved_on, "500.16.7.2/0001/IPKBM/DPMPTSP/2026") == (
            done.permit.decree.issued_on,
            done.permit.decree.number,
        )
