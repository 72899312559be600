"""How long a decree takes to be set and to be signed, beside pyHanko alone on the same paper with the same key.

All with the trial chain in this process: what a time stamp server or a signing service takes is theirs. Ours also
looks at the certificate beforehand, draws the visible block, and judges what came out by the rules of PAdES B-LTA.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pyhanko.keys import load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from application.authority import Authority, ensure_authority
from application.documents.decree import Issue, render_decree
from application.documents.layout import Signatory
from application.documents.rendered import Rendered
from application.signing.key_file import demo_signer, demo_trust
from application.signing.port import Passphrase, Signer, Statement
from application.signing.trust import certificate_in, verify
from domain.papers import Force
from tests.decrees import FORM, permit_content

Say = Callable[[str], None]
Figures = dict[str, object]

SECRET, OFFICIAL = "bench", "Drs. Hendra Gunawan, M.Si."
A_ROUND = 10


def measure_signing(*, rounds: int, say: Say) -> Figures:
    """Return medians in milliseconds, each measured in turn with the others, and our signature as a multiple."""
    logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it says each time that the trial chain needs no network
    with TemporaryDirectory(prefix="izin-bench-signing-") as folder:
        chain = ensure_authority(Path(folder) / "chain", official=OFFICIAL, passphrase=SECRET, now=_now())
        signer, paper = demo_signer(chain, _now), _rendered()
        _ours(signer, paper)  # what is loaded once is loaded
        _bare(chain, paper)
        measured: dict[str, list[float]] = {"render": [], "sign": [], "judge": [], "bare": []}
        for n in range(rounds):
            for _ in range(A_ROUND):
                _once(chain, signer, paper, measured)
            say(f"round {n + 1}, signing: {_shown(measured)}")
    figures = {f"{name}_ms": round(median(times), 1) for name, times in measured.items()}
    return {**figures, "sign_over_bare": round(median(measured["sign"]) / median(measured["bare"]), 2)}


def _once(chain: Authority, signer: Signer, paper: Rendered, measured: dict[str, list[float]]) -> None:
    measured["render"].append(_took(_rendered))
    signed = BytesIO()
    measured["sign"].append(_took(lambda: signed.write(_ours(signer, paper))))
    measured["judge"].append(_took(lambda: verify(signed.getvalue(), demo_trust(chain))))
    measured["bare"].append(_took(lambda: _bare(chain, paper)))


def _rendered() -> Rendered:
    issue = Issue(
        number="500.16.7.2/0001/IPKBM/DPMPTSP/2026",
        issued_on=_now().date(),
        url="https://izin.example/v/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        signatory=Signatory(name=OFFICIAL, post=FORM.office.head),
        force=Force.SIMULATED,
    )
    return render_decree(permit_content(), issue)


def _ours(signer: Signer, paper: Rendered) -> bytes:
    statement = Statement(name=OFFICIAL, reason="Penetapan keputusan", place="Banjarbaru", at=_now())
    return signer.unlock(Passphrase(SECRET), by="hendra").sign(paper, statement).pdf


def _bare(chain: Authority, paper: Rendered) -> bytes:
    """The library as its documentation uses it, to the same level: B-LTA, certified, nothing may be changed."""
    trust = demo_trust(chain)
    signer = SimpleSigner(
        signing_cert=certificate_in(chain.certificate("official")),
        signing_key=load_private_key_from_pemder(str(chain.key("official")), passphrase=SECRET.encode()),
        cert_registry=trust.certificates(),
    )
    stamper = DummyTimeStamper(
        tsa_cert=certificate_in(chain.certificate("tsa")),
        tsa_key=load_private_key_from_pemder(str(chain.key("tsa")), passphrase=None),
        certs_to_embed=trust.certificates(),
    )
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=trust.context(),
    )
    signed = BytesIO()
    PdfSigner(metadata, signer, timestamper=stamper).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(paper.pdf)), output=signed
    )
    return signed.getvalue()


def _took(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def _shown(measured: dict[str, list[float]]) -> str:
    return ", ".join(f"{name} {median(times):.0f} ms" for name, times in measured.items())


def _now() -> datetime:
    return datetime.now(UTC)
