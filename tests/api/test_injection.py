"""Words that mean something to somebody else: to SQL, to a template, a shell, a log, a spreadsheet, a browser.

They are names of schools and nothing more: kept as they were written, shown escaped, and never obeyed.
"""

import csv
import html
import json
from io import StringIO
from urllib.parse import quote

import pytest
from pytest import CaptureFixture  # noqa: PT013  # the type of a fixture

from api.commands.examples import VERIFICATION
from api.http.csv_table import csv_lines
from domain.papers import Force
from tests.api.casework import APPLICATIONS, REFUSED, Case, an_applicant, case_at, inspection, submission, submitted
from tests.api.product import Json, Product, faults
from tests.pdf_text import lines

HOSTILE = (
    "'; DROP TABLE ledger.events; --",
    '" OR 1=1 --',
    "' UNION SELECT secret FROM pg_shadow --",
    "{{ 7*7 }}{% include 'x' %}${7*7}#{7*7}<%= 7*7 %>",
    "{0.__class__.__mro__}%(password)s%s%n",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)//",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "$(touch /tmp/owned)`id`;|&",
    "../../../../etc/passwd",
    "\\\\evil.example\\share",
    "&lt;b&gt; &amp;amp; %3Cscript%3E",
)
FORMULAS = ("=1+1", "@SUM(1)", "x")
FORGED_LINES = ('a\r\n{"event":"forged"}', "a\nX-Forged: 1", "a\u2028b\x00c", "\x1b[31mred", "a\u202egnp.exe")


@pytest.fixture(scope="module")
def signed(product: Product) -> Case:
    """A file whose every text is hostile, with a decree on record."""
    applicant = an_applicant(product)
    body = submission()
    body["institution"] |= {
        "name": " ".join(HOSTILE)[:200].strip(),
        "address": " ".join(HOSTILE[3:])[:400].strip(),
        "kelurahan": HOSTILE[0],
        "kecamatan": HOSTILE[5],
        "programs": [*HOSTILE],
    }
    body["applicant"] |= {"name": HOSTILE[6], "address": HOSTILE[7]}
    answer = applicant.post(APPLICATIONS, body)
    assert 201 == answer.status_code, answer.text
    case = Case(product=product, applicant=applicant, id=answer.json()["id"])
    assert body["institution"]["programs"] == answer.json()["institution"]["programs"]
    case.done("front_office", "verification", {**VERIFICATION, "note": "\n".join(HOSTILE)})
    case.done("back_office", "routing", {"note": HOSTILE[1]})
    report = inspection("not_recommended")
    report["report"]["location"] = HOSTILE[4]
    report["report"]["findings"] = [
        {"aspect": each, "requirement": each, "observed": each, "conforms": False, "note": each} for each in HOSTILE
    ]
    report["report"]["inspectors"] = [{"name": HOSTILE[3], "position": HOSTILE[5]}]
    report["recommendation"]["notes"] = "\n".join(HOSTILE)
    case.done("dinas_teknis", "inspection-report", report)
    case.done("back_office", "draft", {**REFUSED, "reasons": [*HOSTILE]})
    for role in ("kabid", "sekretaris"):
        case.done(role, "approval", {"draft_sha256": case.draft_sha256(), "note": HOSTILE[2]})
    return case.signed_quickly(Force.OWN)


def test_it_is_kept_as_it_was_written(product: Product, signed: Case) -> None:
    view, timeline = signed.view("back_office"), signed.by("back_office").get(f"{signed.path}/timeline").json()

    assert [*HOSTILE] == view["institution"]["programs"] == view["draft"]["reasons"]
    assert [*HOSTILE] == [each["observed"] for each in view["inspection"]["report"]["findings"]]
    assert json.dumps(HOSTILE[2])[1:-1] in json.dumps(timeline)
    assert 200 == product.get("/readyz").status_code


def test_papers_print_it_and_run_nothing(signed: Case) -> None:
    for paper in ("inspection-report.pdf", "recommendation.pdf", "acknowledgement.pdf", "draft.pdf"):
        answer = signed.by("back_office").get(f"{signed.path}/{paper}")

        assert 200 == answer.status_code, paper
        assert b"/JavaScript" not in answer.content
        assert "49" not in lines(answer.content).replace(" ", "").partition("7*7")[2][:40]


def test_pages_show_it_escaped(product: Product, signed: Case) -> None:
    code = signed.view("back_office")["decree"]["code"]
    for path in (f"/v/{code}", f"/track?number={HOSTILE[5]}&code={HOSTILE[6]}", f"/problems/{HOSTILE[5]}"):
        page = product.get(path, accept="text/html").text

        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert not [each for each in HOSTILE if "<" in each and each in page]
    assert html.escape(HOSTILE[5]) in product.get(f"/v/{code}", accept="text/html").text


def test_pages_of_the_office_show_it_escaped(signed: Case) -> None:
    """Each shows some of what was typed: the institution, notes, reasons, who it is for."""
    auditor, head = signed.by("auditor"), signed.product.person("kepala_dinas")
    waiting = submitted(signed.product, signed.applicant, institution=_institution())
    shown = {
        f"/applications/{signed.id}": auditor,
        f"/applications/{waiting.id}": signed.applicant,
        "/queues/front_office?q=SCRIPT": auditor,
        f"/queues/front_office?q={quote(HOSTILE[5])}": auditor,
        f"/register?q={quote(HOSTILE[6])}": head,
        "/register": head,
        f"/verify?code={quote(HOSTILE[5])}": auditor,
        f"/sla/visits?q={quote(HOSTILE[6])}": auditor,
        "/demo/mailbox": auditor,
        f"/login?next={quote(HOSTILE[6])}": auditor,
        f"/nowhere/{quote(HOSTILE[5])}": auditor,
    }
    pages = {
        path: person.get(path, accept="text/html", x_after_position=_now(waiting)) for path, person in shown.items()
    }

    for path, page in pages.items():
        assert not [each for each in HOSTILE if "<" in each and each in page.text], path
        assert "text/html" in page.headers["content-type"] or page.status_code == 404, path
    for path in (f"/applications/{signed.id}", f"/applications/{waiting.id}", "/queues/front_office?q=SCRIPT"):
        assert 200 == pages[path].status_code, path
        assert html.escape(HOSTILE[5])[:12] in pages[path].text, path


def _institution() -> Json:
    return {**submission()["institution"], "name": HOSTILE[5], "address": HOSTILE[6], "programs": [*HOSTILE]}


def _now(case: Case) -> str:
    return case.by("supervisor").get(case.path).headers["x-position"]


def test_spreadsheets_compute_nothing(signed: Case) -> None:
    for path in ("/v1/export?format=csv&include=all", "/v1/register.csv", "/public/register.csv"):
        table = signed.by("auditor").get(path).text
        cells = [cell for row in csv.reader(StringIO(table)) for cell in row]

        assert 1 < len(cells), path
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path
    assert ["'=1+1", "'@SUM(1)", "x"] == next(csv.reader([csv_lines("abc", [dict(zip("abc", FORMULAS, strict=True))])]))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_filters_are_words_to_be_found(product: Product, signed: Case, hostile: str) -> None:
    asks = {
        "q": hostile,
        "number": hostile,
        "actor": hostile,
        "application": hostile,
        "fact": hostile,
        "cursor": hostile,
    }
    for path in ("/v1/applications", "/v1/queues/kabid", "/v1/register", "/v1/events", "/v1/access-log"):
        for name, value in asks.items():
            answer = product.ask("GET", path, params={name: value}, headers=dict(signed.by("auditor").headers))

            assert answer.status_code in (200, 400, 404, 422), (path, name, answer.text)
    assert signed.view()["id"] == signed.id


@pytest.mark.parametrize("forged", FORGED_LINES)
def test_nobody_writes_a_line_of_the_log_or_a_header(
    product: Product, signed: Case, forged: str, capfd: CaptureFixture[str]
) -> None:
    body = submission()
    body["institution"]["name"] = forged
    answer = signed.applicant.post(APPLICATIONS, body)
    told = product.ask(
        "GET", "/v1/sop/x", params={"x": forged}, headers={"Accept-Language": "en", "X-Request-Id": "a b"}
    )

    assert ("/institution/name", "control_character") in faults(answer)
    assert "x-forged" not in told.headers
    assert " " not in told.headers["x-request-id"]
    assert '"event":"forged"' not in capfd.readouterr().out


def test_a_stolen_key_opens_nothing(product: Product) -> None:
    """An idempotency key is its sender's own: with another's, one does one's own thing, or is refused as ever."""
    case = case_at(product, 3)
    mine = case.act("back_office", "routing", {}, idempotency_key="kunci-1")
    thief, stranger = product.person("back_office", "pencuri"), product.person("pemohon", "warga-lain")

    stolen = [each.post(f"{case.path}/routing", {}, idempotency_key="kunci-1") for each in (thief, stranger)]
    again = case.act("back_office", "routing", {}, idempotency_key="kunci-1")
    elsewhere = case_at(product, 3).act("back_office", "routing", {}, idempotency_key="kunci-1")

    assert [409, 403] == [each.status_code for each in stolen]
    assert not [each for each in stolen if "idempotent-replayed" in each.headers]
    assert (200, "true") == (again.status_code, again.headers["idempotent-replayed"])
    assert mine.json()["version"] == again.json()["version"]
    assert 422 == elsewhere.status_code
