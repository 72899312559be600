"""What a screen reader finds in a paper: every text in an element or called decoration, headings, tables with heads."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Object, Page

from application.documents.inspection import render_inspection_report
from domain.papers import Finding
from tests.application.test_documents import permit
from tests.application.test_golden_papers import PAPERS
from tests.application.test_office_papers import FILED, picture, with_report

FINDING = Finding(aspect="Ruang belajar", requirement="2 ruang", observed="3 ruang. " * 12, conforms=True)


def marks(page: Page) -> Iterator[int | None]:
    """Each mark on the page, in order, None of decoration. Text outside of both fails."""
    within: list[int | None] = []
    for each in pikepdf.parse_content_stream(page):
        match str(each.operator):
            case "BMC":
                within.append(None)
                yield None
            case "BDC":
                within.append(int(each.operands[1]["/MCID"]))
                yield within[-1]
            case "EMC":
                within.pop()
            case "Tj" | "TJ" | "Do":
                assert within, "something is neither in an element nor decoration"
            case "S" | "f":
                assert [None] == within, "a line is decoration"
            case _:
                pass
    assert [] == within


def kinds(element: Object) -> Counter[str]:
    """How many elements of each kind stand in the tree below."""
    found = Counter[str]()
    for kid in element["/K"]:
        if isinstance(kid, pikepdf.Dictionary):
            assert kid["/P"].objgen == element.objgen
            found[str(kid["/S"])] += 1
            found += kinds(kid)
    return found


def with_pictures() -> bytes:
    return render_inspection_report(replace(FILED, pictures=(picture(), picture(content=None))))


@pytest.mark.parametrize("render", [*PAPERS.values(), with_pictures], ids=[*PAPERS, "bapl-foto"])
def test_every_text_belongs_to_an_element_or_is_decoration(render: Callable[[], bytes]) -> None:
    with pikepdf.open(BytesIO(render())) as document:
        numbers = document.Root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        parents = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
        for page in document.pages:
            elements = parents[int(page.obj["/StructParents"])]
            used = {mark for mark in marks(page) if mark is not None}

            assert set(range(len(elements))) == used
            for mark in used:
                assert mark in [int(kid) for kid in elements[mark]["/K"]]
                assert page.obj.objgen == elements[mark]["/Pg"].objgen


def test_a_decree_has_one_name_and_its_figure_says_what_it_is() -> None:
    with pikepdf.open(BytesIO(permit().pdf)) as document:
        tree = document.Root["/StructTreeRoot"]["/K"][0]

        assert "/Document" == tree["/S"]
        found = kinds(tree)
        assert (1, 1) == (found["/H1"], found["/Figure"])
        assert found["/P"] > 40
        (figure,) = [kid for kid in tree["/K"] if kid["/S"] == "/Figure"]
        assert str(figure["/Alt"]).startswith("Kode QR: https://")


def test_a_table_over_pages_has_its_head_on_each() -> None:
    pdf = render_inspection_report(with_report(findings=(FINDING,) * 60))
    with pikepdf.open(BytesIO(pdf)) as document:
        tables = [kid for kid in document.Root["/StructTreeRoot"]["/K"][0]["/K"] if kid["/S"] == "/Table"]

        assert 1 < len(tables)
        assert 60 == sum(len(table["/K"]) - 1 for table in tables)
        for table in tables:
            head, *rows = table["/K"]
            assert ["/TH"] * 6 == [str(cell["/S"]) for cell in head["/K"]]
            assert all(["/TD"] * 6 == [str(cell["/S"]) for cell in row["/K"]] for row in rows)
