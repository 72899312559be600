"""The whole product in this process, over HTTP, with its clock in our hand.

Tests share one office, so each works on files of its own; who needs one that breaks opens it with `opened`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from api.app import create_app
from api.building import DEMO_OFFICIAL, DEMO_PASSPHRASE
from api.office import Office
from application.authority import ensure_authority
from application.installation import Databases
from application.postgres.database import APP, PROJECTOR, as_role
from application.settings import Settings
from tests.scenario import MONDAY

Json = dict[str, Any]
Result = TypeVar("Result")
ADDRESS = "http://izin.test"
AT_ONCE = 64
# Tests share one client: what a page is asked to remember is no business of the next test.
_FORGETFUL = CookieJar(DefaultCookiePolicy(allowed_domains=[]))


@dataclass
class Clock:
    """The office's clock; it stands until it is told."""

    now: datetime = field(default_factory=lambda: MONDAY.astimezone(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request that is not sent yet."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None


class Product:
    """A running product. Its loop runs in a thread of its own, so that tests stay plain functions."""

    def __init__(
        self, app: FastAPI, databases: Databases, portal: BlockingPortal, client: AsyncClient, clock: Clock
    ) -> None:
        self.app, self.databases, self.clock = app, databases, clock
        self._portal, self._client = portal, client
        self._tokens: dict[tuple[str, str | None, str | None], str] = {}

    @property
    def office(self) -> Office:
        office: Office = self.app.state.office
        return office

    def ask(self, method: str, path: str, **options: Any) -> Response:
        return self.run(self._client.request, method, path, **options)

    def ask_within(self, seconds: float, method: str, path: str, **options: Any) -> Response | None:
        """Ask, and go away if the answer is not over by then."""

        async def asked() -> Response | None:
            try:
                return await asyncio.wait_for(self._client.request(method, path, **options), seconds)
            except TimeoutError:
                return None

        return self.run(asked)

    def get(self, path: str, **headers: str) -> Response:
        return self.ask("GET", path, headers=_headers(headers))

    def forget_cookies(self) -> None:
        self._client.cookies.clear()

    def call_from(self, address: str) -> None:
        """Let what is asked from now on come from this address."""
        transport = self._client._transport
        assert isinstance(transport, ASGITransport)
        transport.client = (address, 123)

    def ask_all(self, asks: Iterable[Ask]) -> list[Response]:
        """Send them at the same time, `AT_ONCE` at most; return the answers in the order of the questions.

        A thousand at once wait longer for one of the office's few connections, on a busy machine, than it lets anybody
        wait (5 and 10 s): each is a 503 then, and rightly so.
        """

        async def together() -> list[Response]:
            room = asyncio.Semaphore(AT_ONCE)

            async def sent(ask: Ask) -> Response:
                async with room:
                    return await self._sent(ask)

            return await asyncio.gather(*(sent(each) for each in asks))

        return self.run(together)

    def run(self, do: Callable[..., Awaitable[Result]], *args: Any, **options: Any) -> Result:
        """Run something of the product on the product's own loop."""
        return self._portal.call(partial(do, *args, **options))

    def start(self, do: Callable[..., Awaitable[Result]], *args: Any) -> Future[Result]:
        """Begin something on the product's own loop, and leave it running."""
        return self._portal.start_task_soon(do, *args)

    def person(self, role: str, sub: str | None = None, name: str | None = None) -> "Person":
        """Return somebody who has signed in; without `sub` the role's own constant person."""
        key = (role, sub, name)
        if key not in self._tokens:
            who = {name: value for name, value in zip(("role", "sub", "name"), key, strict=True) if value is not None}
            answer = self.ask("POST", "/demo/token", json=who)
            assert 200 == answer.status_code, answer.text
            self._tokens[key] = answer.json()["access_token"]
        return Person(product=self, role=role, headers={"Authorization": f"Bearer {self._tokens[key]}"})

    async def _sent(self, ask: Ask) -> Response:
        return await self._client.request(
            ask.method, ask.path, headers=dict(ask.headers), json=ask.json, content=ask.content
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in. Names of headers are written with underscores: `if_match='"7"'`."""

    product: Product
    role: str
    headers: Mapping[str, str]

    def get(self, path: str, **headers: str) -> Response:
        return self.product.ask("GET", path, headers={**self.headers, **_headers(headers)})

    def post(self, path: str, body: object = None, **headers: str) -> Response:
        return self.product.ask("POST", path, json=body, headers={**self.headers, **_headers(headers)})

    def send(self, path: str, raw: bytes, kind: str = "application/json") -> Response:
        """Post these very bytes."""
        return self.product.ask("POST", path, content=raw, headers={**self.headers, "Content-Type": kind})

    def upload(self, content: bytes, name: str = "berkas.pdf") -> Response:
        file = (name, content, "application/octet-stream")
        return self.product.ask("POST", "/v1/documents", files={"file": file}, headers=dict(self.headers))


@contextmanager
def opened(url: str, data_dir: Path, *, clock: Clock | None = None, **chosen: Any) -> Generator[Product]:
    """Yield the product on the database at `url`, a superuser's URL, as demo; `chosen` are further settings."""
    clock = clock or Clock()
    # In memory: every upload to a disk waits for it several times, which tests of the archive are about.
    chosen = {"archive_url": "memory:///", "log_level": "ERROR", "demo_data": False, "clockwork": False, **chosen}
    settings = Settings(data_dir=data_dir, **chosen)
    databases = databases_at(url, settings)
    lend_authority(data_dir / "authority", clock())
    app = create_app(settings, databases, ADDRESS, clock=clock)
    transport = ASGITransport(app, raise_app_exceptions=False)
    with (
        start_blocking_portal("asyncio", {"use_uvloop": True}) as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(
            AsyncClient(transport=transport, base_url=ADDRESS, cookies=_FORGETFUL)
        ) as client,
    ):
        yield Product(app, databases, portal, client, clock)


def lend_authority(place: Path, now: datetime) -> None:
    """Let an office that opens at `now` find the trial chain of the first that did: its RSA key takes 36 ms to make.

    Who signs with something else never looks at it.
    """
    if not place.exists():
        place.mkdir(parents=True, mode=0o700)
        for name, content in _chain_at(now).items():
            (place / name).write_bytes(content)


@cache
def _chain_at(now: datetime) -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "authority"
        ensure_authority(made, official=DEMO_OFFICIAL, passphrase=DEMO_PASSPHRASE, now=now)
        return {file.name: file.read_bytes() for file in made.iterdir()}


def databases_at(url: str, settings: Settings) -> Databases:
    app, projector = (as_role(url, role, timeouts=settings.timeouts) for role in (APP, PROJECTOR))
    return Databases(app=app, projector=projector, read=app, owner=url)


def told(answer: Response) -> tuple[int, str]:
    """Return the status of a refusal, and which problem it is."""
    problem = answer.json()
    assert "application/problem+json" == answer.headers["content-type"], answer.text
    assert answer.status_code == problem["status"]
    return answer.status_code, problem["type"].partition("/problems/")[2]


def faults(answer: Response) -> list[tuple[str, str]]:
    """Return where the request was wrong, and the code of each fault."""
    assert 422 == answer.status_code, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}
