"""Each paper, line by line, as somebody has looked at it: what changes here changes what the office hands out.

After a wanted change: `python -m tests.application.test_golden_papers` writes them anew; then look at every page.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from application.documents.decree import Revocation, render_decree, render_revocation
from application.documents.inspection import render_inspection_report, render_recommendation
from application.documents.notice import render_notice
from application.documents.receipt import render_receipt
from domain.decree import DecreeContent
from domain.revocation import revocation_content
from tests.application.test_documents import DRAFTED_AT, ISSUE, decree_of, draft, permit
from tests.application.test_notice import NOTICE
from tests.application.test_office_papers import FILED, RECEIPT
from tests.decrees import FORM, PERMIT, REFUSAL
from tests.pdf_text import lines

REVOCATION_NUMBER = "500.16.7.2/0001/IPKBM-CABUT/DPMPTSP/2026"
GOLDEN = Path(__file__).parents[1] / "golden" / "papers"


def revocation_words() -> DecreeContent:
    return revocation_content(
        PERMIT, FORM, number=ISSUE.number, issued_on=ISSUE.issued_on, reason="Kegiatan berhenti sejak Maret 2026."
    )


def copy_of_a_revocation() -> bytes:
    """As it is read while nobody has signed it."""
    copy = Revocation(
        number=REVOCATION_NUMBER, issued_on=DRAFTED_AT.date(), revoked_at=DRAFTED_AT, signatory=ISSUE.signatory
    )
    return render_revocation(revocation_words(), copy)


def signed_revocation() -> bytes:
    return render_decree(revocation_words(), replace(ISSUE, number=REVOCATION_NUMBER)).pdf


PAPERS: dict[str, Callable[[], bytes]] = {
    "tanda-terima": lambda: render_receipt(RECEIPT),
    "kekurangan-berkas": lambda: render_notice(NOTICE),
    "bapl": lambda: render_inspection_report(FILED),
    "rekomendasi": lambda: render_recommendation(FILED),
    "draf-sk": draft,
    "sk-izin": lambda: permit().pdf,
    "sk-penolakan": lambda: decree_of(REFUSAL).pdf,
    "sk-pencabutan": signed_revocation,
    "sk-pencabutan-salinan": copy_of_a_revocation,
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_reads_as_it_was_looked_at(name: str) -> None:
    assert (GOLDEN / f"{name}.txt").read_text(encoding="utf-8") == lines(PAPERS[name]())


if __name__ == "__main__":
    for name, render in PAPERS.items():
        (GOLDEN / f"{name}.txt").write_text(lines(render()), encoding="utf-8")
