"""Who signs a checkpoint: the key in this process, or a program that hands the bytes to a key elsewhere."""

import asyncio
import os
import signal
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from application.evidence.refused import Problem, SealingRefused
from domain.signed_note import SIGNATURE_BYTES

_MOST_OUTPUT = 4096


class Signer(Protocol):
    """Signs with the key whose public half is `public`."""

    @property
    def public(self) -> bytes: ...

    async def sign(self, content: bytes) -> bytes:
        """Return the signature, or raise `SealingRefused`."""
        ...


class KeySigner:
    """The key is in this process."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    async def sign(self, content: bytes) -> bytes:
        return self._key.sign(content)


class CommandSigner:
    """A program for each signature. What it answers is verified here: whatever else it says is a refusal."""

    def __init__(self, command: Sequence[str], *, public: bytes, timeout: float) -> None:
        self._command, self._public, self._timeout = command, public, timeout

    @property
    def public(self) -> bytes:
        return self._public

    async def sign(self, content: bytes) -> bytes:
        signature = _signature_in(await self._answer(content))
        try:
            Ed25519PublicKey.from_public_bytes(self._public).verify(signature, content)
        except InvalidSignature:
            raise _failed("it answered with a signature that is not by its key") from None
        return signature

    async def _answer(self, content: bytes) -> bytes:
        """The program has a session of its own, so that what it started is ended with it."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # it may name secrets
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise _failed(f"it cannot be started ({type(error).__name__})") from None
        try:
            async with asyncio.timeout(self._timeout):
                answer = await _conversation(process, content)
                code = await process.wait()
        except TimeoutError:
            raise _failed(f"no answer within {self._timeout:g} s") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if code:
            raise _failed(f"it ended with status {code}")
        return answer


async def _conversation(process: asyncio.subprocess.Process, content: bytes) -> bytes:
    assert process.stdin is not None, "asked for"
    assert process.stdout is not None, "the same"
    with suppress(
        ConnectionError, RuntimeError
    ):  # it need not read (uvloop then says so by the second), but must answer
        process.stdin.write(content)
        await process.stdin.drain()
    process.stdin.close()
    answer = b""
    while len(answer) <= _MOST_OUTPUT and (more := await process.stdout.read(_MOST_OUTPUT)):
        answer += more
    if len(answer) > _MOST_OUTPUT:
        raise _failed("it answered with more than a signature")
    return answer


def _signature_in(answer: bytes) -> bytes:
    if len(answer) == SIGNATURE_BYTES:
        return answer
    try:
        signature = b64decode(answer.strip(), validate=True)
    except (NotBase64, ValueError):
        signature = b""
    if len(signature) != SIGNATURE_BYTES:
        raise _failed("it did not answer with a signature")
    return signature


def _failed(how: str) -> SealingRefused:
    return SealingRefused(Problem.SIGNER_FAILED, f"IZIN_SEALER_COMMAND: {how}")
