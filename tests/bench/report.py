"""The figures as people read them."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

Figures = Mapping[str, Any]  # JSON, as it goes into the file

_COMMANDS = ("per_s", "p50_ms", "p99_ms", "of_bare", "over_stock", "cpu_us", "bare_cpu_us", "stock_cpu_us")


def print_tables(figures: Figures, console: Console) -> None:
    """Print a table for each thing that was measured."""
    if commands := figures.get("commands"):
        console.print(_commands(commands))
    if flatness := figures.get("flatness"):
        console.print(_flatness(flatness))
    for size, measured in figures.get("trail", {}).items():
        console.print(_trail(size, measured))
    if pages := figures.get("pages"):
        console.print(_pages(pages))
    for name in ("projections", "start", "signing", "what_if", "sealing", "access", "export"):
        if measured := figures.get(name):
            console.print(_plain(name, measured))


def _commands(figures: Figures) -> Table:
    table = Table(title=f"Commands over HTTP, {figures['concurrency']} connections, one process")
    for heading in ("", *_COMMANDS):
        table.add_column(heading, justify="left" if not heading else "right")
    for name in ("mix", "submissions", "decisions", "with_projector"):
        row = figures if name == "mix" else figures[name]
        table.add_row(name, *(_shown(row[column]) for column in _COMMANDS))
    table.caption = (
        f"Beside it: bare endpoint {_shown(figures['bare_per_s'])}/s, empty one {_shown(figures['empty_per_s'])}/s, "
        f"stock library {_shown(figures['stock_per_s'])}/s."
    )
    return table


def _flatness(figures: Figures) -> Table:
    few, many = _shown(figures["small"]), _shown(figures["applications"])
    table = Table(title=f"Answers over HTTP, one at a time, ms: {few} and {many} applications")
    for heading in ("", f"p50 {few}", f"p50 {many}", "ratio", f"p99 {few}", f"p99 {many}"):
        table.add_column(heading, justify="left" if not heading else "right")
    columns = "small_p50_ms", "p50_ms", "ratio", "small_p99_ms", "p99_ms"
    for page, measured in figures["pages"].items():
        table.add_row(page, *(_shown(measured[column]) for column in columns))
    table.caption = f"{_shown(figures['events'])} events in the large ledger."
    return table


def _trail(size: str, figures: Figures) -> Table:
    table = Table(title=f"Pages of the trail over HTTP, one at a time, ms: {size}; in brackets CPU time")
    for heading in ("", "first p50", "p99", "deep p50", "p99"):
        table.add_column(heading, justify="left" if not heading else "right")
    for question, measured in figures["questions"].items():
        told = (
            f"{measured[f'{page}_{each}_ms']} ({measured[f'{page}_cpu_{each}_ms']})"
            for page in ("first", "deep")
            for each in ("p50", "p99")
        )
        table.add_row(question, *told)
    return table


def _pages(figures: Figures) -> Table:
    table = Table(title="First visit to each page, on a processor of a quarter of the speed behind slow 4G")
    columns = "bytes", "requests", "painted_ms", "usable_ms"
    for heading in ("", *columns):
        table.add_column(heading, justify="left" if not heading else "right")
    for page, measured in figures.items():
        table.add_row(page, *(_shown(measured[column]) for column in columns))
    return table


def _plain(name: str, figures: Figures) -> Table:
    table = Table("", name, title=name.capitalize(), show_header=False)
    for each, value in figures.items():
        table.add_row(each, _shown(value))
    return table


def _shown(value: float) -> str:
    return f"{value:,}"
