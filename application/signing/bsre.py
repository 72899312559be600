"""The signer that is BSrE: the key and its passphrase are its business; what it returns is looked at before we take it.

Only `sign` can tell a wrong passphrase: the service knows no other way to try one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pyhanko.sign.timestamps import TimeStamper

from application.documents.rendered import Rendered
from application.documents.stamp import Stamp
from application.documents.stamp_image import draw_stamp
from application.signing.acceptance import accepted
from application.signing.bsre_client import BsreClient
from application.signing.bsre_shapes import Order, Picture
from application.signing.pades import STAMP, block_lines
from application.signing.port import CertificateRefused, Passphrase, SignedPdf, Statement, Unfit, Unlocked
from application.signing.trust import Trust
from domain.papers import Force


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BsreSigner:
    """`signers` are NIK by account. `trust` is None where no root is known; `stamper` makes signatures last (B-LTA)."""

    client: BsreClient
    signers: Mapping[str, str]
    visible: bool
    force: Force
    trust: Trust | None
    stamper: Callable[[], TimeStamper] | None

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        signer = self.signers.get(by)
        if signer is None:
            raise CertificateRefused(Unfit.NOT_REGISTERED, f"IZIN_BSRE_SIGNERS names nobody for the account {by}")
        self.client.require_registered(signer)
        return _Asking(self, signer, passphrase, self.stamper() if self.stamper else None)


@dataclass(frozen=True, slots=True, repr=False)
class _Asking:
    office: BsreSigner
    signer: str
    passphrase: Passphrase
    stamper: TimeStamper | None

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        order = Order(
            pdf=paper.pdf,
            signer=self.signer,
            reason=statement.reason,
            place=statement.place,
            picture=_picture(paper, statement, self.office.force) if self.office.visible else None,
        )
        returned = self.office.client.sign(order, self.passphrase)
        return accepted(returned, paper, trust=self.office.trust, stamper=self.stamper)


def _picture(paper: Rendered, statement: Statement, force: Force) -> Picture:
    box = paper.signature
    stamp = Stamp(
        opening=STAMP,
        name=statement.name,
        closing=block_lines(statement, force),
        width=box.right - box.left,
        height=box.top - box.bottom,
    )
    return Picture(png=draw_stamp(stamp), box=box, page_height=_height(paper))


def _height(paper: Rendered) -> float:
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        _, bottom, _, top = document.pages[paper.signature.page].mediabox
        return float(top) - float(bottom)
