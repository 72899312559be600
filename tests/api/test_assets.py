"""The files that pages load: kept for ever under their hash; and what the tokens promise the eye."""

import re

import pytest
from starlette.testclient import TestClient

from api.http.assets import FOLDER, asset

CSS = (FOLDER / "app.css").read_text("utf-8")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
# What is written on what, and how strong the contrast must be: WCAG 2.2, 1.4.3 (text) and 1.4.11 (parts and edges).
TEXTS = (
    *(
        (text, ground)
        for text in ("text", "quiet", "link", "good", "warn", "bad", "info", "gold")
        for ground in ("page", "panel")
    ),
    *((kind, f"{kind}-soft") for kind in ("good", "warn", "bad", "info")),
    *(("text", f"{kind}-soft") for kind in ("good", "warn", "bad", "info")),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
)
MOST_LINES_OF_SCRIPT = 120  # each: a page loads what its readers need
PARTS = (("edge", "page"), ("edge", "panel"), ("focus", "page"), ("focus", "panel"), ("bar", "page"), ("bad", "page"))


def themes() -> dict[str, dict[str, str]]:
    light, by_device, by_choice = re.findall(r"--page: #[^}]+", CSS)[:3]
    assert by_device.split() == by_choice.split(), "the dark tokens stand there twice, and must be the same"
    return {"light": dict(TOKEN.findall(light)), "dark": dict(TOKEN.findall(by_device))}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whoever_sees_little_can_read_it(theme: str) -> None:
    tokens = themes()[theme]
    weak = [
        (front, back, round(contrast(tokens[front], tokens[back]), 2))
        for pairs, least in ((TEXTS, 4.5), (PARTS, 3.0))
        for front, back in pairs
        if contrast(tokens[front], tokens[back]) < least
    ]

    assert [] == weak


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.2."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_it_knows_paper_small_screens_and_who_wants_no_motion() -> None:
    for media in (
        "print",
        "(prefers-reduced-motion: no-preference)",
        "(forced-colors: active)",
        "screen and (max-width: 54rem)",
    ):
        assert f"@media {media}" in CSS
    assert "url(" not in CSS, "nothing is fetched from anywhere"


def test_what_has_its_hash_in_the_address_is_kept_for_ever(client: TestClient) -> None:
    answer = client.get(asset("app.css"))

    assert (200, "text/css; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert "public, max-age=31536000, immutable" == answer.headers["cache-control"]
    again = client.get(asset("app.css"), headers={"If-None-Match": answer.headers["etag"]})
    assert (304, b"") == (again.status_code, again.content)


def test_a_page_of_before_an_update_gets_the_present_file_but_not_to_keep(client: TestClient) -> None:
    answer = client.get("/static/0123456789abcdef/app.css")

    assert (200, "no-cache") == (answer.status_code, answer.headers["cache-control"])
    for name in ("app.ts", "..%2Fapp.py", "decree.txt"):
        assert 404 == client.get(f"/static/0123456789abcdef/{name}").status_code


def test_who_reads_gzip_gets_less_of_the_same(client: TestClient) -> None:
    packed = client.get(asset("app.css"), headers={"Accept-Encoding": "gzip"})
    plain = client.get(asset("app.css"), headers={"Accept-Encoding": "identity"})

    assert packed.content == plain.content == CSS.encode()
    assert ("gzip", None) == (packed.headers["content-encoding"], plain.headers.get("content-encoding"))
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert "Accept-Encoding" == packed.headers["vary"]
    again = client.get(asset("app.css"), headers={"If-None-Match": packed.headers["etag"]})
    assert 304 == again.status_code
    assert packed.headers["etag"] != plain.headers["etag"]


def test_scripts_are_small_and_ours_and_no_page_has_another(client: TestClient) -> None:
    names = sorted(file.name for file in FOLDER.glob("*.js"))
    for name in names:
        answer = client.get(asset(name))
        assert (200, "text/javascript; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
        assert len(answer.text.splitlines()) <= MOST_LINES_OF_SCRIPT
    assert ["app.js", "apply.js", "desk.js"] == names, "live news; the applicant's form; the officer's desk"
    ours = {f'<script src="{{{{ asset("{name}") }}}}" defer>' for name in names}
    for template in (FOLDER.parent / "templates").glob("*.html"):
        assert set(re.findall(r"<script[^>]*>", template.read_text("utf-8"))) <= ours, template.name
