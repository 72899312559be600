"""The security papers name tests and pages that exist."""

import re

import pytest

from tests.book import DOCS

TESTS = {file.name for file in (DOCS.parent / "tests").rglob("test_*.py")}


@pytest.mark.parametrize("name", ["asvs.md", "threat-model.md", "SECURITY.md"])
def test_what_is_named_as_evidence_is_there(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")

    assert set() == set(re.findall(r"test_\w+\.py", text)) - TESTS
    assert not [page for page in re.findall(r"\]\(([\w.-]+\.md)\)", text) if not (DOCS / page).exists()]
