"""The structure of a paper for screen readers (tagged PDF): headings, paragraphs, tables and their cells, figures.

fpdf2 2.8.9 tags only figures, and keeps them in one flat list: this keeps a tree, and lines of one paragraph together.
"""

from collections import Counter

from fpdf.encryption import StandardSecurityHandler
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFArray


class Structure(StructureTreeBuilder):
    """Takes the place of fpdf2's own builder. Marks are numbered for each page, from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._every = _Every()
        self.doc_struct_elem.k = self._every
        self._marks = Counter[int]()
        self._within: list[StructElem] = []

    def open(self, page: int, kind: str) -> None:
        """Begin an element that holds others, inside of the one that is open."""
        self._within.append(self._new(page, kind))

    def close(self) -> None:
        self._within.pop()

    def begin(self, page: int, kind: str) -> tuple[StructElem, int, int]:
        """Return a new element with its first mark, and the page's key in the parent tree."""
        mark = self.next_mcid_for_page(page)
        element, key = self.add_marked_content(page, f"/{kind}", mark)
        return element, mark, key

    def go_on(self, page: int, element: StructElem) -> int:
        """Return the next mark of `element`, which stands on the same page."""
        mark = self.next_mcid_for_page(page)
        element.k.append(mark)
        self._count(page, element)
        return mark

    def next_mcid_for_page(self, page_number: int) -> int:
        return self._marks[page_number]

    def add_marked_content(
        self,
        page_number: int,
        struct_type: str,
        mcid: int | None = None,
        title: str | None = None,
        alt_text: str | None = None,
    ) -> tuple[StructElem, int]:
        assert mcid == self._marks[page_number], "whoever marks has asked for the mark"
        element = self._new(page_number, struct_type.removeprefix("/"), mcid, title, alt_text)
        return element, self._count(page_number, element)

    def _new(
        self, page: int, kind: str, mark: int | None = None, title: str | None = None, alt: str | None = None
    ) -> StructElem:
        parent = self._within[-1] if self._within else self.doc_struct_elem
        marks = [] if mark is None else [mark]
        element = StructElem(f"/{kind}", parent, marks, page_number=page, title=title, alt=alt)
        self._every.append(element)
        (parent.k if self._within else self._every.direct).append(element)
        return element

    def _count(self, page: int, element: StructElem) -> int:
        key = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        self.struct_tree_root.parent_tree.nums[key].append(element)
        self._marks[page] += 1
        return key


class _Every(PDFArray):
    """All elements: fpdf2 gives each its page and puts it out. Written are only those directly below the document."""

    def __init__(self) -> None:
        super().__init__()
        self.direct = PDFArray()

    def serialize(self, _security_handler: "StandardSecurityHandler | None" = None, _obj_id: int | None = None) -> str:
        return self.direct.serialize(_security_handler, _obj_id)
