"""The rulebook from the files that ship with the product, or from a folder of the office's own; validated at start."""

from pathlib import Path

from domain.calendar_file import parse_calendar
from domain.decree_file import parse_template
from domain.publications import Publications
from domain.rulebook import Rulebook
from domain.service_standard import parse_service_standard
from domain.sop_file import BadSop, parse_sop

SHIPPED = Path(__file__).parents[1] / "domain"
DEFAULT_SOP = "izin-kbm"


def load_rulebook(folder: Path = SHIPPED, *, default: str = DEFAULT_SOP) -> Rulebook:
    """Return the rulebook of `folder` (`sops/*.toml`, `calendars/*.toml`, `standards/*.toml`).

    Raises BadSop, BadDecreeFile, BadCalendar, YearsDoNotFit or
    BadServiceStandard, each naming the file and the place in it.
    """
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("sops/*.toml"))}
    sops = [parse_sop(text, name) for name, text in texts.items()]
    forms = [parse_template(text, name) for name, text in texts.items()]
    if len({sop.ref for sop in sops}) < len(sops):
        raise BadSop(f"{folder / 'sops'}: two files describe the same version of one SOP")
    if default not in {sop.code for sop in sops}:
        raise BadSop(f"{folder / 'sops'}: no file describes the SOP {default}")
    calendars = sorted(folder.glob("calendars/*.toml"))
    standards = sorted(folder.glob("standards/*.toml"))
    return Rulebook(
        sops={sop.ref: sop for sop in sops},
        forms={sop.ref: form for sop, form in zip(sops, forms, strict=True)},
        publications=Publications(parse_calendar(file.read_text(encoding="utf-8"), file.name) for file in calendars),
        default=default,
        service_standards=tuple(
            parse_service_standard(file.read_text(encoding="utf-8"), file.name) for file in standards
        ),
    )
