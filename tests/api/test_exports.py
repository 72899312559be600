"""The trail to take away over HTTP: who may, what is refused, what is noted, and what becomes of one that is cut."""

import asyncio
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from struct import pack
from time import monotonic
from typing import BinaryIO
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
import uvicorn

from application.evidence.export_log import Taker
from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import Case, case_at, submitted
from tests.api.export_readers import read_csv, read_ocel, read_parquet, read_xes
from tests.api.product import Json, Product, faults, opened, told
from tests.application.ledgers import database

EXPORT, EXPORTS = "/v1/export", "/v1/exports"
# So many copies of a submission fill every buffer between the ledger and a reader who does not read.
MANY = 20_000
COPIES = """
INSERT INTO ledger.events
SELECT h.position + n, md5(n::text)::uuid, 1, e.topic, e.state, e.recorded_at, e.actor, e.role, e.leaf
  FROM ledger.events e
 CROSS JOIN ledger.head h
 CROSS JOIN generate_series(1, %s) n
 WHERE e.notification_id = 1
"""


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Case]]:
    """A product of its own, so that it is known what its trail holds: two files."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("exports")) as running:
        case = case_at(running, 6)
        submitted(running).done("front_office", "claim", {})
        yield running, case


@pytest.fixture(scope="module")
def own(office: tuple[Product, Case]) -> Product:
    return office[0]


@pytest.fixture(scope="module")
def walked(office: tuple[Product, Case]) -> Case:
    return office[1]


@pytest.fixture(scope="module")
def large(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product with a long trail, whose copies nobody projects."""
    with (
        database(cluster) as url,
        opened(url, tmp_path_factory.mktemp("long"), projector=False, database_pool_size=4) as running,
    ):
        submitted(running)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(COPIES, (MANY,))
        yield running


def taken(product: Product, query: str = "") -> tuple[bytes, Json]:
    """Return the file and what was noted of it."""
    auditor = product.person("auditor")
    answer = auditor.get(f"{EXPORT}{query}")
    assert 200 == answer.status_code, answer.text
    return answer.content, auditor.get(f"{EXPORTS}/{answer.headers['x-export-id']}").json()


def positions(product: Product, query: str) -> list[int]:
    return [orjson.loads(line)["position"] for line in taken(product, query)[0].splitlines()]


def head_of(product: Product) -> int:
    with psycopg.connect(product.databases.owner) as connection:
        return int(connection.execute("SELECT position FROM ledger.head").fetchall()[0][0])


def test_the_whole_trail_is_taken_and_what_was_sent_is_noted(own: Product) -> None:
    file, noted = taken(own)

    head = head_of(own)
    assert [*range(1, head + 1)] == [orjson.loads(line)["position"] for line in file.splitlines()]
    assert "auditor" == noted["by"].pop("role")
    assert {"sub", "name"} == noted.pop("by").keys()
    assert noted.pop("started_at") <= noted.pop("ended_at")
    noted.pop("id")
    assert {
        "state": "complete",
        "format": "ndjson",
        "filters": {},
        "head": head,
        "count": head,
        "first": 1,
        "last": head,
        "bytes": len(file),
        "sha256": sha256(file).hexdigest(),
    } == noted


@pytest.mark.parametrize(
    ("form", "kind", "suffix"),
    [
        ("ndjson", "application/x-ndjson", "ndjson"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("xes", "application/xml", "xes"),
        ("ocel", "application/json", "jsonocel"),
        ("parquet", "application/vnd.apache.parquet", "parquet"),
    ],
)
def test_each_form_is_a_download_of_its_kind(own: Product, form: str, kind: str, suffix: str) -> None:
    answer = own.person("auditor").get(f"{EXPORT}?format={form}")

    assert kind == answer.headers["content-type"]
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-disposition"].endswith(f'.{suffix}"')
    assert "no-store" == answer.headers["cache-control"]


def test_the_ledger_is_read_file_by_file_where_a_form_wants_it(own: Product, walked: Case) -> None:
    """The application's own order, the index's: a thousand at a time, here all at once."""
    traces = read_xes(taken(own, "?format=xes&include=all")[0])
    rows = read_parquet(taken(own, "?format=parquet&include=all")[0])

    assert walked.id in [trace["concept:name"] for trace, _ in traces]
    assert sorted(row["position"] for row in rows) == sorted(
        int(event["position"]) for _, events in traces for event in events
    )
    assert {walked.view("auditor")["number"]} == {
        trace["number"] for trace, _ in traces if trace["concept:name"] == walked.id
    }


def test_everything_is_what_the_forms_for_mining_leave_out(own: Product) -> None:
    some, every = (read_csv(taken(own, f"?format=csv{more}")[0]) for more in ("", "&include=all"))

    assert {"Claimed", "Routed"} <= {row["concept:name"] for row in every}
    assert "Claimed" not in {row["concept:name"] for row in some}
    assert [False] == [
        orjson.loads(row["data"])["automatic"] for row in some if row["concept:name"] == "Routed"
    ]  # the move that an officer made at step 3
    assert 2 == len(
        [each for each in read_ocel(taken(own, "?format=ocel")[0])["objects"] if each["type"] == "application"]
    )


def test_filters_choose(own: Product, walked: Case) -> None:
    lines = [orjson.loads(line) for line in taken(own)[0].splitlines()]
    sub = next(line["by"]["sub"] for line in lines if line["fact"] == "Verified")

    def where(query: str, fits: Callable[[Json], bool]) -> None:
        expected = [line["position"] for line in lines if fits(line)]
        assert expected
        assert expected == positions(own, query)
        assert expected == sorted(
            int(event["position"])
            for _, events in read_xes(taken(own, f"{query}&format=xes&include=all")[0])
            for event in events
        )

    where(f"?application={walked.id}", lambda line: line["application"] == walked.id)
    where("?fact=Verified", lambda line: line["fact"] == "Verified")
    where(f"?actor={sub}", lambda line: line["by"]["sub"] == sub)
    where(f"?number={walked.view('auditor')['number']}", lambda line: line["application"] == walked.id)
    where("?fact=Verified&fact=Claimed", lambda line: line["fact"] in {"Verified", "Claimed"})
    where("?step=3", lambda line: line["step"] == 3)
    where("?sop=izin-kbm&step=2", lambda line: line["step"] == 2)
    where(f"?correlation={lines[-1]['correlation']}", lambda line: line["correlation"] == lines[-1]["correlation"])
    where("?recorded_from=2020-01-01&after=3", lambda line: line["position"] > 3)
    where(f"?recorded_to={lines[4]['recorded_at']}", lambda line: line["recorded_at"] < lines[4]["recorded_at"])
    where("?role=pemohon", lambda line: line["by"]["role"] == "pemohon")
    where("?after=2&before=6", lambda line: 2 < line["position"] < 6)
    where("?from=2026-11-23&to=2026-11-23", lambda line: line["at"].startswith("2026-11-23"))
    where(f"?application={walked.id}&fact=Routed&role=back_office&after=1", lambda line: (
        line["application"] == walked.id and line["fact"] == "Routed" and line["by"]["role"] == "back_office"
    ))  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "?number=REG-0",
        "?acting_for=kabid",
        "?step=98",
        "?from=2026-11-24",
        "?to=2026-11-22",
        "?fact=Revoked",
        "?application=" + str(UUID(int=5)),
    ],
)
@pytest.mark.parametrize("form", ["ndjson", "xes", "parquet"])
def test_nothing_may_be_what_is_chosen(own: Product, query: str, form: str) -> None:
    noted = taken(own, f"{query}&format={form}")[1]

    assert (0, None, None) == (noted["count"], noted["first"], noted["last"])
    assert noted["filters"]


def test_what_was_asked_for_is_noted_in_the_words_of_the_query(own: Product, walked: Case) -> None:
    asked = {
        "application": walked.id,
        "fact": "Routed",
        "actor": "demo-front-office",
        "role": "kabid",
        "include": "all",
    }
    query = "&".join(f"{name}={value}" for name, value in asked.items())

    told = {**asked, "fact": ["Routed"]}

    filters = taken(own, f"?{query}&from=2026-11-23&to=2026-11-23T09:00:00%2B08:00&after=1&before=3")[1]["filters"]

    hours = {"from": "2026-11-22T16:00:00Z", "to": "2026-11-23T01:00:00Z"}
    assert {**told, **hours, "after": 1, "before": 3} == filters


def test_who_is_no_officer_is_not_noted(own: Product) -> None:
    """An applicant is sealed in the trail; whoever asks for one by name must not have named them for ever."""
    noted = taken(own, "?actor=siti&request_id=from-siti")[1]

    assert {"actor": "•••", "request_id": own.office.correlation("from-siti")} == noted["filters"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?format=xlsx", ("/query/format", "enum")),
        ("?format=", ("/query/format", "enum")),
        ("?colour=red", ("/query/colour", "extra_forbidden")),
        ("?fact=Approve", ("/query/fact/0", "unknown_fact")),
        ("?role=boss", ("/query/role", "enum")),
        ("?application=7", ("/query/application", "uuid_parsing")),
        ("?actor=%00", ("/query/actor", "control_character")),
        ("?from=yesterday", ("/query/from", "instant")),
        ("?from=2026-11-24&to=2026-11-23", ("/query/to", "before_from")),
        ("?after=-1", ("/query/after", "greater_than_equal")),
        ("?before=0", ("/query/before", "greater_than_equal")),
        ("?after=5&before=5", ("/query/before", "before_after")),
        ("?after=5&before=2", ("/query/before", "before_after")),
        ("?after=100000", ("/query/after", "beyond_end")),
        ("?before=100000", ("/query/before", "beyond_end")),
        ("?after=99999999999999999999", ("/query/after", "less_than_equal")),
        ("?include=some", ("/query/include", "literal_error")),
    ],
)
def test_what_is_wrong_with_a_question_is_said_and_nothing_noted(
    own: Product, query: str, fault: tuple[str, str]
) -> None:
    auditor = own.person("auditor")
    before = auditor.get(f"{EXPORTS}?limit=1").json()["items"]

    assert [fault] == faults(auditor.get(f"{EXPORT}{query}"))
    assert before == auditor.get(f"{EXPORTS}?limit=1").json()["items"]


def test_the_end_of_the_trail_itself_is_no_fault(own: Product) -> None:
    head = head_of(own)

    assert [] == positions(own, f"?after={head}")
    assert [head] == positions(own, f"?after={head - 1}&before={head + 1}")


@pytest.mark.parametrize("path", [EXPORT, EXPORTS, f"{EXPORTS}/{UUID(int=1)}"])
def test_the_trail_is_for_auditors(own: Product, path: str) -> None:
    for role in ("pemohon", "front_office", "kepala_dinas", "supervisor", "admin"):
        assert (403, "role-not-permitted") == told(own.person(role).get(path))
    assert (401, "unauthenticated") == told(own.get(path))


def test_an_export_that_never_was_is_not_found(own: Product) -> None:
    assert (404, "export-not-found") == told(own.person("auditor").get(f"{EXPORTS}/{uuid4()}"))
    assert [("/path/export_id", "uuid_parsing")] == faults(own.person("auditor").get(f"{EXPORTS}/first"))


def test_all_exports_are_listed_newest_first(own: Product) -> None:
    auditor = own.person("auditor")
    made = [auditor.get(f"{EXPORT}?fact=Signed").headers["x-export-id"] for _ in range(3)]

    first = auditor.get(f"{EXPORTS}?limit=2").json()
    second = auditor.get(f"{EXPORTS}?limit=2&cursor={first['next']}").json()

    assert made[::-1] == [each["id"] for each in (*first["items"], *second["items"])][:3]
    assert second["items"][0] == auditor.get(f"{EXPORTS}/{made[0]}").json()
    assert [("/query/cursor", "cursor_invalid")] == faults(auditor.get(f"{EXPORTS}?cursor=x"))


def test_who_only_asks_for_the_head_takes_nothing(own: Product) -> None:
    auditor = own.person("auditor")
    before = auditor.get(f"{EXPORTS}?limit=1").json()["items"]

    answer = own.ask("HEAD", f"{EXPORT}?format=csv", headers=dict(auditor.headers))

    assert (200, b"", "text/csv; charset=utf-8") == (answer.status_code, answer.content, answer.headers["content-type"])
    assert before == auditor.get(f"{EXPORTS}?limit=1").json()["items"]


def test_an_export_that_cannot_be_noted_does_not_begin(own: Product) -> None:
    with psycopg.connect(own.databases.owner) as connection:
        connection.execute("LOCK TABLE ledger.exports IN ACCESS EXCLUSIVE MODE")

        assert (503, "temporarily-unavailable") == told(own.person("auditor").get(EXPORT))


# Cut in the middle, on a real connection


@contextmanager
def begun(product: Product) -> Generator[tuple[BinaryIO, str]]:
    """Ask a real server for the long trail; yield what follows the head of its answer, and the export's id."""
    authorization = product.person("auditor").headers["Authorization"]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(product.app, log_config=None, lifespan="off", timeout_graceful_shutdown=5)
        )

        async def start() -> asyncio.Task[None]:
            return asyncio.create_task(server.serve([listening]))

        async def stopped() -> None:
            await serving

        serving = product.run(start)
        try:
            with socket.create_connection(listening.getsockname()) as connection, connection.makefile("rb") as answer:
                connection.sendall(
                    f"GET {EXPORT} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n\r\n".encode()
                )
                head = b"".join(iter(answer.readline, b"\r\n")).decode().lower()
                assert "transfer-encoding: chunked" in head
                yield answer, head.partition("x-export-id: ")[2].partition("\r\n")[0]
                # At once, and not after what was sent was read: as a machine that is switched off.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
        finally:
            server.should_exit = True
            product.run(stopped)


def end_of(product: Product, export: str) -> Json:
    auditor, deadline = product.person("auditor"), monotonic() + 20
    while monotonic() < deadline:
        found: Json = auditor.get(f"{EXPORTS}/{export}").json()
        if found["state"] != "unfinished":
            return found
    raise AssertionError("no end is noted")


def busy(product: Product) -> int:
    """How many connections of the product do something, or are held in a transaction."""
    with psycopg.connect(product.databases.owner) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
            " AND pid <> pg_backend_pid()"
        ).fetchall()
    return int(found[0][0])


def test_whoever_hangs_up_leaves_no_connection_behind_and_the_export_is_cut(large: Product) -> None:
    for _ in range(6):  # more than the pool has
        with begun(large) as (answer, export):
            assert 10_000 == len(answer.read(10_000))
        end = end_of(large, export)

        assert ("cut", True) == (end["state"], 0 < end["count"] == end["last"] < MANY)
    assert 0 == busy(large)


def test_a_reader_who_waits_holds_no_connection(large: Product) -> None:
    with begun(large) as (answer, export):
        assert 10_000 == len(answer.read(10_000))
        quiet, deadline = 0, monotonic() + 20
        while quiet < 30 and monotonic() < deadline:  # until everything between us is full
            quiet = 0 if busy(large) else quiet + 1
        assert 30 == quiet
        assert "unfinished" == large.person("auditor").get(f"{EXPORTS}/{export}").json()["state"]

    assert "cut" == end_of(large, export)["state"]


def test_a_database_that_breaks_cuts_the_file_for_everybody_to_see(large: Product) -> None:
    with begun(large) as (answer, export), psycopg.connect(large.databases.owner, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.registrations RENAME TO gone")
        rest = answer.read()
        connection.execute("ALTER TABLE ledger.gone RENAME TO registrations")

    end = end_of(large, export)
    assert ("cut", True) == (end["state"], end["count"] < MANY)
    assert not rest.endswith(b"\r\n0\r\n\r\n"), "the last chunk says that nothing is missing"


def test_a_process_that_dies_leaves_an_export_without_an_end(large: Product) -> None:
    async def died() -> UUID:
        export, log = uuid4(), large.office.exports
        await log.begin(export, Taker(sub="a", name="A", role="auditor"), form="ndjson", filters={}, head=1)
        return export

    found = large.person("auditor").get(f"{EXPORTS}/{large.run(died)}").json()

    assert ("unfinished", None, None) == (found["state"], found["count"], found["sha256"])
