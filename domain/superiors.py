"""Whose word counts at a desk that is not theirs: the office's line of command, which the SOP does not draw."""

from collections.abc import Mapping

from domain.actor import Role

LEADERSHIP = (Role.KABID, Role.SEKRETARIS, Role.KEPALA_DINAS)
# The technical office is another agency, whose people work here by the head's agreement: only the head speaks there.
# Above the head is nobody here; who is away gives a mandate.
SUPERIORS: Mapping[Role, tuple[Role, ...]] = {
    Role.FRONT_OFFICE: LEADERSHIP,
    Role.BACK_OFFICE: LEADERSHIP,
    Role.DINAS_TEKNIS: LEADERSHIP[2:],
    Role.KABID: LEADERSHIP[1:],
    Role.SEKRETARIS: LEADERSHIP[2:],
}
