"""How far the sample permits are: a bar on a terminal, a line for each quarter in a log."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

Progress = Callable[[int, int], None]

log = structlog.get_logger(__name__)


@contextmanager
def shown_progress(console: Console | None = None) -> Generator[Progress]:
    """Yield what shows how many acts `done` are of all. Before the first one nothing is shown."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield quarters(lambda done, of: log.info("demo_data", done=done, of=of))
        return
    with _bar(console) as bar:
        task = bar.add_task("", total=None, visible=False)
        yield lambda done, of: bar.update(task, completed=done, total=of, visible=True, refresh=True)


def quarters(tell: Progress) -> Progress:
    """Return a progress that tells of every quarter, once."""

    def step(done: int, of: int) -> None:
        if done * 4 // of != (done - 1) * 4 // of:
            tell(done, of)

    return step


def _bar(console: Console) -> Bar:
    return Bar(
        TextColumn("[bold]Sample permits[/]"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TextColumn("acts"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread of its own: each act redraws it
    )
