"""What a forgotten file still answers: its history without the person, and none of its papers."""

from api.problems.problems import Problem
from api.problems.texts_personal import PERSONAL_DATA_ERASED
from application.permits import Filed


def require_remembered(filed: Filed) -> None:
    """Raise a 410 problem where the person of the file was forgotten."""
    if filed.permit.erased:
        raise Problem(PERSONAL_DATA_ERASED)
