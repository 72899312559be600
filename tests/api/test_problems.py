"""Every refusal and error is a problem (RFC 9457) in the reader's language, and says nothing it should not."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.problems import texts
from api.problems.problems import CATALOGUE
from tests.api.tiny import SECRET, VERIFICATION, client_of, sign_in, tiny_app

JSON = {"Content-Type": "application/json"}
ENGLISH = {"Accept-Language": "en"}


def test_a_problem_says_what_it_is_where_and_for_which_request(client: TestClient) -> None:
    answer = client.get("/nowhere", headers={"X-Request-Id": "abc-1"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "id"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "http://testserver/problems/not-found",
        "title": "Alamat tidak ditemukan",
        "status": 404,
        "detail": "Tidak ada apa pun pada alamat ini.",
        "instance": "abc-1",
    }


def test_the_same_problem_reads_english_for_who_asks(client: TestClient) -> None:
    answer = client.get("/nowhere", headers=ENGLISH)

    assert ("No such address", "en") == (answer.json()["title"], answer.headers["content-language"])


def test_a_public_address_is_named_instead_of_the_host_header(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, public_url="https://izin.example"))

    answer = client.get("/nowhere", headers={"Host": "evil.example"})

    assert answer.json()["type"] == "https://izin.example/problems/not-found"


def test_a_refusal_carries_its_own_members(client: TestClient) -> None:
    answer = client.get("/refused").json()

    assert (3, "back_office", ["routing"]) == (answer["step"], answer["holder"], answer["allowed"])


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/v1/things", 401, "unauthenticated"),
        ("GET", "/refused", 409, "wrong-step"),
        ("GET", "/v1/things/", 404, "not-found"),
        ("GET", "/problems/no-such-problem", 404, "not-found"),
        ("GET", "/boom", 500, "internal-error"),
        ("PUT", "/v1/things", 405, "method-not-allowed"),
        ("BREW", "/v1/things", 405, "method-not-allowed"),
    ],
)
def test_each_status_is_a_problem(client: TestClient, method: str, path: str, status: int, slug: str) -> None:
    answer = client.request(method, path)

    assert (status, slug) == (answer.status_code, answer.json()["type"].rpartition("/")[2])


def test_405_names_the_methods_of_every_route_of_the_path(client: TestClient) -> None:
    assert client.delete("/v1/things").headers["allow"] == "GET, HEAD, POST"
    assert client.get(VERIFICATION).headers["allow"] == "POST"
    assert client.options("/problems/not-found").headers["allow"] == "GET, HEAD"


def test_an_error_of_ours_tells_nothing_of_itself(client: TestClient) -> None:
    answer = client.get("/boom", headers={"X-Request-Id": "the-one"})

    assert SECRET not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.json()["instance"] == "the-one" == answer.headers["x-request-id"]


def test_an_answer_that_breaks_off_is_not_ended_as_if_it_were_whole(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        TestClient(tiny_app(tmp_path)).get("/half")


BROKEN = [b"{", b'{"requirement": }', b"", b"\xff\xfe", b'{"requirement": "\\ud800"}', b"[" * 900, b"nul"]


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("path", [VERIFICATION, "/v1/things"])
def test_a_body_that_is_not_json_is_a_422(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers={**JSON, **sign_in(client, "front_office")})

    assert answer.status_code == 422


def test_a_broken_body_says_where_it_breaks(client: TestClient) -> None:
    headers = {**JSON, **ENGLISH, **sign_in(client, "front_office")}

    answer = client.post(VERIFICATION, content=b'{"requirement": }', headers=headers)

    expected = {"pointer": "", "code": "json_invalid", "message": "Not valid JSON: line 1, column 17."}
    assert ("malformed-body", [expected]) == (answer.json()["type"].rpartition("/")[2], answer.json()["errors"])


def test_every_fault_of_a_body_is_named_at_once(client: TestClient) -> None:
    headers = sign_in(client, "front_office")

    answer = client.post(VERIFICATION, json={"requirement": "R", "extra/~field": 1}, headers=headers)

    assert answer.json()["errors"] == [
        {"pointer": "/requirement", "code": "string_too_short", "message": "Teks ini paling sedikit 3 karakter."},
        {"pointer": "/accepted", "code": "missing", "message": "Isian ini wajib ada."},
        {"pointer": "/extra~1~0field", "code": "extra_forbidden", "message": "Isian ini tidak dikenal."},
    ]


@pytest.mark.parametrize("name", ["header", "body", "query", "path"])
def test_a_field_named_like_a_part_of_the_request_is_still_a_field(client: TestClient, name: str) -> None:
    document = {"requirement": "R02", "accepted": True, name: 1}

    for path in (VERIFICATION, "/v1/things"):
        answer = client.post(path, json=document, headers=sign_in(client, "front_office"))

        assert (422, f"/{name}") == (answer.status_code, answer.json()["errors"][0]["pointer"])


def test_what_fastapi_validates_reads_the_same(client: TestClient) -> None:
    answer = client.post("/v1/things", json={"requirement": "R02", "accepted": "perhaps"}, headers=ENGLISH)

    assert answer.json()["errors"] == [
        {"pointer": "/accepted", "code": "bool_parsing", "message": "This must be true or false."}
    ]


def test_a_fault_outside_the_body_says_which_part_of_the_request(client: TestClient) -> None:
    headers = {**sign_in(client, "front_office"), "X-After-Position": "soon"}

    answer = client.get("/v1/things?limit=201", headers=headers)

    assert (422, ["/query/limit", "/header/x-after-position"]) == (
        answer.status_code,
        [error["pointer"] for error in answer.json()["errors"]],
    )


def test_a_bad_header_alone_is_a_400(client: TestClient) -> None:
    headers = {**sign_in(client, "front_office"), "X-After-Position": "-1"}

    answer = client.get("/v1/things", headers=headers)

    assert (400, "/header/x-after-position") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_of_another_kind_is_a_415(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type, **sign_in(client, "front_office")}

    answer = client.post(VERIFICATION, content=b"{}", headers=headers)

    assert (415, "unsupported-media-type") == (answer.status_code, answer.json()["type"].rpartition("/")[2])


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON", "application/x+json"])
def test_json_may_be_declared_in_several_ways(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type, **sign_in(client, "front_office")}

    answer = client.post(VERIFICATION, content=b'{"requirement": "R02", "accepted": true}', headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense\r\n\r\n1\r\n--x--\r\n"),
        ("application/json", b"{}"),
    ],
)
def test_an_upload_that_cannot_be_read_is_a_422(client: TestClient, content_type: str, body: bytes) -> None:
    answer = client.post("/v1/documents", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == 422


def test_a_problem_page_explains_itself_to_people_and_to_programs(client: TestClient) -> None:
    for kind in CATALOGUE.values():
        told = client.get(f"/problems/{kind.slug}", headers=ENGLISH).json()
        page = client.get(f"/problems/{kind.slug}?lang=en", headers={"Accept": "text/html"})

        assert (kind.status, kind.title.en, kind.remedy.en) == (told["status"], told["title"], told["remedy"])
        assert page.headers["content-type"].startswith("text/html")
        assert kind.title.en.replace("'", "&#39;") in page.text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/problem+json", "application/problem+json"),
        ("*/*", "application/json"),
        ("image/webp", "application/json"),
        ("text/html;q=0, */*", "application/json"),
        (";;;,q=", "application/json"),
    ],
)
def test_a_problem_page_is_never_a_406(client: TestClient, accept: str, expected: str) -> None:
    answer = client.get("/problems/not-found", headers={"Accept": accept})

    assert (200, expected) == (answer.status_code, answer.headers["content-type"])


def test_the_list_of_problems_has_them_all(client: TestClient) -> None:
    items = client.get("/problems").json()["items"]

    assert list(CATALOGUE) == [item["slug"] for item in items]
    assert all(slug in client.get("/problems", headers={"Accept": "text/html"}).text for slug in CATALOGUE)


def test_every_problem_has_words_in_both_languages() -> None:
    for kind in CATALOGUE.values():
        for sentence in (kind.title, kind.meaning, kind.when, kind.remedy):
            assert sentence.id
            assert sentence.en
            assert sentence.id != sentence.en


def test_every_status_of_the_contract_has_a_problem() -> None:
    statuses = {kind.status for kind in CATALOGUE.values()}

    assert {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 503} == statuses
    assert texts.INTERNAL_ERROR.status == 500
