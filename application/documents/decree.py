"""The decree (Surat Keputusan), as a draft to be approved and as the paper to be signed (its words: domain.decree)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from fpdf.enums import Align

from application.decree_data import NAME, SCHEMA
from application.documents.imprint import Imprint
from application.documents.layout import (
    COLON,
    GAP,
    LABEL,
    Signatory,
    clause,
    letterhead,
    numbered_list,
    particulars,
    signature_block,
    signature_height,
    title,
)
from application.documents.paper import LEFT, WIDTH, Paper
from application.documents.rendered import Rendered, SignatureBox
from application.documents.typeface import require_printable
from domain.canonical import canonical_json
from domain.decree import DecreeContent, Dictum, Sheet, dictum_labels
from domain.force import NOTICES
from domain.indonesian import WITA, date_text, letter
from domain.papers import Force

WATERMARK = "DRAF \N{EN DASH} BELUM BERLAKU"
COPY = "SALINAN"
UNSIGNED = "Salinan tidak bertanda tangan elektronik; keputusan menurut catatan sistem."
NOT_YET_NUMBERED = "[diberikan saat penandatanganan]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a decree gets when it is signed. `url` is the public verification page of this decree."""

    number: str
    issued_on: date
    url: str
    signatory: Signatory
    force: Force
    sheet: Sheet = Sheet.A4


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """How a permit was revoked: by whom, when, under which number (None of old) and day. Nobody has signed it."""

    number: str | None
    issued_on: date
    revoked_at: datetime
    signatory: Signatory
    sheet: Sheet = Sheet.A4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """What stands around the words: number, day and who signs; `url` where something was signed."""

    number: str
    day: str
    signatory: Signatory
    url: str | None = None


def render_decree(content: DecreeContent, issue: Issue) -> Rendered:
    """Return the decree ready to be signed. Raise `UnprintableText` rather than print a wrong name."""
    require_printable(canonical_json(content).decode())
    notice = NOTICES[issue.force]
    imprint = Imprint(
        title=f"{content.title} NOMOR {issue.number}",
        author=content.authority,
        subject=content.subject,
        made_at=datetime.combine(issue.issued_on, time(), WITA),
        sheet=issue.sheet,
        notice=notice.id if notice else None,
    )
    paper = Paper(imprint)
    closing = _Closing(number=issue.number, day=date_text(issue.issued_on), signatory=issue.signatory, url=issue.url)
    box = _write(paper, content, closing)
    paper.attach(decree_data(content, issue), NAME, "Isi keputusan sebagai data")
    return Rendered(pdf=bytes(paper.output()), signature=box)


def decree_data(content: DecreeContent, issue: Issue) -> bytes:
    """Return all that the decree says, for programs: in canonical JSON, so that the same facts give the same bytes."""
    return canonical_json(
        {
            "schema": SCHEMA,
            "number": issue.number,
            "issued_on": issue.issued_on,
            "verification": issue.url,
            "signatory": issue.signatory,
            "simulated": issue.force is Force.SIMULATED,
            "content": content,
        }
    )


def render_draft(content: DecreeContent, *, drafted_at: datetime, sheet: Sheet = Sheet.A4) -> bytes:
    """Return the draft as approvers see it: watermarked, without number, date, QR and name."""
    imprint = Imprint(
        title=f"Draf {content.title}",
        author=content.authority,
        subject=content.subject,
        made_at=drafted_at,
        sheet=sheet,
        watermark=WATERMARK,
    )
    paper = Paper(imprint)
    signatory = Signatory(name="[nama pejabat]", post=content.authority)
    _write(paper, content, _Closing(number=NOT_YET_NUMBERED, day="[diisi saat penandatanganan]", signatory=signatory))
    return bytes(paper.output())


def render_revocation(content: DecreeContent, revocation: Revocation) -> bytes:
    """Return the decree that revokes a permit as an unsigned copy, which it says on every page."""
    imprint = Imprint(
        title=f"Salinan {content.title}",
        author=content.authority,
        subject=content.subject,
        made_at=revocation.revoked_at,
        sheet=revocation.sheet,
        notice=UNSIGNED,
        watermark=COPY,
    )
    paper = Paper(imprint)
    number, day = revocation.number or NOT_YET_NUMBERED, date_text(revocation.issued_on)
    _write(paper, content, _Closing(number=number, day=day, signatory=revocation.signatory))
    return bytes(paper.output())


def _write(paper: Paper, content: DecreeContent, closing: _Closing) -> SignatureBox:
    letterhead(paper, content.letterhead)
    _heading(paper, content, closing)
    _grounds(paper, content)
    _decision(paper, content)
    box = _last_clause_and_signature(paper, content, closing)
    paper.space(5)
    numbered_list(paper, "Tembusan:", content.copies)
    return box


def _heading(paper: Paper, content: DecreeContent, closing: _Closing) -> None:
    title(paper, content.title, f"NOMOR {closing.number}")
    paper.space(2)
    title(paper, "TENTANG")
    paper.space(2)
    title(paper, content.subject)
    paper.space(4)
    title(paper, f"{content.authority},")
    paper.space(4)


def _grounds(paper: Paper, content: DecreeContent) -> None:
    lettered = [(f"{letter(n)}.", text) for n, text in enumerate(content.considering, 1)]
    clause(paper, "Menimbang", lettered)
    clause(paper, "Mengingat", _numbered(content.legal_basis))
    clause(paper, "Memperhatikan", _numbered(content.noting), align=Align.L)


def _decision(paper: Paper, content: DecreeContent) -> None:
    paper.keep(4 * paper.leading)
    paper.space(2)
    title(paper, "MEMUTUSKAN:")
    paper.space(2)
    clause(paper, "Menetapkan", [("", content.decision)], bold=True)
    for label, dictum in zip(dictum_labels(content)[:-1], content.dictum[:-1], strict=True):
        _dictum(paper, label, dictum)


def _last_clause_and_signature(paper: Paper, content: DecreeContent, closing: _Closing) -> SignatureBox:
    """The signature never stands on a page by itself: the last clause goes with it."""
    last = content.dictum[-1]
    lines = len(paper.lines_of(last.text, WIDTH - LABEL - COLON))
    paper.keep((lines + 1) * paper.leading + 6 + signature_height(paper, closing.signatory))
    _dictum(paper, dictum_labels(content)[-1], last)
    paper.space(4)
    opening = (f"Ditetapkan di {content.place}", f"pada tanggal {closing.day}")
    return signature_block(paper, opening, closing.signatory, closing.url)


def _dictum(paper: Paper, label: str, dictum: Dictum) -> None:
    """What announces a list never stands at the foot of a page by itself: two lines of the list go with it."""
    if dictum.items or dictum.particulars:
        lines = paper.lines_of(dictum.text, WIDTH - LABEL - COLON)
        paper.keep((len(lines) + 2) * paper.leading + GAP)
    clause(paper, label, [("", dictum.text)])
    if dictum.particulars:
        particulars(paper, dictum.particulars, x=LEFT + LABEL + COLON, label=32)
        paper.space(1.5)
    if dictum.items:
        clause(paper, "", [(f"{letter(n)}.", text) for n, text in enumerate(dictum.items, 1)])


def _numbered(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"{n}.", text) for n, text in enumerate(texts, 1)]
