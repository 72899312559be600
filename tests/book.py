"""The office's own rulebook, read from the files that ship with the product."""

from functools import cache
from pathlib import Path

from domain.calendar import Calendar
from domain.calendar_file import parse_calendar
from domain.decree_file import parse_template
from domain.rulebook import Rulebook
from domain.sop_file import parse_sop

DOMAIN = Path(__file__).parent.parent / "domain"
SOP_FILE = DOMAIN / "sops" / "izin-kbm.1.toml"


@cache
def office_rulebook(*, sop_text: str = "") -> Rulebook:
    text = sop_text or SOP_FILE.read_text()
    sop = parse_sop(text, SOP_FILE.name)
    form = parse_template((DOMAIN / "sops" / "decrees" / SOP_FILE.name).read_text(), SOP_FILE.name)
    years = [parse_calendar(file.read_text(), file.name) for file in sorted(DOMAIN.glob("calendars/*.toml"))]
    return Rulebook(sops={sop.ref: sop}, forms={sop.ref: form}, calendar=Calendar(years), default=sop.code)
