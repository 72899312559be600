"""The doctor lists what papers print with a mark because the office has not said it yet."""

from datetime import date
from pathlib import Path

from application.checkup import examine
from application.finding import State
from application.settings import read_settings


def test_the_doctor_lists_what_papers_still_mark(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "new")
    (papers,) = [each for each in examine(settings, date(2026, 11, 23)) if each.about == "papers izin-kbm"]

    assert State.WARN is papers.state
    for each in (
        "office.letterhead.address",
        "legal_basis[11].text",
        "wordings.permit.dictum[3].text",
        "emblem",
        "public register",
    ):
        assert each in papers.says
