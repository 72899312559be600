"""A real SMTP server, in this process, that answers as a test wants."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = b"rahasia"


@dataclass
class Server:
    """What the server says to each recipient and to each content, and what it has taken."""

    rcpt: list[str] = field(default_factory=list[str])
    data: list[str] = field(default_factory=list[str])
    hangs: bool = False
    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    port: int = 0
    was_encrypted: list[bool] = field(default_factory=list[bool])

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        said = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said.replace("{address}", address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del session
        if self.hangs:
            await asyncio.sleep(60)
        said = self.data.pop(0) if self.data else "250 OK"
        if said.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=POLICY)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
            assert server.transport is not None
            self.was_encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return said


@asynccontextmanager
async def smtp_server(
    server: Server | None = None, *, tls: ssl.SSLContext | None = None, implicit: bool = False, auth: bool = False
) -> AsyncGenerator[Server]:
    """Yield a server at work on this machine; with `tls` it offers STARTTLS, or speaks TLS from the start."""
    server = server or Server()
    starttls = None if implicit else tls

    def protocol() -> SMTP:
        return SMTP(
            server,
            hostname="mail.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=auth,
            auth_require_tls=starttls is not None,
            authenticator=_authenticated if auth else None,
            loop=asyncio.get_running_loop(),
        )

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls if implicit else None)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def _authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    del server, session, envelope, mechanism
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"izin", PASSWORD)
    return AuthResult(success=right, handled=False)
