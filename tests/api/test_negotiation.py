"""Languages and media types by quality values; what cannot be read counts as not sent."""

import pytest
from starlette.types import Scope

from api.http.negotiation import language_of, media_type_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("id-ID, en;q=0.8", "id"),
        ("in-ID", "id"),
        ("EN", "en"),
        ("en;q=0.3, id;q=0.7", "id"),
        ("fr, de;q=0.9, en;q=0.1", "en"),
        ("fr", "id"),
        ("*", "id"),
        ("en, *;q=0.5", "en"),
        ("en;q=0", "id"),
        ("en;q=0, *", "id"),
        ("en;q=1.5", "id"),
        ("en;q=nan", "id"),
        ("en;q=1e9", "id"),
        ("en;q=-1", "id"),
        ("en;q=0.5, id;q=x", "en"),
        (";q=1,,;;", "id"),
        ("\xe9\xff", "id"),
    ],
)
def test_the_best_language_we_have_is_chosen(header: str, language: str) -> None:
    assert language == language_of(_asking("accept-language", header))


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "text/html"),
        ("text/*", "text/html"),
        ("text/html;q=0.4, application/json;q=0.5", "application/json"),
        ("application/json;q=0.1, text/html;level=1;q=0.2", "text/html"),
        ("*/*;q=0.9, application/json;q=0.1", "text/html"),
        ("image/png", "application/json"),
        ("garbage", "application/json"),
    ],
)
def test_the_best_media_type_we_have_is_chosen(header: str, chosen: str) -> None:
    assert chosen == media_type_of(_asking("accept", header), ("application/json", "text/html"))


def test_a_header_sent_twice_is_one_list() -> None:
    headers = [(b"accept-language", b"id;q=0.1"), (b"accept-language", b"en")]

    assert language_of({"type": "http", "headers": headers}) == "en"


def _asking(name: str, value: str) -> Scope:
    return {"type": "http", "headers": [(name.encode(), value.encode("latin-1"))]}
