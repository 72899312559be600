"""What supervisors see beside the board: who is on duty, what will probably be late, and how time was counted."""

import csv
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest

from tests.api.casework import Case, case_at
from tests.api.product import Product

HTML = "text/html"


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    return case_at(product, 4)


def test_every_visit_of_a_case_is_counted_in_words(product: Product, case: Case) -> None:
    path = f"/applications/{case.id}/sla"
    text = product.person("supervisor").get(path, accept=HTML).text
    explained = product.person("supervisor").get(f"{case.path}/sla?explain=true").json()["explain"]

    assert explained["rule"] in text
    for each in explained["visits"]:
        assert each["due_because"] in text
    assert explained["sum"] in text
    assert "How time was counted" in product.person("supervisor").get(f"{path}?lang=en", accept=HTML).text


def test_how_time_was_counted_is_not_for_the_applicant(product: Product, case: Case) -> None:
    refused = case.applicant.get(f"/applications/{case.id}/sla", accept=HTML)
    stranger = product.get(f"/applications/{case.id}/sla", accept=HTML)

    assert (403, True) == (refused.status_code, 'role="alert"' in refused.text)
    assert 303 == stranger.status_code


def test_the_forecast_is_that_of_the_api_and_says_why_there_is_none(product: Product, case: Case) -> None:
    supervisor = product.person("supervisor")
    text = supervisor.get("/sla/forecast", accept=HTML).text
    files = supervisor.get("/v1/forecast").json()["items"]

    assert files, f"{case.id} at least is open"
    for each in files:
        assert each["number"] in text
        assert each["enough"] or each["notes"][0] in text
    assert 403 == product.person("auditor").get("/sla/forecast", accept=HTML).status_code
    assert 422 == product.person("supervisor").get("/sla/forecast?cursor=abc", accept=HTML).status_code
    assert 422 == product.person("supervisor").get("/sla/forecast?sop=izin-terbang", accept=HTML).status_code


def test_when_the_office_works_is_seen_by_colleagues(product: Product) -> None:
    text = product.person("supervisor").get("/duty", accept=HTML).text

    assert "07.30-12.00" in text
    assert "Kelahiran Yesus Kristus" in text
    refused = product.person("pemohon").get("/duty", accept=HTML)
    assert (403, True) == (refused.status_code, 'role="alert"' in refused.text)
    assert 303 == product.get("/duty", accept=HTML).status_code


def test_the_slider_looks_back(product: Product) -> None:
    text = product.person("supervisor").get("/sla?ago=3", accept=HTML).text

    assert "Kantor pada saat itu" in text
    assert 422 == product.person("supervisor").get("/sla?ago=1000", accept=HTML).status_code


def test_the_survey_of_a_range_is_one_index_and_nine_means(product: Product) -> None:
    for grades in ([3] * 9, [4, 4, 4, 4, 3, 3, 3, 3, 3]):
        assert product.run(product.office.surveys.answer, uuid4(), grades, date(2025, 3, 31))
    supervisor, march = product.person("supervisor"), "from=2025-03-01&to=2025-03-31"

    text = supervisor.get(f"/sla?{march}", accept=HTML).text
    rows = list(csv.DictReader(StringIO(supervisor.get(f"/sla/survey.csv?{march}").text)))

    said = supervisor.get(f"/v1/surveys?{march}").json()
    assert (80.56, "B", 2) == (said["index"], said["grade"], said["answers"])
    assert "<strong>80,56</strong>" in text
    assert "<strong>B (Baik)</strong>, dari 2 jawaban" in text
    assert '<td class="num" data-label="Rata-rata">3,50</td>' in text
    assert f"/sla/survey.csv?{march.replace('&', '&amp;')}" in text
    assert [["requirements", "3.5", "0", "0", "1", "1"], ["facilities", "3.0", "0", "0", "2", "0"]] == [
        [value for name, value in row.items() if name != "title"] for row in (rows[0], rows[-1])
    ]
    empty = supervisor.get("/sla?from=2025-04-01&to=2025-04-30", accept=HTML).text
    assert "Belum ada yang mengisi survei dalam rentang ini." in empty
