"""What has become different: every place, and nothing else; and the lines of a decree."""

from domain.decree_lines import decree_lines
from domain.differences import Change, Passage, changes, passages
from tests.domain.test_decree import permit


def test_every_place_that_differs_is_told_with_both_sides() -> None:
    before = {"name": "A", "place": {"street": 1, "town": "B"}, "old": True, "list": [1]}
    after = {"name": "A", "place": {"street": 2, "town": "B"}, "list": [1, 2], "new": None, "more": 3}

    assert (
        Change(path="/place/street", before=1, after=2),
        Change(path="/old", before=True, after=None),
        Change(path="/list", before=[1], after=[1, 2]),
        Change(path="/more", before=None, after=3),
    ) == changes(before, after)


def test_names_are_escaped_as_pointers_want_it() -> None:
    assert ["/a~1b/c~0d"] == [change.path for change in changes({"a/b": {"c~d": 1}}, {"a/b": {"c~d": 2}})]


def test_lines_that_were_replaced_added_or_left_out_are_told() -> None:
    before, after = ("a", "b", "c", "d"), ("a", "x", "y", "c", "d", "e")

    assert (Passage(line=2, before=("b",), after=("x", "y")), Passage(line=5, before=(), after=("e",))) == passages(
        before, after
    )
    assert () == passages(before, before)


def test_a_decree_is_read_line_by_line_with_its_particulars_and_items() -> None:
    lines = decree_lines(permit(valid_years=3))

    assert passages(decree_lines(permit(valid_years=5)), lines)
    assert lines[0] == permit().title
    assert any(": " in line for line in lines)
    assert lines[-len(permit().copies) :] == permit().copies
