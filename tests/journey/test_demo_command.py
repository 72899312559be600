"""scripts/demo: through all nine steps against a real server of its own, and what it says when something is wrong."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

import httpx2
import pytest
from rich.console import Console

from api.demo.walkthrough_client import Server, Unexpected
from api.demo.walkthrough_paper import Paper, fetch_decree
from api.demo.walkthrough_screen import ending, growing_table
from api.demo.walkthrough_steps import COUNT, Step, Walk
from api.operations.private_server import DidNotStart, private_server
from api.papers.decree_check import Seal, check_decree
from application.demo.sample_pdf import sample_pdf
from domain.actor import SOP_ROLES, Role
from tests.api.product import ADDRESS, Product

ROOT = Path(__file__).parents[2]
SPOILED = sample_pdf("Bukan surat keputusan")

Change = Callable[[httpx2.Response], httpx2.Response]


class InProcess(httpx2.BaseTransport):
    """The way from the client to the office of the tests; `change` is what happens to answers on it."""

    def __init__(self, office: Product, change: Change = lambda answer: answer) -> None:
        self._office, self._change = office, change

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = {"headers": dict(request.headers), "content": request.read()}
        answer = self._office.ask(request.method, str(request.url), **sent)
        return self._change(httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A walk at its end."""

    server: Server
    walk: Walk
    steps: list[Step]


def demo(*options: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as scripts/demo does, from another directory."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "api.demo.walkthrough", *options],
        check=False,
        capture_output=True,
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "IZIN_DATABASE_URL": "postgresql://nobody@nowhere.invalid/none"},
        text=True,
        timeout=110,
    )


@pytest.mark.timeout(120)  # it starts PostgreSQL and a server first
def test_the_command_walks_a_permit_on_a_server_of_its_own_and_leaves_the_decree(tmp_path: Path) -> None:
    ended = demo("--json", "--data-dir", str(tmp_path / "nothing"), cwd=tmp_path)

    assert (0, "") == (ended.returncode, ended.stderr)
    report = json.loads(ended.stdout)
    pdf = Path(report["decree"]["path"]).read_bytes()
    assert COUNT == len(report["steps"])
    assert ["delivered", None] == [report["steps"][-1][name] for name in ("status", "holder")]
    assert (tmp_path, sha256(pdf).hexdigest()) == (Path(report["decree"]["path"]).parent, report["decree"]["sha256"])
    assert (True, True) == (report["decree"]["sha256_matches"], report["decree"]["intact"])
    assert check_decree(pdf).intact


def test_a_server_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    ended = demo("--url", "http://127.0.0.1:9", cwd=tmp_path)

    assert (1, "") == (ended.returncode, ended.stdout.strip().removeprefix("Jejak Izin at http://127.0.0.1:9").strip())
    assert ended.stderr.startswith("http://127.0.0.1:9 does not answer: ")
    assert 1 == len(ended.stderr.splitlines())


@pytest.fixture(scope="module")
def journey(office: Product) -> Iterator[Journey]:
    with Server(ADDRESS, transport=InProcess(office)) as server:
        walk = Walk(server)
        yield Journey(server=server, walk=walk, steps=list(walk.steps()))


def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log() -> None:
    program = (sys.executable, "-c", "raise SystemExit('no room left')")

    with pytest.raises(DidNotStart, match="did not start:\nno room left"), private_server(program):
        pass


def test_seven_people_take_fourteen_steps_with_a_rejection_and_a_return(journey: Journey) -> None:
    steps = journey.steps

    assert COUNT == len(steps)
    assert [1, 2, 1, 2, 3, 4, 5, 6, 7, 5, 6, 7, 8, 9] == [step.no for step in steps]
    assert ["Rejected", "Returned"] == [step.facts[0] for step in steps if step.facts[0] in ("Rejected", "Returned")]
    assert set(SOP_ROLES) == {step.role for step in steps}
    assert 7 == len({step.person for step in steps})


def test_the_decree_is_written_down_and_found_good(journey: Journey, tmp_path: Path) -> None:
    paper = fetch_decree(journey.walk, journey.server, tmp_path)

    assert (True, "Dr. Siti Rahmawati, M.Si. (Uji Coba)") == (paper.is_good, paper.signer)
    assert paper.sha256 == sha256((tmp_path / f"SK-{paper.number.replace('/', '-')}.pdf").read_bytes()).hexdigest()


def test_a_decree_that_is_not_the_servers_is_found_out(office: Product, journey: Journey, tmp_path: Path) -> None:
    with Server(ADDRESS, transport=InProcess(office, _other_decree)) as server:
        paper = fetch_decree(journey.walk, server, tmp_path)

    assert SPOILED == Path(paper.path).read_bytes()
    assert (False, False, False, None) == (paper.sha256_matches, paper.intact, paper.is_good, paper.signer)


def test_a_refusal_is_told_with_the_servers_own_sentence(office: Product) -> None:
    with Server(ADDRESS, transport=InProcess(office)) as server:
        officer = server.sign_in(Role.FRONT_OFFICE)
        with pytest.raises(Unexpected) as refusal:
            server.command(officer, "/v1/applications", {})

    assert "POST /v1/applications was answered 422: " in str(refusal.value)
    assert "/kind: " in str(refusal.value)


def test_an_answer_that_is_no_problem_is_told_as_it_is(office: Product) -> None:
    def broken(_: httpx2.Response) -> httpx2.Response:
        return httpx2.Response(502, text="Bad Gateway")

    with Server(ADDRESS, transport=InProcess(office, broken)) as server, pytest.raises(Unexpected) as refusal:
        server.sign_in(Role.KABID)

    assert "POST /demo/token was answered 502: Bad Gateway" == str(refusal.value)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_table_fits_eighty_columns(terminal: bool) -> None:
    console = Console(width=80, force_terminal=terminal, record=True, file=StringIO())
    step = Step(
        no=8,
        role=Role.KEPALA_DINAS,
        person="Dr. Siti Rahmawati, M.Si.",
        facts=("Returned", "Routed"),
        says="",
        status="in_process",
        holder="pemohon",
        milliseconds=12345.6,
    )

    with growing_table(console, [step]):
        pass

    shown = console.export_text()
    assert "Dr. Siti Rahmawati, M.Si.  ↩ Returned   in_process  12346" in shown
    assert "…" not in shown


@pytest.mark.parametrize(("intact", "shown"), [(True, "✓ intact, by Siti"), (False, "✗ not intact")])
def test_the_end_says_whether_the_paper_is_good(intact: bool, shown: str) -> None:
    console = Console(width=80, record=True, file=StringIO())
    paper = Paper(
        application="REG-1",
        number="500/1",
        code="c",
        path="/tmp/sk.pdf",
        sha256="d" * 64,
        sha256_matches=True,
        intact=intact,
        signer="Siti",
    )

    console.print(ending(paper, seconds=1.25))

    assert shown in console.export_text()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", SPOILED])
def test_what_is_not_signed_is_not_intact(content: bytes) -> None:
    assert Seal(intact=False) == check_decree(content)


def _other_decree(answer: httpx2.Response) -> httpx2.Response:
    is_decree = answer.headers.get("content-type") == "application/pdf"
    return httpx2.Response(200, content=SPOILED) if is_decree else answer
