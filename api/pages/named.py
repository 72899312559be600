"""What fields are called in the list of what is wrong, where a refusal's own sentence does not tell them apart."""

from collections.abc import Mapping

from domain.refusals import Sentence

_OF_A_POWER: Mapping[str, Sentence] = {
    "attorney.name": Sentence("Nama penerima kuasa", "Their name"),
    "attorney.sub": Sentence("Akun penerima kuasa", "Their account"),
    "attorney.email": Sentence("Pos-el penerima kuasa", "Their e-mail address"),
    "powers": Sentence("Boleh melakukan apa", "What they may do"),
    "until": Sentence("Berlaku sampai dengan", "Until"),
    "letter_sha256": Sentence("Surat kuasa", "The letter"),
}


def name_of(field: str) -> Sentence | None:
    """Return what a field is called in a list of what is wrong, where its sentence alone does not say it."""
    return _OF_A_POWER.get(field)
