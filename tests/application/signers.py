"""The signers of an office, each as its settings make it: a key file, a token, BSrE's service; and a paper to sign."""

import json
from datetime import UTC, datetime
from typing import Any

from application.documents.decree import render_decree
from application.settings import Settings
from application.signing.choice import Demo, signing_choice
from application.signing.office import office_signer
from application.signing.port import Passphrase, SignedPdf, Signer, Statement
from tests.application.bsre_simulator import LOGIN, NIK, Bsre
from tests.application.office_pki import SECRET
from tests.application.test_documents import ISSUE
from tests.decrees import permit_content

OFFICIAL = "hendra"
PAPER = render_decree(permit_content(), ISSUE)
STATEMENT = Statement(
    name="Drs. Hendra Gunawan, M.Si.",
    reason="Penetapan keputusan",
    place="Banjarbaru",
    at=datetime(2026, 11, 1, 1, 14, tzinfo=UTC),
)


def signer_of(settings: dict[str, Any]) -> Signer:
    """Return the signer that these settings choose."""
    choice = signing_choice(Settings(**settings))
    assert not isinstance(choice, Demo)
    return office_signer(choice)


def signed_by(signer: Signer, passphrase: str = SECRET, by: str = OFFICIAL) -> SignedPdf:
    return signer.unlock(Passphrase(passphrase), by=by).sign(PAPER, STATEMENT)


def bsre_settings(
    service: Bsre, api: str, *, root: bool = True, stamps: bool = False, **changes: Any
) -> dict[str, Any]:
    """What an office with the e-sign client service sets; `stamps` are its own, over those of the service."""
    pki = service.pki
    chain = {
        "signing_root": pki.file("root.pem", pki.root.pem),
        "signing_chain": pki.file("chain.pem", pki.issuing.pem),
    }
    return {
        "signing": "bsre",
        "bsre_url": service.url,
        "bsre_api": api,
        "bsre_user": LOGIN[0],
        "bsre_password": LOGIN[1],
        "bsre_signers": json.dumps({OFFICIAL: NIK, "stranger": "6372010101700099"}),
        "bsre_timeout_s": 5,
        **(chain if root else {}),
        **({"signing_timestamp_url": pki.tsa_url} if stamps else {}),
        **changes,
    }
