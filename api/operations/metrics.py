"""What Prometheus may ask of one process: requests, and counters and gauges that are read when asked for."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString
from starlette.responses import PlainTextResponse, Response

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry a process. Several processes are several targets for Prometheus, which adds them up."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = _Durations()
        self._registry.register(self._requests)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. `route` is a template, never a path: a path is personal, and there is no end of them."""
        self._requests.observe((method, route, str(status)), seconds)

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show a gauge that is read when it is asked for. `read` must neither block nor fail."""
        Gauge(name, meaning, registry=self._registry).set_function(read)

    def watch_each(self, name: str, meaning: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        """Show a gauge for each key that `read` returns, such as the lag of each projection."""
        self._registry.register(_Each(lambda: GaugeMetricFamily(name, meaning, labels=(label,)), read))

    def count_each(self, name: str, meaning: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        """Show a counter, which is called `name` and `_total`, for each key that `read` returns."""
        self._registry.register(_Each(lambda: CounterMetricFamily(name, meaning, labels=(label,)), read))

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


def metrics_router(metrics: Metrics) -> APIRouter:
    """Return `GET /metrics`."""
    router = APIRouter(tags=["operations"])

    @router.get(
        "/metrics", operation_id="readMetrics", summary="Metrics for Prometheus", response_class=PlainTextResponse
    )
    async def exposition() -> Response:
        return Response(metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


class _Durations(Collector):
    """A histogram for one event loop: without the library's locks and linear search it takes half the time."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str, str], list[float]] = {}

    def observe(self, labels: tuple[str, str, str], seconds: float) -> None:
        series = self._series.get(labels)
        if series is None:
            self._series[labels] = series = [0.0] * (len(_SECONDS) + 2)
        series[bisect_left(_SECONDS, seconds)] += 1
        series[-1] += seconds

    def collect(self) -> Iterable[Metric]:
        family = HistogramMetricFamily(
            "http_request_duration_seconds",
            "Time from the first byte of the request to the last of the answer.",
            labels=("method", "route", "status"),
        )
        for labels, (*counts, total) in self._series.items():
            bounds = [*map(floatToGoString, _SECONDS), "+Inf"]
            family.add_metric(labels, list(zip(bounds, accumulate(counts), strict=True)), total)
        yield family


class _Each(Collector):
    def __init__(
        self, family: Callable[[], GaugeMetricFamily | CounterMetricFamily], read: Callable[[], Mapping[str, float]]
    ) -> None:
        self._family, self._read = family, read

    def collect(self) -> Iterable[Metric]:
        family = self._family()
        for key, value in self._read().items():
            family.add_metric((key,), value)
        yield family
