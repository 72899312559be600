"""The office's own rulebook, from the files that ship with the product."""

from functools import cache
from pathlib import Path

from application.rulebook import SHIPPED, load_rulebook
from domain.rulebook import Rulebook

OFFICES = Path(__file__).parent / "offices"
DOCS = Path(__file__).parents[1] / "docs"
SOP_FILE: Path = SHIPPED / "sops" / "izin-kbm.1.toml"


@cache
def office_rulebook() -> Rulebook:
    return load_rulebook()
