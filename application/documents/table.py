"""A ruled table that repeats its head on every page and breaks a row that is too tall for one."""

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf.enums import Align

from application.documents.paper import BODY, LEFT, Paper

SIZE = 9.0  # pt
PADDING = 0.8  # mm above and below the lines of a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width` in mm."""

    heading: str
    width: float
    align: Align = Align.L


def table(paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Write `rows`, one text for each column, from the left margin down."""
    paper.set_line_width(0.2)
    paper.write_in(SIZE)
    paper.keep(_beginning(paper, columns, rows))
    paper.structure.open(paper.page, "Table")
    _head(paper, columns)
    for row in rows:
        _row(paper, columns, [_broken(paper, column, text) for column, text in zip(columns, row, strict=True)])
    paper.structure.close()
    paper.write_in(BODY)


def _beginning(paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> float:
    """Return the height of the head with the first row: a head alone at the foot of a page heads nothing."""
    cells = [_broken(paper, column, text) for row in rows[:1] for column, text in zip(columns, row, strict=True)]
    first = max(map(len, cells), default=0) * paper.leading
    return 3 * paper.leading + max(3 * paper.leading, first if first < paper.eph / 2 else 0)


def _head(paper: Paper, columns: Sequence[Column]) -> None:
    paper.write_in(SIZE, bold=True)
    cells = [_broken(paper, column, column.heading) for column in columns]
    _draw(paper, columns, cells, max(len(cell) for cell in cells), Align.C)
    paper.write_in(SIZE)


def _row(paper: Paper, columns: Sequence[Column], cells: list[list[str]]) -> None:
    while any(cells):
        needed = max(len(cell) for cell in cells)
        fitting = int((paper.room - 2 * PADDING) / paper.leading)
        # Half a page is worth keeping a row together; a taller one is broken where the page ends.
        if needed > fitting and (needed * paper.leading < paper.eph / 2 or fitting < 3):
            paper.structure.close()
            paper.add_page()
            paper.structure.open(paper.page, "Table")
            _head(paper, columns)
            continue
        taken = min(needed, fitting)
        _draw(paper, columns, [cell[:taken] for cell in cells], taken, None)
        cells = [cell[taken:] for cell in cells]


def _draw(
    paper: Paper, columns: Sequence[Column], cells: Sequence[Sequence[str]], lines: int, align: Align | None
) -> None:
    top, height = paper.y, lines * paper.leading + 2 * PADDING
    x = LEFT
    paper.structure.open(paper.page, "TR")
    for column, cell in zip(columns, cells, strict=True):
        with paper.artifact():
            paper.rect(x, top, column.width, height)
        with paper.element("TH" if align else "TD"):
            for n, text in enumerate(cell or [""]):
                paper.set_xy(x, top + PADDING + n * paper.leading)
                paper.say(text, column.width, align=align or column.align)
        x += column.width
    paper.structure.close()
    paper.set_xy(LEFT, top + height)


def _broken(paper: Paper, column: Column, text: str) -> list[str]:
    return paper.lines_of(text, column.width)
