"""A document of the demo: one page that says what it stands for. Made without a typeface, so that it takes no time."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (0, 0, 595, 842)  # points
LEFT, TOP, LEADING = 72, 760, 22
NOTICE = "Contoh untuk uji coba. Bukan dokumen yang sebenarnya."


def sample_pdf(*lines: str) -> bytes:
    """Return a PDF of one page with `lines`, always the same bytes for the same lines."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(A4),
        Resources=Dictionary(Font=Dictionary(F1=font)),
        Contents=document.make_stream(_written((*lines, NOTICE))),
    )
    document.pages.append(pikepdf.Page(document.make_indirect(page)))
    paper = BytesIO()
    document.save(paper, deterministic_id=True)
    return paper.getvalue()


def _written(lines: tuple[str, ...]) -> bytes:
    shown = (f"({_escaped(line)}) Tj T*" for line in lines)
    return f"BT /F1 12 Tf {LEADING} TL {LEFT} {TOP} Td {' '.join(shown)} ET".encode("latin-1", "replace")


def _escaped(line: str) -> str:
    """Escape what has a meaning in a string of ISO 32000-1, 7.3.4.2."""
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
