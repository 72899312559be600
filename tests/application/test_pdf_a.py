"""Every paper is PDF/A-3U as far as its objects show, and the decree carries its own facts for programs."""

import json
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from application.documents.inspection import render_inspection_report, render_recommendation
from application.documents.notice import render_notice
from application.documents.receipt import render_receipt
from domain.canonical import canonical_json
from tests.application.test_documents import ISSUE, draft, permit
from tests.application.test_notice import NOTICE
from tests.application.test_office_papers import FILED, RECEIPT
from tests.decrees import permit_content
from tests.pdf_a import faults

PAPERS: dict[str, Callable[[], bytes]] = {
    "decree": lambda: permit().pdf,
    "draft": draft,
    "receipt": lambda: render_receipt(RECEIPT),
    "notice": lambda: render_notice(NOTICE),
    "report": lambda: render_inspection_report(FILED),
    "recommendation": lambda: render_recommendation(FILED),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_meets_what_pdf_a_demands(paper: str) -> None:
    assert [] == faults(PAPERS[paper]())


def test_the_decree_carries_its_facts_as_data() -> None:
    with pikepdf.open(BytesIO(permit().pdf)) as document:
        (spec,) = document.Root["/AF"]
        data = json.loads(spec["/EF"]["/F"].read_bytes())

        assert Name.Data == spec["/AFRelationship"]
        assert ["keputusan.json"] == list(document.attachments)
    assert ("jejak-izin/decree/1", ISSUE.number, "2026-11-27", ISSUE.url) == (
        data["schema"],
        data["number"],
        data["issued_on"],
        data["verification"],
    )
    assert json.loads(canonical_json(permit_content())) == data["content"]


def _script(document: Pdf) -> None:
    document.Root["/Names"]["/JavaScript"] = document.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _no_intent(document: Pdf) -> None:
    del document.Root["/OutputIntents"]


def _no_font(document: Pdf) -> None:
    for each in document.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == Name.FontDescriptor:
            del each["/FontFile2"]


def _no_relation(document: Pdf) -> None:
    document.Root["/AF"] = Array()


def _no_part(document: Pdf) -> None:
    stream = document.Root["/Metadata"]
    stream.write(stream.read_bytes().replace(b'pdfaid:part="3"', b'pdfaid:part="1"'))


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [(_script, "6.5.1"), (_no_intent, "6.2.3"), (_no_font, "6.2.11.4"), (_no_relation, "6.8"), (_no_part, "6.6.")],
)
def test_the_judge_finds_what_is_wrong(spoil: Callable[[Pdf], None], clause: str) -> None:
    spoiled = BytesIO()
    with pikepdf.open(BytesIO(permit().pdf)) as document:
        spoil(document)
        document.save(spoiled)

    assert any(fault.startswith(clause) for fault in faults(spoiled.getvalue()))
