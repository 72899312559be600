"""The rulebook from its files: what ships is sound, and a file that is not is named with the place in it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from application.rulebook import SHIPPED, load_rulebook
from domain.calendar_file import BadCalendar
from domain.decree_file import BadDecreeFile
from domain.sop_file import BadSop
from tests.book import OFFICES

SOP, CALENDAR = "sops/izin-kbm.1.toml", "calendars/2026.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what ships, to spoil."""
    for part in ("sops", "calendars"):
        copytree(SHIPPED / part, tmp_path / part)
    return tmp_path


def spoil(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert before != after
    file.write_text(after, encoding="utf-8")


def test_what_ships_has_an_sop_its_forms_and_two_years() -> None:
    book = load_rulebook()

    sop = book.current("izin-kbm", date(2026, 11, 23))
    assert book.forms.keys() == book.sops.keys() == {sop.ref}
    assert {2026, 2027} <= {year.year for year in book.calendar.years}


@pytest.mark.parametrize(
    ("file", "change", "error", "names"),
    [
        (SOP, lambda text: text.replace('standard = "10 Menit"', 'standard = "soon"', 1), BadSop, ["rows", "standard"]),
        (SOP, lambda text: text.replace('role = "kabid"', 'role = "camat"', 1), BadSop, ["rows", "role"]),
        (SOP, lambda text: text.replace("commands.verify =", "commands.verfy ="), BadSop, ["verfy"]),
        (SOP, lambda text: text.replace("[numbering]", "[numbring]"), BadSop, ["numb"]),
        (SOP, lambda text: text.replace('code = "izin-kbm"', 'code = "a"\ncode = "b"', 1), BadSop, ["line"]),
        (CALENDAR, lambda text: text.replace("year = 2026", "year = 26.5"), BadCalendar, ["year"]),
    ],
    ids=["standard", "role", "command", "section", "twice", "calendar"],
)  # fmt: skip
def test_a_spoiled_file_is_named_with_the_place_in_it(
    folder: Path, file: str, change: Callable[[str], str], error: type[Exception], names: list[str]
) -> None:
    spoil(folder / file, change)

    with pytest.raises(error) as told:
        load_rulebook(folder)

    assert Path(file).name in str(told.value)
    for name in names:
        assert name in str(told.value)


def test_a_spoiled_form_is_named_too(folder: Path) -> None:
    spoil(folder / SOP, lambda text: text.replace("{institution}", "{lembaga}").replace("{kecamatan}", "{camat}", 1))

    with pytest.raises(BadDecreeFile, match="izin-kbm"):
        load_rulebook(folder)


def test_the_permit_type_that_is_meant_must_be_there(folder: Path) -> None:
    with pytest.raises(BadSop, match="izin-reklame"):
        load_rulebook(folder, default="izin-reklame")
    with pytest.raises(BadSop, match="izin-kbm"):
        load_rulebook(folder / "nowhere")


def test_two_files_of_one_version_contradict_each_other(folder: Path) -> None:
    (folder / "sops/copy.toml").write_bytes((folder / SOP).read_bytes())

    with pytest.raises(BadSop, match="same version"):
        load_rulebook(folder)


def test_another_permit_type_is_another_file(folder: Path) -> None:
    (reklame,) = OFFICES.glob("*/sops/*.toml")
    (folder / "sops" / reklame.name).write_bytes(reklame.read_bytes())

    book = load_rulebook(folder)

    assert 2 == len(book.sops) == len(book.forms)
    assert "izin-kbm" == book.default
