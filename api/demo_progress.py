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
def shown_progress() -> Generator[Progress]:
    """Yield what shows `done` of `all`. Nothing is shown before the first step, so that nothing to do says nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines
        return
    with Bar(
        TextColumn("[bold]Demo data[/]"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TextColumn("acts"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        auto_refresh=False,
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def shown(done: int, all_of_them: int) -> None:
            bar.update(task, completed=done, total=all_of_them, visible=True, refresh=True)

        yield shown


def _lines(done: int, all_of_them: int) -> None:
    quarter = done * 4 // all_of_them
    if quarter != (done - 1) * 4 // all_of_them:
        log.info("demo_data", done=done, of=all_of_them)
