"""Commands over HTTP at 64 connections: the product in one process, the bare endpoint, the stock library, in turn."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from tests.bench.desk import WAITING_FOR_STOCK, WAITING_FOR_US, Desk, prepare_desk
from tests.bench.place import Place
from tests.bench.process import Server, uvicorn
from tests.bench.product import product
from tests.bench.wrk import CONNECTIONS, Load, Mode, put_under_load

Say = Callable[[str], None]
Figures = dict[str, object]

WARM_UP_S = 1
DECISIONS_PER_SUBMISSION = 2  # how much faster than submissions they may be, so that there are enough files for them


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A server to be measured, a fresh process each time: what an earlier one had in memory is cold.

    `path` takes submissions, and `lay_out` puts what waits for a decision into the folder and returns how many.
    """

    start: Callable[[], AbstractContextManager[Server]]
    path: str
    folder: Path
    lay_out: Callable[[], int] = lambda: 0
    submissions_per_s: list[float] = field(default_factory=list[float])

    def measure(self, mode: Mode, seconds: int) -> Load:
        if mode is Mode.SUBMISSIONS:
            load = self._load(mode, seconds)
            self.submissions_per_s.append(load.per_s)
            return load
        if mode is Mode.MIX:
            return self._load(mode, seconds)
        enough = max(self.submissions_per_s) * DECISIONS_PER_SUBMISSION * (seconds + WARM_UP_S)
        while self.lay_out() < enough:
            self._load(Mode.SUBMISSIONS, seconds)
        return self._load(mode, seconds)

    def _load(self, mode: Mode, seconds: int) -> Load:
        with self.start() as server:
            self.lay_out()
            put_under_load(server, self.path, self.folder, mode, seconds=WARM_UP_S, warm_up=True)
            return put_under_load(server, self.path, self.folder, mode, seconds=seconds)


def measure_commands(place: Place, *, seconds: int, rounds: int, say: Say) -> Figures:
    """Return medians over interleaved rounds, or raise BenchFailed if any answer was no success."""
    say("signing in, uploading documents")
    with product(place) as server:
        desk = prepare_desk(server.url, place.data_dir / "desk")
    cases = _cases(place, desk)
    loads: dict[str, list[Load]] = {name: [] for name in cases}
    for n in range(rounds):
        for name, (contestant, mode) in cases.items():
            place.settle()
            load = contestant.measure(mode, seconds)
            loads[name].append(load)
            say(f"round {n + 1}, {name}: {load.per_s:,.0f}/s, {load.cpu_us:.0f} µs of CPU each")
    return _figures({name: _median(each) for name, each in loads.items()})


def _cases(place: Place, desk: Desk) -> Mapping[str, tuple[Contestant, Mode]]:
    start_bare = partial(uvicorn, "tests.bench.bare:create_app", log=place.log("bare"))
    bare = Contestant(start=start_bare, path="/applications", folder=desk.folder, lay_out=desk.lay_out_anything)
    stock_url = place.fresh_database("stock")
    stock = Contestant(
        start=partial(
            uvicorn,
            "tests.bench.stock:create_app",
            log=place.log("stock"),
            environment={"STOCK_DATABASE_URL": stock_url},
        ),
        path="/applications",
        folder=desk.folder,
        lay_out=lambda: desk.lay_out(WAITING_FOR_STOCK, stock_url),
    )
    ours = Contestant(
        start=partial(product, place),
        path="/v1/applications",
        folder=desk.folder,
        lay_out=lambda: desk.lay_out(WAITING_FOR_US, place.url),
    )
    with_projector = Contestant(
        start=partial(product, place, projector=True),
        path=ours.path,
        folder=ours.folder,
        lay_out=ours.lay_out,
    )
    return {
        "empty endpoint": (Contestant(start=start_bare, path="/empty", folder=desk.folder), Mode.SUBMISSIONS),
        "bare submissions": (bare, Mode.SUBMISSIONS),
        "bare decisions": (bare, Mode.DECISIONS),
        "bare mix": (bare, Mode.MIX),
        "stock submissions": (stock, Mode.SUBMISSIONS),
        "stock decisions": (stock, Mode.DECISIONS),
        "stock mix": (stock, Mode.MIX),
        "submissions": (ours, Mode.SUBMISSIONS),
        "decisions": (ours, Mode.DECISIONS),
        "mix": (ours, Mode.MIX),
        "mix with projector": (with_projector, Mode.MIX),
    }


def _median(loads: Sequence[Load]) -> Load:
    return Load(
        per_s=median(load.per_s for load in loads),
        p50_ms=median(load.p50_ms for load in loads),
        p99_ms=median(load.p99_ms for load in loads),
        cpu_us=median(load.cpu_us for load in loads),
    )


def _figures(loads: Mapping[str, Load]) -> Figures:
    """The mix, one submission to one decision, is the figure; its parts stand below it."""

    def beside(name: str, kind: str) -> Figures:
        ours, bare, theirs = loads[name], loads[f"bare {kind}"], loads[f"stock {kind}"]
        return {
            "per_s": round(ours.per_s),
            "p50_ms": round(ours.p50_ms, 2),
            "p99_ms": round(ours.p99_ms, 2),
            "concurrency": CONNECTIONS,
            "bare_per_s": round(bare.per_s),
            "stock_per_s": round(theirs.per_s),
            "of_bare": round(ours.per_s / bare.per_s, 3),
            "over_stock": round(ours.per_s / theirs.per_s, 2),
            "cpu_us": round(ours.cpu_us),
            "bare_cpu_us": round(bare.cpu_us),
            "stock_cpu_us": round(theirs.cpu_us),
        }

    return {
        **beside("mix", "mix"),
        "empty_per_s": round(loads["empty endpoint"].per_s),
        "submissions": beside("submissions", "submissions"),
        "decisions": beside("decisions", "decisions"),
        "with_projector": beside("mix with projector", "mix"),
    }
