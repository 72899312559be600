"""The bodies of what ends a file or takes a decision back (SOP steps 8 and 9), and the commands they become."""

import orjson
from pydantic import ConfigDict

from api.commands import examples
from api.commands.body import Body
from api.http.fields import (
    Line,
    Passphrase,
    PrintedText,
    Sha256,
    Text,
)
from domain import commands
from domain.papers import (
    Channel,
)


class Signature(Body):
    """SOP step 8. The passphrase opens the certificate for this one signature, and is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SIGNATURE]})

    draft_sha256: Sha256
    passphrase: Passphrase

    def command(self) -> commands.Sign:
        return commands.Sign(draft_sha256=self.draft_sha256)


class Receipt(Body):
    """SOP step 9."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RECEIPT]})

    channel: Channel | None = None
    received_by: Line | None = None

    def command(self) -> commands.Deliver:
        return commands.Deliver(channel=self.channel, received_by=self.received_by)


class Withdrawal(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASON]})

    reason: Text

    def command(self) -> commands.Withdraw:
        return commands.Withdraw(reason=self.reason)


class Revocation(Body):
    """With a passphrase its decree is signed too, or nothing happens. The passphrase is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASON, examples.SIGNED_REVOCATION]})

    reason: PrintedText
    passphrase: Passphrase | None = None

    def command(self) -> commands.Revoke:
        return commands.Revoke(reason=self.reason)

    @property
    def without_secret(self) -> bytes | None:
        """What tells a repeated request from another one; None where the body itself may."""
        return None if self.passphrase is None else orjson.dumps({"reason": self.reason, "signs": True})


class RevocationSignature(Body):
    """The signature of a revocation that took effect before. The passphrase is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REVOCATION_SIGNATURE]})

    passphrase: Passphrase

    def command(self) -> commands.SignRevocation:
        return commands.SignRevocation()

    @property
    def without_secret(self) -> bytes:
        return b"{}"
