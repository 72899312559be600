"""A decree form is a file; whatever is wrong with it is said with file, section and field."""

import pytest

from domain.decree_file import BadDecreeFile, parse_template
from tests.book import SOP_FILE

TEXT = SOP_FILE.read_text(encoding="utf-8")


def complaint(text: str) -> str:
    with pytest.raises(BadDecreeFile) as refused:
        parse_template(text, "izin.1.toml")
    return str(refused.value)


def without(line_start: str) -> str:
    """The shipped file without its first line that begins so."""
    lines = TEXT.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(line_start))
    return "".join(lines[:at] + lines[at + 1 :])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "izin.1.toml: this is not TOML: "),
        (without("government"), "izin.1.toml, office: government must be given, as str"),
        (without("new = "), "izin.1.toml, grants: new must be given, as str"),
        (without("smp = "), "izin.1.toml, unit_types: smp must be given, as str"),
        (TEXT.replace("[unit_types]", '[unit_types]\nsma = "SMA"'), "izin.1.toml, unit_types: sma is none of paud, "),
        (TEXT.replace('"Pemohon;"', '" "'), "izin.1.toml: recommendation_copies[1] must be a text that is not empty"),
        (TEXT.replace('sheet = "A4"', 'sheet = "A3"'), "izin.1.toml, office: sheet 'A3' is none of A4, F4"),
        (TEXT.replace("[office]", "[office]\nfax = 1"), "izin.1.toml, office: fax is none of government, "),
        (TEXT.replace('unit_types = ["paud"]', 'unit_types = ["tk"]'), "'tk' is none of paud, "),
        (
            TEXT.replace("Camat {kecamatan}", "Camat {camat}"),
            "izin.1.toml: copies[4] has the placeholder {camat}, which",
        ),
        (
            TEXT.replace("Camat {kecamatan}", "Camat {kecamatan"),
            "izin.1.toml: copies[4] is not a text with placeholders",
        ),
        (TEXT.replace("Camat {kecamatan}", "Camat {kecamatan!r}"), "{kecamatan} with a format"),
        (TEXT.replace("Camat {kecamatan}", "Camat {kecamatan:>9}"), "{kecamatan} with a format"),
        (TEXT.replace("Camat {kecamatan};", " "), "izin.1.toml: copies[4] must be a text that is not empty"),
        (
            TEXT.replace('items = ["{reasons}"]', "items = []"),
            "izin.1.toml: refusal.dictum must have an item {reasons}",
        ),
        (TEXT.replace('["Program", "{programs}"]', '["Program"]'), "permit, dictum 1: particulars[7] must be a pair"),
        (
            TEXT.replace('["Program", "{programs}"]', '["Program", 7]'),
            "permit, dictum 1: particulars[7] must be a text",
        ),
        (TEXT.replace("[[permit.dictum]]", "[[permit.diktum]]"), "izin.1.toml, permit: diktum is none of subject, "),
        (TEXT.replace("[[legal_basis]]", "[[basis]]"), "izin.1.toml: legal_basis must be given, as list"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(text: str, said: str) -> None:
    assert said in complaint(text)


def test_lists_must_have_something_in_them() -> None:
    head, _, rest = TEXT.partition("copies = [")

    assert "izin.1.toml: copies must not be empty" == complaint(f"{head}copies = []{rest.partition(']')[2]}")


def test_sections_must_be_sections() -> None:
    before = TEXT.partition("[[legal_basis]]")[0]
    after = "[permit]" + TEXT.partition("[permit]")[2]

    said = complaint(before.replace("\ncopies = [", "\nlegal_basis = []\ncopies = [") + after)
    assert "izin.1.toml: legal_basis must be one or more [[legal_basis]] sections" == said


def test_a_reason_stands_alone_in_its_item() -> None:
    said = complaint(TEXT.replace('items = ["{reasons}"]', 'items = ["Alasan: {reasons}", "{reasons}"]'))

    assert "refusal, dictum 2: items[1] has the placeholder {reasons}" in said
