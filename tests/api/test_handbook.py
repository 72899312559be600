"""The documented tables are made from the code, and a stale one is found."""

import pytest

from api.operations.handbook import pages
from tests.book import DOCS


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_generated_page_is_what_the_code_says(name: str) -> None:
    assert pages()[name] == (DOCS / name).read_text(encoding="utf-8"), "run scripts/handbook"
