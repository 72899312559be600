"""What a question to the counts is about: a range of time, by which calendar, of which permit type."""

from dataclasses import dataclass

from domain.publications import Knowledge
from projections.sla.counts import NOW, THEN
from projections.sla.periods import Periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Without a `sop_code` all permit types are meant."""

    periods: Periods
    knowledge: Knowledge = Knowledge.NOW
    sop_code: str | None = None

    def column(self, name: str) -> str:
        """Return the name of the column that is judged so."""
        return name if self.knowledge is Knowledge.NOW else f"{name}_then"

    @property
    def parameters(self) -> dict[str, object]:
        """What was known then is kept as the difference to now: both lenses are added up."""
        stretches, parts = self.periods.stretches, self.periods.parts
        return {
            "sop": self.sop_code,
            "lenses": [NOW] if self.knowledge is Knowledge.NOW else [NOW, THEN],
            "grains": [each.grain for each in stretches],
            "firsts": [each.first for each in stretches],
            "lasts": [each.last for each in stretches],
            "part_months": [each.month for each in parts],
            "starts": [each.start for each in parts],
            "ends": [each.end for each in parts],
        }
