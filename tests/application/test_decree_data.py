"""What a decree carries for programs can be read back, and what carries something else is not taken for one of ours."""

from io import BytesIO

import pikepdf
import pytest

from application.decree_data import NAME, NoDecreeData, read_decree_data
from tests.application.test_documents import ISSUE, draft, permit


def attached(content: bytes) -> bytes:
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments[NAME] = content
        document.save(made)
    return made.getvalue()


def test_it_is_read_from_the_paper_itself() -> None:
    data = read_decree_data(permit().pdf)

    assert (ISSUE.number, "2026-11-27", True) == (data["number"], data["issued_on"], data["simulated"])


def test_a_draft_carries_none() -> None:
    with pytest.raises(NoDecreeData):
        read_decree_data(draft())


def test_what_is_written_otherwise_is_not_read() -> None:
    with pytest.raises(NoDecreeData):
        read_decree_data(attached(b'{"schema":"jejak-izin/decree/0"}'))
