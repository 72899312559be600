"""A sheet as the office uses it, A4 or F4: margins, typeface, page numbers, watermark, PDF/A-3, bytes that repeat."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align, DocumentCompliance, MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.line_break import BREAKING_SPACE_SYMBOLS_STR, TextLine
from fpdf.structure_tree import StructElem

from application.documents.imprint import PRODUCER, Imprint, xmp
from application.documents.line_breaks import broken
from application.documents.structure import Structure
from application.documents.typeface import BOLD, FACE, REGULAR, shown
from domain.decree import Sheet
from domain.indonesian import WITA

LEFT, TOP, BOTTOM = 25.0, 15.0, 24.0  # mm
WIDTH = 165.0  # of the text, on every sheet: what is wider has a wider right margin
SHEETS: Mapping[Sheet, tuple[float, float]] = {Sheet.A4: (210.0, 297.0), Sheet.F4: (215.0, 330.0)}
BODY = 11.0  # pt
LEADING = 1.25
TOLERANCE = 1e-9  # of fpdf2, in mm
MM_PER_PT = 25.4 / 72
PAGES = "\0\0\0"  # stands for how many there are: fpdf2's own mark, {nb}, may be in somebody's text


class Paper(FPDF):
    """One paper. Every text goes through `say` or `flow`, which never lose a character silently."""

    def __init__(self, imprint: Imprint) -> None:
        super().__init__(format=SHEETS[imprint.sheet], enforce_compliance=DocumentCompliance.PDFA_3U)
        self.imprint = imprint
        self.structure = self.struct_builder = Structure()
        self._kind: str | None = None
        self._element: StructElem | None = None
        self._measuring = False
        self._heading = "H1"
        self.add_font(FACE, "", REGULAR)
        self.add_font(FACE, "B", BOLD)
        self.set_margins(LEFT, TOP, self.w - LEFT - WIDTH)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.alias_nb_pages(PAGES)
        self._describe()
        self.write_in(BODY)
        self.add_page()

    def write_in(self, size: float, *, bold: bool = False) -> None:
        """Set the size in points, and the face."""
        self.set_font(FACE, "B" if bold else "", size)

    @property
    def leading(self) -> float:
        """The height of a line in mm."""
        return self.font_size * LEADING

    @property
    def room(self) -> float:
        """What is left of this page above the bottom margin, in mm."""
        return self.page_break_trigger - self.y

    def say(self, text: str, width: float = 0, *, align: Align = Align.L) -> None:
        """Write one line at the present place and go on to its right."""
        self._say(shown(text), width, align)

    def _say(self, text: str, width: float, align: Align) -> None:
        with self.element("P"):
            self.cell(width, self.leading, text, align=align, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def flow(self, text: str, *, x: float = LEFT, width: float = WIDTH, align: Align = Align.J) -> None:
        """Write `text` in a column, broken into lines and over pages, and go on below it."""
        self.begin(text, width)
        self.set_auto_page_break(auto=True, margin=BOTTOM + self._held_back(text, width))
        self.set_x(x)
        with self.element("P"):
            self._put(shown(text), width, align)
        self.set_auto_page_break(auto=True, margin=BOTTOM)

    def _put(self, text: str, width: float, align: Align) -> None:
        """What fpdf2's multi_cell puts out, without its search for the ends of the lines."""
        lines, style = self._broken(text, width), self._preload_font_styles(text, markdown=False)
        if lines is None or len(style) != 1:
            self.multi_cell(width, self.leading, text, align=align, padding=0, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            return
        for n, line in enumerate(lines, 1):
            last = n == len(lines)
            fragment = style[0].clone(line)
            text_line = TextLine(
                fragments=[fragment],
                text_width=fragment.get_width(initial_cs=False),
                number_of_spaces=sum(map(line.count, BREAKING_SPACE_SYMBOLS_STR)),
                align=Align.L if last and align is Align.J else align,
                height=self.font_size,
                max_width=width,
            )
            new_x = XPos.LMARGIN if last else XPos.LEFT
            self._render_styled_text_line(text_line, h=self.leading, new_x=new_x, new_y=YPos.NEXT)

    @contextmanager
    def element(self, kind: str) -> Generator[None]:
        """Whatever is written inside is one element of the structure; an element inside of it is a part of it."""
        if self._kind is not None:
            yield
            return
        self._kind = kind
        yield
        self._kind = self._element = None

    def next_heading(self) -> str:
        """H1 is the name of the paper: the first heading, and no other."""
        level, self._heading = self._heading, "H2"
        return level

    @contextmanager
    def artifact(self) -> Generator[None]:
        """What is drawn inside has no meaning of its own: rules, frames, watermarks."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def begin(self, text: str, width: float) -> None:
        """Begin a new page where only the first line of `text` would stand on this one, or two of its three."""
        lines, fitting = self._lines_beyond(text, width)
        if lines > fitting and fitting < min(lines, 3 if lines == 3 else 2):
            self.add_page()

    def _held_back(self, text: str, width: float) -> float:
        """Return the height that stays free at the foot, so that the last line of `text` has another one with it."""
        lines, fitting = self._lines_beyond(text, width)
        return self.leading if lines == fitting + 1 and fitting > 1 else 0.0

    def _lines_beyond(self, text: str, width: float) -> tuple[int, int]:
        """Return how many lines `text` has, and how many fit here; (0, 0) where all of them surely do."""
        if self.in_footer:
            return 0, 0
        fitting = int(self.room / self.leading + 0.01)
        most = text.count("\n") + 2 + 1.5 * self.get_string_width(shown(text)) / width
        return (len(self.lines_of(text, width)), fitting) if most > fitting else (0, 0)

    def lines_of(self, text: str, width: float) -> list[str]:
        """Return `text` broken to `width`, without writing it."""
        printed = shown(text)
        return self._broken(printed, width) or self._broken_by_fpdf(printed, width)

    def _broken(self, text: str, width: float) -> list[str] | None:
        font, unit = self.current_font, self.font_size_pt * 0.001 / self.k
        assert isinstance(font, TTFFont)
        return broken(text, (width - 2 * self.c_margin + TOLERANCE) / unit, lambda letter: font.cw[ord(letter)])

    def _broken_by_fpdf(self, text: str, width: float) -> list[str]:
        self._measuring = True
        lines = self.multi_cell(width, self.leading, text, align=Align.L, dry_run=True, output=MethodReturnValue.LINES)
        self._measuring = False
        assert isinstance(lines, list), "that is what MethodReturnValue.LINES asks for"
        return lines

    def space(self, height: float) -> None:
        """Leave `height` mm free below the last line."""
        self.set_y(self.y + height)

    def keep(self, height: float) -> None:
        """Begin a new page unless `height` mm fit on this one."""
        if self.room < height < self.eph:
            self.add_page()

    def attach(self, content: bytes, name: str, description: str) -> None:
        """Put data behind the paper that programs read (PDF/A-3, an associated file of the document)."""
        made_at = self.imprint.made_at.astimezone(WITA)
        self.embed_file(
            bytes=content,
            basename=name,
            desc=description,
            mime_type="application/json",
            associated_file_relationship="Data",
            creation_date=made_at,
            modification_date=made_at,
            checksum=True,
        )

    def header(self) -> None:
        if self.imprint.watermark:
            self._watermark(shown(self.imprint.watermark))

    def footer(self) -> None:
        self.set_y(-BOTTOM + 6)
        self.write_in(8)
        if self.imprint.notice:
            self.flow(self.imprint.notice, align=Align.C)
        self.set_x(LEFT)
        self._say(f"Halaman {self.page_no()} dari {PAGES}", WIDTH, Align.C)

    def _render_styled_text_line(self, text_line: TextLine, h: float | None = None, *args: Any, **kwargs: Any) -> bool:
        """fpdf2's one place where text is put out: what it writes belongs to the element that is open."""
        if self._measuring:
            return super()._render_styled_text_line(text_line, h, *args, **kwargs)
        broken = self._perform_page_break_if_need_be(h or 0)
        self._out("/Artifact BMC" if self.in_footer else f"/{self._kind or 'P'} <</MCID {self._next_mark()}>> BDC")
        broken_again = super()._render_styled_text_line(text_line, h, *args, **kwargs)
        self._out("EMC")
        return broken or broken_again

    def _next_mark(self) -> int:
        """An element that goes over pages is one element on each of them."""
        if self._element is not None and self._element.page_number() == self.page:
            return self.structure.go_on(self.page, self._element)
        self._element, mark, self.pages[self.page].struct_parents = self.structure.begin(self.page, self._kind or "P")
        return mark

    def _watermark(self, text: str) -> None:
        self.write_in(54, bold=True)
        self.set_text_color(222)
        half = self.get_string_width(text) / 2
        x, y = self.w / 2, self.h / 2
        with self.artifact(), self.rotation(52, x, y):
            self.text(x - half, y, text)
        self.set_text_color(0)

    def _describe(self) -> None:
        imprint, made_at = self.imprint, self.imprint.made_at.astimezone(WITA)
        self.set_title(shown(imprint.title))
        self.set_author(shown(imprint.author))
        self.set_subject(shown(imprint.subject))
        self.set_creator(PRODUCER)
        self.set_producer(PRODUCER)
        self.set_lang("id")
        self.set_creation_date(made_at)
        self.set_xmp_metadata(xmp(imprint, made_at.isoformat(timespec="seconds")))
