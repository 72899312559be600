"""Letters by SMTP: a connection for each, encrypted unless the relay is this very machine."""

import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from application.letters.carriage import SENT, Item, Verdict, again, dead

Tls = Literal["starttls", "implicit", "none"]
_GOODBYE_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Relay:
    """The office's mail server. `timeout` is for each answer of its."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None
    context: ssl.SSLContext | None = None
    timeout: float = 10.0  # ten answers make a letter: together less than a lease


class SmtpPost:
    """Sends through one relay. What the relay says is kept as a number: its words may quote an address."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def send(self, message: EmailMessage, to: Address, item: Item) -> Verdict:
        del item  # the message knows its name
        sender = next(iter(message["From"].addresses))
        smtp = self._smtp(sender.domain)
        try:
            await smtp.connect()
        except (SMTPException, OSError) as error:  # our settings or the relay: never this letter's fault
            return again(f"no connection: {_named(error)}")
        try:
            await smtp.send_message(message, sender=sender.addr_spec, recipients=[to.addr_spec])
        except (SMTPException, OSError) as error:
            return _judged(error)
        finally:
            with suppress(SMTPException, OSError):  # it was taken or not: how we part changes nothing
                await smtp.quit(timeout=_GOODBYE_S)
            smtp.close()
        return SENT

    def _smtp(self, hello: str) -> SMTP:
        relay = self._relay
        return SMTP(
            hostname=relay.host,
            port=relay.port,
            use_tls=relay.tls == "implicit",
            start_tls=relay.tls == "starttls",  # and nothing less: a relay that offers none gets no letter
            tls_context=None if relay.tls == "none" else relay.context or ssl.create_default_context(),
            username=relay.user,
            password=relay.password,
            local_hostname=hello,
            timeout=relay.timeout,
        )


def _judged(error: Exception) -> Verdict:
    """5xx about a recipient or the content is final (RFC 5321, 4.2.1); all else may be our fault or the relay's."""
    match error:
        case SMTPRecipientsRefused(recipients=[refused, *_]) if refused.code >= 500:
            return dead(_named(refused))
        case SMTPDataError() if error.code >= 500:
            return dead(_named(error))
        case SMTPNotSupported():
            return dead("the relay does not take this address")
        case SMTPRecipientsRefused(recipients=[refused, *_]):
            return again(_named(refused))
        case _:
            return again(_named(error))


def _named(error: Exception) -> str:
    return f"SMTP {error.code}" if isinstance(error, SMTPResponseException) else type(error).__name__
