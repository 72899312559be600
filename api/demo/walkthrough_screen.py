"""The walk on a terminal of 80 columns: a table that grows, then the decree and what was found about it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from api.demo.walkthrough_paper import Paper
from api.demo.walkthrough_steps import COUNT, Step
from domain.admission import ROLE_NAMES

STATUS_STYLES = {
    "submitted": "cyan",
    "rejected": "yellow",
    "in_process": "blue",
    "signed": "magenta",
    "delivered": "green",
}
BACKWARDS = frozenset({"Rejected", "Returned"})  # what a reader looks for


@contextmanager
def growing_table(console: Console, steps: Sequence[Step]) -> Generator[None]:
    """Show `steps` as they come, on a terminal; and in any case what there was in the end."""
    try:
        if console.is_terminal:
            with Live(get_renderable=lambda: _walking(steps), console=console, transient=True):
                yield
        else:
            yield
    finally:
        console.print(_table(steps), "")


def ending(paper: Paper, *, seconds: float) -> Panel:
    """Return the box at the end: the decree, where it lies, and whether it is what the server says it is."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row("Application", Text(paper.application))
    facts.add_row("Decree", Text(paper.number, style="bold"))
    facts.add_row(
        "SHA-256", _found(paper.sha256_matches, f"{paper.sha256[:16]}… as the API says", "not what the API says")
    )
    facts.add_row("Signature", _found(paper.intact, f"intact, by {paper.signer}", "not intact"))
    facts.add_row("Paper", Text(paper.path))
    title = f"[bold]{'Delivered' if paper.is_good else 'Not the decree'}[/] after {COUNT} commands in {seconds:.1f} s"
    style = "green" if paper.is_good else "red"
    return Panel(facts, title=title, title_align="left", border_style=style, expand=False)


def _walking(steps: Sequence[Step]) -> RenderableType:
    return Group(_table(steps), Spinner("dots", f"{len(steps)} of {COUNT} commands", style="cyan"))


def _table(steps: Sequence[Step]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("Step", justify="right", no_wrap=True)
    table.add_column("Role", no_wrap=True, min_width=15)
    table.add_column("Person", no_wrap=True, min_width=25)
    table.add_column("Fact", no_wrap=True, min_width=11)
    table.add_column("Status", no_wrap=True, min_width=10)
    table.add_column("ms", justify="right", no_wrap=True, min_width=4)
    for step in steps:
        table.add_row(*_cells(step))
    return table


def _cells(step: Step) -> tuple[RenderableType, ...]:
    fact, role = step.facts[0], ROLE_NAMES[step.role].id
    back = fact in BACKWARDS
    return (
        str(step.no),
        role[0].upper() + role[1:],
        step.person,
        Text(f"{'↩' if back else ' '} {fact}", style="bold yellow" if back else "bold"),
        Text(step.status, style=STATUS_STYLES.get(step.status, "")),
        f"{step.milliseconds:.0f}",
    )


def _found(good: bool, yes: str, no: str) -> Text:
    return Text(f"✓ {yes}", style="green") if good else Text(f"✗ {no}", style="bold red")
