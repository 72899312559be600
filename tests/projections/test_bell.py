"""Waiting for the bell: until it rings, until it has been long enough, or until one is told to stop."""

import asyncio

import pytest

from projections.engine.bell import rung_within


async def test_a_ring_is_heard_and_silence_ends() -> None:
    rung = asyncio.Event()

    assert not await rung_within(rung, 0.01)
    rung.set()
    assert await rung_within(rung, 60)


@pytest.mark.parametrize("steps", range(4))
async def test_who_is_cancelled_as_it_rings_is_cancelled(steps: int) -> None:
    rung = asyncio.Event()
    following = asyncio.create_task(follow(rung))
    await asyncio.sleep(0.01)

    rung.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    following.cancel()

    await asyncio.wait([following], timeout=5)
    assert following.cancelled()


async def follow(rung: asyncio.Event) -> None:
    await rung_within(rung, 60)
    await asyncio.sleep(60)  # what a follower does next
