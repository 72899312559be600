"""One office of every kind of signer, all of one authority: what it sets, and what opens its key."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.application.bsre_simulator import PASSPHRASE, Bsre
from tests.application.office_pki import SECRET, OfficePki
from tests.application.signers import bsre_settings
from tests.application.site import site
from tests.application.tokens import PIN, token_folder, token_settings, whole_token

KINDS = ("key_file", "pkcs11", "bsre-v1", "bsre-v2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    pki: OfficePki
    service: Bsre

    def settings(self, kind: str) -> dict[str, Any]:
        """Every kind signs for the long term."""
        match kind:
            case "key_file":
                return self.pki.settings()
            case "pkcs11":
                return token_settings(self.pki, "kantor")
            case _:
                return bsre_settings(self.service, kind.removeprefix("bsre-"), stamps=True)

    def passphrase(self, kind: str) -> str:
        return {"key_file": SECRET, "pkcs11": PIN}.get(kind, PASSPHRASE)


@contextmanager
def offices(folder: Path) -> Generator[Offices]:
    token_folder(folder)
    with site() as here:
        pki = OfficePki(folder, here)
        whole_token("kantor", pki.official, folder)
        yield Offices(pki=pki, service=Bsre(pki))
