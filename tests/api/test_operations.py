"""What machines ask, and what every answer has in common."""

import re
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import APPLICATIONS, case_at, submission, submitted
from tests.api.product import Clock, Product, opened, told
from tests.application.ledgers import database
from tests.scenario import MONDAY


def test_a_product_at_work_is_alive_and_ready(product: Product) -> None:
    submitted(product)

    assert {"status": "ok"} == product.get("/livez").json()
    answer = product.get("/readyz")
    assert (200, "ok") == (answer.status_code, answer.json()["status"])
    checks = {check["name"]: check for check in answer.json()["checks"]}
    read_models = {"projection inbox", "projection cases", "projection sla", "projection alarms"}
    assert {"database", "migrations", "clockwork", "outbox", "calendar", *read_models} <= checks.keys()
    assert {"position", "lag_events", "lag_seconds", "parked"} < checks["projection inbox"].keys()


def test_the_metrics_are_prometheus_and_about_nobody(product: Product) -> None:
    case = submitted(product)

    text = product.get("/metrics").text

    gauges = "izin_projection_lag_events", "izin_writer_waiting", "izin_clockwork_lag_seconds", "izin_outbox_pending"
    for name in ("http_request_duration_seconds_bucket", *gauges):
        assert re.search(rf"^{name}(\{{| )", text, re.MULTILINE)
    assert case.id not in text


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nowhere", (404, "not-found")),
        ("GET", f"{APPLICATIONS}/", (404, "not-found")),
        ("PUT", APPLICATIONS, (405, "method-not-allowed")),
        ("DELETE", f"{APPLICATIONS}/{UUID(int=7)}", (405, "method-not-allowed")),
        ("GET", f"{APPLICATIONS}/{UUID(int=7)}/verification", (405, "method-not-allowed")),
        ("POST", "/v1/queues", (405, "method-not-allowed")),
        ("TRACE", "/livez", (405, "method-not-allowed")),
    ],
)
def test_what_is_not_there_is_a_problem_like_any_other(
    product: Product, method: str, path: str, expected: tuple[int, str]
) -> None:
    answer = product.ask(method, path)

    assert expected == told(answer)
    assert ("allow" in answer.headers) == (expected[0] == 405)


@pytest.mark.parametrize("path", ["/livez", "/v1/sop/izin-kbm", "/docs", "/nowhere", APPLICATIONS])
def test_a_head_is_answered_as_a_get_without_its_content(product: Product, path: str) -> None:
    get, head = product.ask("GET", path), product.ask("HEAD", path)

    assert b"" == head.content
    assert get.status_code == head.status_code
    assert int(head.headers["content-length"]) == len(get.content)
    assert get.headers["content-type"] == head.headers["content-type"]


def test_what_has_no_get_has_no_head(product: Product) -> None:
    answer = product.ask("HEAD", "/v1/documents")

    assert (405, "POST") == (answer.status_code, answer.headers["allow"])
    assert "GET, HEAD" == product.ask("PUT", "/v1/sop").headers["allow"]


def test_every_problem_leads_to_a_page_that_explains_it(product: Product) -> None:
    met = [
        product.get(APPLICATIONS),
        product.person("kabid").post(APPLICATIONS, submission()),
        product.person("pemohon").get(f"{APPLICATIONS}/{UUID(int=7)}"),
        product.person("pemohon").post(APPLICATIONS, {}),
        product.person("pemohon").post(APPLICATIONS, {}, idempotency_key="a b"),
        product.person("pemohon").send(APPLICATIONS, b"{"),
        product.person("pemohon").send(APPLICATIONS, b"{}", "text/plain"),
        product.person("supervisor").get(APPLICATIONS, x_after_position="x"),
    ]

    for answer in met:
        problem = answer.json()
        page, explained = product.get(problem["type"], accept="text/html"), product.get(problem["type"])

        assert answer.status_code == explained.json()["status"]
        assert problem["title"] == explained.json()["title"]
        assert problem["title"] in page.text


def test_a_problem_is_told_in_the_readers_language(product: Product) -> None:
    kabid = product.person("kabid")
    languages = {
        language: kabid.post(APPLICATIONS, submission(), accept_language=language).json()["detail"]
        for language in ("id", "en", "en-GB, id;q=0.5", "fr", "")
    }

    assert "Only the applicant may do this." == languages["en"] == languages["en-GB, id;q=0.5"]
    assert "Tindakan ini hanya untuk pemohon." == languages["id"] == languages["fr"] == languages[""]


def test_the_request_id_ties_answer_and_problem_together(product: Product) -> None:
    answer = product.get(APPLICATIONS, x_request_id="my-own.id")

    assert ("my-own.id", "my-own.id") == (answer.headers["x-request-id"], answer.json()["instance"])


def test_every_time_in_every_answer_is_utc(product: Product) -> None:
    case = case_at(product, 8)
    case.done("kepala_dinas", "claim", {})
    answers = [
        case.by("kepala_dinas").get(case.path),
        case.by("kepala_dinas").get(f"{case.path}/timeline"),
        product.person("supervisor").get(APPLICATIONS),
        product.person("supervisor").get("/v1/queues"),
        product.person("kepala_dinas").get("/v1/queues/kepala_dinas"),
        product.get("/readyz"),
    ]

    for answer in answers:
        times = re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', answer.text)
        assert times
        assert not [each for each in times if not each.endswith("Z")]


def test_tables_of_a_newer_program_are_no_place_to_work(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path) as office:
        with psycopg.connect(url, autocommit=True) as newer:
            newer.execute("INSERT INTO migrations.applied (name, checksum) VALUES ('9999_later.sql', 'c')")
        answer = office.get("/readyz")

    checks = {check["name"]: check for check in answer.json()["checks"]}
    assert (503, "5", "fail") == (answer.status_code, answer.headers["retry-after"], checks["migrations"]["status"])
    assert "9999_later.sql" in checks["migrations"]["reason"]


def test_the_end_of_the_calendar_is_a_warning_and_then_no_due_date(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    clock = Clock(now=MONDAY.replace(year=2027, month=12, day=30))
    with database(cluster) as url, opened(url, tmp_path, clock=clock) as office:
        checks = {check["name"]: check for check in office.get("/readyz").json()["checks"]}
        case, inspecting = submitted(office), case_at(office, 4)
        position = inspecting.act("dinas_teknis", "claim", {}).headers["x-position"]
        queue = office.person("dinas_teknis").get("/v1/queues/dinas_teknis", x_after_position=position)

        assert ("warn", "2027-12-31T16:00:00Z") == (checks["calendar"]["status"], checks["calendar"]["published_until"])
        assert "2027-12-30T01:10:00Z" == case.view()["due_at"]
        assert None is inspecting.view()["due_at"]
        assert [(None, None, "on_time")] == [
            (e["due_at"], e["remaining_seconds"], e["state"]) for e in queue.json()["items"]
        ]
