"""OpenAPI shows what commands take and every problem they may end in; the reference page shows it to people."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http.openapi import operations, problem_responses
from api.problems import texts
from api.problems.pages import markdown
from api.problems.problems import CATALOGUE
from tests.api.tiny import VERIFICATION, client_of, sign_in, tiny_app

Json = dict[str, Any]


@pytest.fixture
def schema(client: TestClient) -> Json:
    document: Json = client.get("/openapi.json").json()
    return document


def test_a_command_gets_the_raw_request_and_openapi_its_signature(client: TestClient, schema: Json) -> None:
    operation = schema["paths"]["/v1/applications/{permit}/verification"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    parameters = {(each["in"], each["name"]) for each in operation["parameters"]}

    assert body == {"$ref": "#/components/schemas/Checked"}
    assert schema["components"]["schemas"]["Checked"]["additionalProperties"] is False
    assert parameters == {
        ("path", "permit"),
        ("header", "If-Match"),
        ("header", "Idempotency-Key"),
        ("query", "dry_run"),
    }
    assert operation["security"] == [{"bearer": []}]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Answer")
    assert ("verify", "Find the file complete.") == (operation["operationId"], operation["description"])

    answer = client.post(
        VERIFICATION, json={"requirement": "R02", "accepted": True}, headers=sign_in(client, "front_office")
    )
    assert answer.text.startswith("{'id': '7', 'sub': 'demo-front-office', 'requirement': 'R02', 'accepted': True}")


def test_an_operation_names_every_problem_it_may_end_in(schema: Json) -> None:
    assert _problems(schema, "post", "/v1/applications/{permit}/verification") == {
        "400": {"malformed-request", "malformed-header"},
        "401": {"unauthenticated", "invalid-token"},
        "403": {"role-not-permitted"},
        "404": {"not-found"},
        "409": {"wrong-step", "claimed-by-colleague"},
        "412": {"stale-version"},
        "413": {"body-too-large"},
        "415": {"unsupported-media-type"},
        "422": {"malformed-body", "invalid-request"},
        "429": {"too-many-requests"},
        "500": {"internal-error"},
        "503": {"temporarily-unavailable"},
    }
    assert {"400", "429", "500", "503"} == set(_problems(schema, "get", "/refused"))


def test_nothing_of_fastapis_own_errors_is_left(schema: Json) -> None:
    assert "HTTPValidationError" not in str(schema)
    assert schema["openapi"].startswith("3.1")


def test_every_reference_in_the_document_leads_somewhere(schema: Json) -> None:
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", str(schema))):
        place: Any = schema
        for part in reference.split("/"):
            place = place[part]


def test_every_operation_has_an_id_of_its_own(schema: Json) -> None:
    ids = [operation["operationId"] for operation in operations(schema)]

    assert len(ids) == len(set(ids))


def test_the_document_is_completed_once_and_again_when_a_route_is_added(tmp_path: Path) -> None:
    app = tiny_app(tmp_path)
    first = app.openapi()
    assert app.openapi() is first

    app.add_api_route("/late", lambda: None, methods=["GET"])

    assert "429" in app.openapi()["paths"]["/late"]["get"]["responses"]


def test_problem_responses_are_grouped_by_status() -> None:
    responses = problem_responses(texts.MALFORMED_BODY, texts.INVALID_REQUEST, texts.NOT_FOUND)

    assert [404, 422] == list(responses)
    assert "Unreadable request body / Invalid request" == responses[422]["description"]


def test_an_example_of_each_problem_is_shown_once(schema: Json) -> None:
    examples = schema["components"]["examples"]

    assert {slug: kind.status for slug, kind in CATALOGUE.items()} == {
        slug: example["value"]["status"] for slug, example in examples.items()
    }


def test_the_reference_page_shows_every_operation_with_a_curl_that_can_be_sent(
    client: TestClient, schema: Json
) -> None:
    page = client.get("/docs").text

    for operation in operations(schema):
        assert f'-{operation["operationId"]}"' in page
    assert "curl -X POST http://testserver/v1/applications/{permit}/verification" not in page  # quoted: it has braces
    assert "curl -X POST \\\n  &#39;http://testserver/v1/applications/{permit}/verification&#39;" in page
    assert "Authorization: Bearer $TOKEN" in page
    assert "&#34;requirement&#34;: &#34;R02&#34;" in page
    assert '<a href="/problems/wrong-step">wrong-step</a>' in page


def test_the_reference_page_has_two_languages(client: TestClient) -> None:
    assert '<html lang="id">' in client.get("/docs").text
    assert '<html lang="en">' in client.get("/docs", headers={"Accept-Language": "en"}).text
    assert '<html lang="id">' in client.get("/docs?lang=xx").text
    assert '<html lang="en">' in client.get("/docs?lang=en").text
    assert '<html lang="en">' in client.get("/docs?lang=xx").text, "what was chosen is remembered"


def test_a_host_header_cannot_write_into_the_page(client: TestClient) -> None:
    page = client.get("/docs", headers={"Host": "a'><script>alert(1)</script>"}).text

    assert "<script>" not in page


def test_pages_from_elsewhere_are_not_offered(client: TestClient) -> None:
    assert [404, 404] == [client.get(path).status_code for path in ("/redoc", "/docs/oauth2-redirect")]


def test_the_table_for_the_docs_has_a_row_for_each_problem() -> None:
    rows = markdown().splitlines()

    assert len(CATALOGUE) + 2 == len(rows)
    assert all(row.count("|") == 6 for row in rows)


@pytest.mark.parametrize("included", [True, False])
def test_a_command_also_works_behind_an_included_router(tmp_path: Path, included: bool) -> None:
    client = client_of(tiny_app(tmp_path))
    path = "/demo/token" if included else VERIFICATION

    assert (405, "POST") == (client.get(path).status_code, client.get(path).headers["allow"])
    assert client.post(path, json={}).status_code in (401, 422)


def _problems(schema: Json, method: str, path: str) -> dict[str, set[str]]:
    responses = schema["paths"][path][method]["responses"]
    return {
        status: set(response["content"]["application/problem+json"]["examples"])
        for status, response in responses.items()
        if "application/problem+json" in response.get("content", {})
    }
