"""The walk on a terminal: a table that grows, then the decree and what was found about it."""

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from api.walkthrough_steps import COUNT, Step
from domain.admission import ROLE_NAMES

STATUS_STYLES = {
    "submitted": "cyan",
    "rejected": "yellow",
    "in_process": "blue",
    "signed": "magenta",
    "delivered": "green",
}
# What goes back is what a reader looks for.
BACKWARDS = frozenset({"Rejected", "Returned"})


def table(steps: Sequence[Step], *, walking: bool) -> RenderableType:
    """Return the steps taken so far, with a spinner below them while it goes on."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", expand=False)
    grid.add_column("step", justify="right", no_wrap=True)
    grid.add_column("role", no_wrap=True)
    grid.add_column("person", no_wrap=True, overflow="ellipsis", max_width=26)
    grid.add_column("fact", no_wrap=True)
    grid.add_column("status", no_wrap=True)
    grid.add_column("now with", no_wrap=True)
    grid.add_column("ms", justify="right", no_wrap=True)
    for step in steps:
        grid.add_row(*_cells(step))
    if not walking:
        return grid
    return Group(grid, Spinner("dots", f" step {len(steps) + 1} of {COUNT}", style="cyan"))


def ending(decree: dict[str, str], *, matches: bool, intact: bool, signer: str | None, seconds: float) -> Panel:
    """Return the box at the end: the decree, where it lies, and whether it is what the server says it is."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row("decree", Text(decree["number"], style="bold"))
    facts.add_row("paper", Text(decree["path"]))
    facts.add_row("SHA-256", _found(good=matches, yes=f"{decree['sha256'][:16]}… as the API says", no="not what the API says"))
    facts.add_row("signature", _found(good=intact, yes=f"intact, by {signer}", no="not intact"))
    facts.add_row("public check", Text(decree["url"], style="underline"))
    good = matches and intact
    title = f"{'Delivered' if good else 'Something is wrong'} after {COUNT} commands in {seconds:.1f} s"
    return Panel(facts, title=title, title_align="left", border_style="green" if good else "red", expand=False)


def _cells(step: Step) -> tuple[RenderableType, ...]:
    backwards = not BACKWARDS.isdisjoint(step.facts)
    fact = Text("↩ " if backwards else "  ", style="yellow").append(step.facts[0], style="bold")
    return (
        str(step.no),
        ROLE_NAMES[step.role].id.removesuffix(" Perizinan").capitalize()
        if step.role == "pemohon"
        else ROLE_NAMES[step.role].id.removesuffix(" Perizinan"),
        step.person,
        fact,
        Text(step.status, style=STATUS_STYLES.get(step.status, "")),
        Text((step.holder or "–").replace("_", " "), style="dim"),
        f"{step.milliseconds:.0f}",
    )


def _found(*, good: bool, yes: str, no: str) -> Text:
    return Text(f"✓ {yes}", style="green") if good else Text(f"✗ {no}", style="bold red")
