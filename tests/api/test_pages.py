"""The public face and the supervisors' page, as HTML: what stands on them, for whom, and in which words."""

import csv
import re
from html.parser import HTMLParser
from io import StringIO

import pytest

from api.http.navigation import ENTRIES
from domain.actor import Role
from domain.blanks import MARK
from domain.service_standard import COMPONENTS
from tests.api.casework import case_at, rejected, submitted
from tests.api.product import Product

HTML = "text/html"
MOST_BYTES = 100_000
PUBLIC = ("/", "/track", "/verify", "/register", "/sop/izin-kbm", "/problems/not-found", "/v1/checkpoint.html")


@pytest.fixture(scope="module", autouse=True)
def _some_work(product: Product) -> None:
    case_at(product, 4)
    rejected(product)
    submitted(product)


class Outline(HTMLParser):
    """What a program that reads aloud would find: headings, labels and what they belong to, ids, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.fields: list[str] = []
        self.links: list[str] = []
        self.landmarks: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("header", "nav", "main", "footer"):
            self.landmarks.append(tag)
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given.get("id", ""))
        self.ids += [given["id"]] if "id" in given else []
        self.labelled += [given["for"]] if tag == "label" else []
        self.links += [given["href"]] if tag == "a" else []


def read(product: Product, path: str, **headers: str) -> str:
    answer = product.get(path, accept=HTML, **headers)
    assert 200 == answer.status_code, answer.text
    return answer.text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_can_be_found_through_by_who_cannot_see(product: Product, lang: str) -> None:
    for path in PUBLIC:
        text = read(product, f"{path}?lang={lang}")
        found = Outline(text)

        assert text.startswith(f'<!doctype html>\n<html lang="{lang}">'), path
        assert 1 == found.levels.count(1), path
        assert all(after - before <= 1 for before, after in zip(found.levels, found.levels[1:], strict=False)), path
        assert ["header", "nav", "main", "footer"] == found.landmarks, path
        assert found.fields == found.labelled, path
        assert len(found.ids) == len(set(found.ids)), path
        assert "#main" == found.links[0], path
        assert "<script" not in text, path
        assert "style=" not in text, path


def test_a_cheap_phone_loads_little(product: Product) -> None:
    """Page, style and icon together, as the table says with -s."""
    weights = {}
    for path in PUBLIC:
        text = read(product, path)
        assets = re.findall(r'<link [^>]*href="([^"]+)"', text) + re.findall(r'<img [^>]*src="([^"]+)"', text)
        weights[path] = len(text.encode()) + sum(len(product.get(each).content) for each in assets)
        print(f"{weights[path] / 1000:6.1f} kB in {1 + len(assets)} requests  {path}")  # noqa: T201 - seen with -s

    assert max(weights.values()) < MOST_BYTES, weights


def test_the_first_page_has_the_standard_and_marks_what_the_office_has_not_said(product: Product) -> None:
    pages = {lang: read(product, f"/?lang={lang}") for lang in ("id", "en")}

    for title in COMPONENTS.values():
        assert f">{title.id}</h3>" in pages["id"]
        assert f">{title.en}</h3>" in pages["en"]
    for text in pages.values():
        assert f'<mark class="blank">{MARK}]</mark>' in text
        assert "4 Hari 1 Jam 13 Menit (5 Hari)" in text
        for form in ('action="/track"', 'action="/verify"', 'href="/register"', 'href="/login'):
            assert form in text
        assert "tanpa kekuatan hukum" in text or "without legal force" in text
    assert not re.search(rf"(?<!>){re.escape(MARK)}[^\"]*]</(?:li|p)>", pages["id"]), "each is marked, none is plain"


def test_a_choice_of_language_or_theme_is_remembered_without_a_script(product: Product) -> None:
    answer = product.get("/?lang=en&theme=dark", accept=HTML)

    cookies = answer.headers.get_list("set-cookie")
    assert ["lang=en", "theme=dark"] == [each.partition(";")[0] for each in cookies]
    assert all("SameSite=lax" in each and "HttpOnly" in each for each in cookies)
    assert "Cookie" in answer.headers["vary"]
    assert '<html lang="en" data-theme="dark">' in read(product, "/track", cookie="lang=en; theme=dark")
    assert '<html lang="id">' in read(product, "/track?lang=id&theme=auto", cookie="lang=en; theme=dark")
    assert '<html lang="id">' in read(product, "/track", cookie="lang=xx; theme=pink", accept_language="id")
    assert "set-cookie" not in product.get("/?lang=xx&theme=pink", accept=HTML).headers


def test_the_navigation_offers_to_each_what_is_theirs(product: Product) -> None:
    def offered(role: str | None) -> set[str]:
        headers = dict(product.person(role).headers) if role else {}
        text = product.ask("GET", "/", headers={"Accept": HTML, **headers}).text
        return set(Outline(text[text.index('<nav class="mainnav"') : text.index("</nav>")]).links)

    assert {"/sla", "/trail", "/v1/checkpoint.html"} == offered("auditor") - offered(None)
    assert {"/sla", "/duty"} == offered("supervisor") - offered(None)
    assert {"/queues/kabid"} == offered("kabid") - offered(None)
    assert {"/apply", "/my"} == offered("pemohon") - offered(None)
    for entry in ENTRIES:
        person = product.person(min(entry.roles, default=Role.AUDITOR))
        assert person.get(entry.path, accept=HTML).status_code in (200, 303), entry.path


def test_where_one_is_is_said(product: Product) -> None:
    assert 'href="/sop" aria-current="page"' in read(product, "/sop/izin-kbm")
    assert ["/"] == re.findall(r'href="([^"]+)" aria-current="page"', read(product, "/"))


def test_the_sop_is_as_on_the_paper_with_what_was_measured(product: Product) -> None:
    sop = product.office.book.current("izin-kbm", product.office.today)
    text = read(product, "/sop/izin-kbm")

    for row in sop.rows:
        assert row.activity in text
        assert f"<strong>{row.standard_text}</strong>" in text
    assert sop.findings[0].id in text
    assert sop.findings[0].en in read(product, "/sop/izin-kbm?lang=en")
    assert "4 Hari 1 Jam 18 Menit" in text
    assert (303, "/sop/izin-kbm") == (product.get("/sop").status_code, product.get("/sop").headers["location"])
    missing = product.get("/sop/izin-terbang", accept=HTML)
    assert (404, True) == (missing.status_code, "SOP itu tidak ada." in missing.text)


def test_the_times_are_for_overseers_who_are_known(product: Product) -> None:
    for path in ("/sla?from=2026-11-01", "/sla/visits?step=2", "/sla/steps.csv"):
        stranger = product.get(path, accept=HTML)
        assert 303 == stranger.status_code
        assert stranger.headers["location"].startswith("/login?next=/sla")
        officer = product.person("kabid").get(path, accept=HTML)
        assert (403, True) == (officer.status_code, 'role="alert"' in officer.text)
        assert 200 == product.person("auditor").get(path, accept=HTML).status_code


def test_the_times_are_those_of_the_api(product: Product) -> None:
    supervisor = product.person("supervisor")
    known = supervisor.get("/v1/sla").json()
    text = supervisor.get("/sla?lang=en", accept=HTML).text

    assert f"{known['totals']['cases']['open']} applications are open" in text
    for role in known["by_role"]:
        assert f'<span class="many">{role["open"]}</span>' in text
    for table, key in (("steps", "steps"), ("months", "by_month"), ("lost", "lost")):
        rows = list(csv.DictReader(StringIO(supervisor.get(f"/sla/{table}.csv").text)))
        assert len(known[key]) == len(rows)
    for link in set(re.findall(r'href="(/sla[^"]*)"', text)):
        assert 200 == supervisor.get(link.replace("&amp;", "&"), accept=HTML).status_code, link


def test_the_office_is_seen_as_it_was_by_its_own_clock(product: Product) -> None:
    supervisor = product.person("supervisor")

    past = supervisor.get("/sla?from=&to=&as_of=2026-11-20T08:00&lang=en", accept=HTML)
    future = supervisor.get("/sla?as_of=2031-01-01T08:00", accept=HTML)

    assert "20 November 2026 at 08:00 WITA" in past.text
    assert "The office then" in past.text
    assert (422, True) == (future.status_code, "belum tiba" in future.text)


def test_behind_a_figure_is_a_list(product: Product) -> None:
    supervisor = product.person("supervisor")
    text = supervisor.get("/sla/visits?step=2&verdict=&month=&lang=en", accept=HTML).text

    visits = supervisor.get("/v1/sla/visits?step=2&limit=50").json()["items"]
    assert visits
    assert all(each["number"] in text for each in visits)
    assert "No visit fits." in supervisor.get("/sla/visits?month=2020-01&lang=en", accept=HTML).text


def test_a_desk_has_its_inbox_and_nobody_elses(product: Product) -> None:
    officer = product.person("dinas_teknis")
    known = officer.get("/v1/queues/dinas_teknis").json()["items"]
    text = officer.get("/queues/dinas_teknis?q=&state=&lang=en", accept=HTML).text

    assert known
    places = [text.index(f'href="/applications/{each["id"]}"') for each in known]
    assert sorted(places) == places, "least remaining time first"
    assert re.search(r"<b>\d+</b> All<", text)
    assert "There are no files here." in officer.get("/queues/dinas_teknis?q=nirwana&lang=en", accept=HTML).text
    other = officer.get("/queues/kabid", accept=HTML)
    assert (403, True) == (other.status_code, "bukan antrean peran Anda" in other.text)
    assert 303 == product.get("/queues/kabid", accept=HTML).status_code
    assert 200 == product.person("supervisor").get("/queues/kabid", accept=HTML).status_code


def test_a_case_says_where_it_is_and_what_happened(product: Product) -> None:
    case = case_at(product, 5)
    path = f"/applications/{case.id}"
    officer, applicant = case.by("back_office"), case.by("pemohon")

    pages = {lang: officer.get(f"{path}?lang={lang}", accept=HTML).text for lang in ("id", "en")}

    assert 'aria-current="step"><b>5' in pages["id"]
    assert "Pemeriksaan lapangan dilaporkan" in pages["id"]
    assert "The field inspection was reported" in pages["en"]
    assert "0 menit / " in pages["id"], "the time that was taken beside the standard"
    own = applicant.get(path, accept=HTML).text
    assert "Permohonan diajukan." in own
    assert "menit / " not in own, "how long each desk took is the office's"
    assert 303 == product.get(path, accept=HTML).status_code
    assert 404 == product.person("pemohon", "budi").get(path, accept=HTML).status_code
    waiting = rejected(product)
    assert (
        "Waktu pelayanan dihentikan sejak"
        in waiting.by("front_office").get(f"/applications/{waiting.id}", accept=HTML).text
    )


def test_whoever_oversees_reads_no_name_of_an_applicant_on_a_case(product: Product) -> None:
    case = submitted(product)
    name = case.view()["applicant"]["name"]

    assert name not in product.person("auditor").get(f"/applications/{case.id}", accept=HTML).text
    assert name in case.by("front_office").get(f"/applications/{case.id}", accept=HTML).text
