"""Time stamps from a server (RFC 3161), tried before anything is numbered: without them there is no signature."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from application.signing.choice import Stamps
from application.signing.pades import Stamping, told
from application.signing.port import SignerUnreachable, SigningFailed
from application.signing.trust import REFUSALS, UNREADABLE, released

SECONDS = 10


def stamping_by(stamps: Stamps) -> Callable[[ValidationContext], Stamping]:
    """Return who asks this server. One stamp is asked for at once, which pyHanko needs anyway to know its size."""

    def tried(context: ValidationContext) -> Stamping:
        stamper = time_stamper(stamps)
        try:
            released(_trusted(stamper, context), context)
        except OSError as error:
            raise SignerUnreachable(f"no time stamp from {stamps.url}: {told(error)}") from error
        except (*REFUSALS, *UNREADABLE) as error:
            raise SigningFailed(f"the time stamps of {stamps.url} are not trusted: {told(error)}") from error
        return lambda _: stamper

    return tried


def one_stamp(stamps: Stamps) -> None:
    """Ask for a stamp, whoever gives it; raise `SigningFailed` if none comes."""
    try:
        asyncio.run(time_stamper(stamps).async_dummy_response("sha256"))
    except OSError as error:
        raise SignerUnreachable(f"no time stamp from {stamps.url}: {told(error)}") from error
    except UNREADABLE as error:
        raise SigningFailed(f"what {stamps.url} answers is no time stamp") from error


def stamp_over(stamps: Stamps, content: bytes) -> bytes:
    """Return a time stamp token (RFC 3161, DER) over the SHA-256 of `content`, or raise `SigningFailed`."""
    try:
        token = asyncio.run(time_stamper(stamps).async_timestamp(sha256(content).digest(), "sha256"))
        return bytes(token.dump())
    except OSError as error:
        raise SignerUnreachable(f"no time stamp from {stamps.url}: {told(error)}") from error
    except UNREADABLE as error:
        raise SigningFailed(f"what {stamps.url} answers is no time stamp") from error


def time_stamper(stamps: Stamps) -> HTTPTimeStamper:
    headers: dict[str, str] = {}
    if stamps.login:  # aiohttp 3.14 gives up the object that pyHanko would make of it
        headers["Authorization"] = f"Basic {b64encode(':'.join(stamps.login).encode()).decode()}"
    return HTTPTimeStamper(stamps.url, headers=headers, timeout=SECONDS)


async def _trusted(stamper: HTTPTimeStamper, context: ValidationContext) -> None:
    async for _ in stamper.validation_paths(context):  # type: ignore[no-untyped-call]  # pyHanko has no types here
        pass
