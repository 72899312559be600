"""Whether one decree takes another one's place: only for those who held the earlier one, whoever names its number."""

import unicodedata

from domain.permit import Permit


def same_name(name: str) -> str:
    """Return the form in which names of institutions are compared: blanks and capitals do not matter."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def is_same_holder(earlier: Permit, later: Permit) -> bool:
    """Whether both are one applicant's or one institution's: a name may change, or the person who acts for it.

    `projections.decree_lookup` asks the same in SQL. An applicant who was forgotten is nobody's equal.
    """
    if same_name(earlier.institution.name) == same_name(later.institution.name):
        return True
    return earlier.applicant_sub == later.applicant_sub and not (earlier.erased or later.erased)
