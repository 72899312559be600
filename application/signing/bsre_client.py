"""The e-sign client service of BSrE, versions 1 and 2, spoken as its clients do: questions, answers, and its errors.

Shapes after public clients of the service; the official manual is given to agencies only. Nothing that is raised here
holds the passphrase, nor does any frame or cause of it: the library's own exceptions keep the request they were about.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from ssl import SSLContext
from typing import Any

import httpx2
import orjson

from application.signing.bsre_shapes import Order, document_of, files_of, form_of, identity_of
from application.signing.port import (
    CertificateRefused,
    OutcomeUnknown,
    Passphrase,
    SignerUnreachable,
    SigningFailed,
    Unfit,
    WrongPassphrase,
)

WRONG_PASSPHRASE, NOT_REGISTERED = 2031, 2011  # its `status_code` beside HTTP 400
# What it says of somebody whose certificate cannot sign; "ISSUE" can, and of what is not listed it is asked later.
UNFIT: Mapping[str, Unfit] = {
    "EXPIRED": Unfit.EXPIRED,
    "REVOKE": Unfit.REVOKED,
    "SUSPEND": Unfit.REVOKED,
    "NOT_REGISTERED": Unfit.NOT_REGISTERED,
    "NO_CERTIFICATE": Unfit.NOT_REGISTERED,
}
Json = Mapping[str, Any]


class _Lost(Enum):
    UNREACHABLE = auto()
    UNANSWERED = auto()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Reply:
    """`body` is None where the connection broke within it; who knows what it repeats of the question."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None

    def json(self) -> Json:
        try:
            read: object = orjson.loads(self.body or b"")
        except orjson.JSONDecodeError:
            return {}
        return read if isinstance(read, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BsreClient:
    """`api` is v1 or v2, `login` our user and password there, `authorities` who vouches for it. Calls block."""

    url: str
    api: str
    login: tuple[str, str]
    timeout: int
    authorities: SSLContext

    def require_registered(self, signer: str) -> None:
        """Raise `CertificateRefused` or `SigningFailed`; what the service does not know it may still sign for."""
        if self.api == "v1":
            reply = self._ask("GET", f"/api/user/status/{signer}")
        else:
            reply = self._ask("POST", "/api/v2/user/check/status", json=identity_of(signer))
        if isinstance(reply, _Lost):
            raise SignerUnreachable("the signing service does not answer")
        said = reply.json()
        if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise SigningFailed(f"the signing service does not admit this application ({reply.status})")
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise SignerUnreachable(f"the signing service answers {reply.status}")
        if said.get("status_code") == NOT_REGISTERED:
            raise CertificateRefused(Unfit.NOT_REGISTERED, "the signing service does not know the signer")
        if unfit := UNFIT.get(str(said.get("status")).upper()):
            raise CertificateRefused(unfit, f"the signing service says of the signer: {unfit}")

    def sign(self, order: Order, passphrase: Passphrase) -> bytes:
        """Return what the service made of the paper, not looked at yet.

        Raises `WrongPassphrase`, `CertificateRefused`, `SignerUnreachable`, `OutcomeUnknown` or `SigningFailed`.
        """
        reply = self._sent(order, passphrase)
        if reply is _Lost.UNREACHABLE:
            raise SignerUnreachable("the signing service cannot be reached")
        if isinstance(reply, _Lost):
            raise OutcomeUnknown("the signing service was asked and has not answered")
        if reply.status != HTTPStatus.OK:
            raise _refusal(reply, passphrase)
        return self._signed(reply)

    def _sent(self, order: Order, passphrase: Passphrase) -> _Reply | _Lost:
        if self.api == "v1":
            return self._ask("POST", "/api/sign/pdf", data=form_of(order, passphrase), files=files_of(order))
        return self._ask("POST", "/api/v2/sign/pdf", json=document_of(order, passphrase))

    def _signed(self, reply: _Reply) -> bytes:
        if reply.body is not None and reply.body.startswith(b"%PDF"):
            return reply.body
        said = reply.json()
        if self.api == "v1" and (document := reply.headers.get("id_dokumen") or said.get("id_dokumen")):
            return self._downloaded(str(document))
        if reply.body is None:
            raise OutcomeUnknown("the answer of the signing service broke off")
        try:
            return b64decode(said["file"][0], validate=True)
        except (KeyError, IndexError, TypeError, NotBase64, ValueError):
            raise OutcomeUnknown("the signing service says that it signed, but sends no document") from None

    def _downloaded(self, document: str) -> bytes:
        """Version 1 keeps what it signed: an answer that broke off can be fetched again by its id."""
        if not document.isascii() or not document.replace("-", "").isalnum():
            raise OutcomeUnknown("the signing service names its document by an id that cannot be asked for")
        reply = self._ask("GET", f"/api/sign/download/{document}")
        if isinstance(reply, _Lost) or reply.status != HTTPStatus.OK or reply.body is None:
            raise OutcomeUnknown("the signing service has signed, and the document cannot be fetched")
        return reply.body

    def _ask(self, method: str, path: str, **content: Any) -> _Reply | _Lost:
        """Return the answer or how it was lost; the exception ends here, with the request that it remembers."""
        timeout = httpx2.Timeout(self.timeout, connect=min(10, self.timeout))
        try:
            with (
                httpx2.Client(auth=self.login, timeout=timeout, verify=self.authorities) as client,
                client.stream(method, f"{self.url}{path}", **content) as response,
            ):
                return _Reply(status=response.status_code, headers=dict(response.headers), body=_body(response))
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol):
            return _Lost.UNREACHABLE
        except httpx2.HTTPError:
            return _Lost.UNANSWERED


def _body(response: httpx2.Response) -> bytes | None:
    try:
        return response.read()
    except httpx2.HTTPError:
        return None


def _refusal(reply: _Reply, passphrase: Passphrase) -> Exception:
    """Return what an answer other than 200 means. Not every 400 is a wrong passphrase."""
    said = reply.json()
    code = said.get("status_code")
    if code == WRONG_PASSPHRASE:
        return WrongPassphrase()
    if code == NOT_REGISTERED:
        return CertificateRefused(Unfit.NOT_REGISTERED, "the signing service does not know the signer")
    if reply.status in {HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}:
        return OutcomeUnknown(f"something before the signing service answers {reply.status}")
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SignerUnreachable(f"the signing service answers {reply.status}")
    why = str(said.get("error") or said.get("message") or "without a reason").replace(passphrase.reveal(), "•••")
    return SigningFailed(f"the signing service refuses with {reply.status}: {why[:200]}")
