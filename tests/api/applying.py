"""The guided form as its applicant fills it in, without a browser."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from httpx2 import Response

from api.commands.examples import REJECTION, REQUIRED, SUBMISSION
from tests.api.casework import a_pdf
from tests.api.product import Person, Product

FORM = "application/x-www-form-urlencoded"
HTML = "text/html"
_APPLICANT: Any = SUBMISSION["applicant"]
_UNIT: Any = SUBMISSION["institution"]
# What the front office of the tests finds: one thing, about one document.
FINDING: Any = REJECTION["deficiencies"][0]  # type: ignore[index]  # an example is JSON
KIND = {"kind": "new", "institution.unit_type": "pkbm"}
APPLICANT = {f"applicant.{name}": value for name, value in _APPLICANT.items()}
INSTITUTION = {
    "institution.name": _UNIT["name"],
    "institution.address": _UNIT["address"],
    "institution.kecamatan": _UNIT["kecamatan"],
    "institution.kelurahan": _UNIT["kelurahan"],
    "institution.capacity:int": str(_UNIT["capacity"]),
    "institution.programs": "\r\n".join(_UNIT["programs"]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """One draft of one person's."""

    person: Person
    draft: str

    @property
    def path(self) -> str:
        return f"/apply/{self.draft}"

    def page(self, name: str) -> Response:
        return self.person.get(f"{self.path}/{name}", accept=HTML)

    def mark(self, page: str) -> str:
        found = re.search(r'name="_mark" value="([0-9a-f]+)"', self.page(page).text)
        assert found, page
        return found[1]

    def save(self, page: str, then: str = "next", **fields: str) -> Response:
        return posted(self.person, f"{self.path}/{page}", {**fields, "_then": then})

    def upload(self, code: str, content: bytes, name: str = "berkas.pdf", *, instead: bool = False) -> Response:
        address = f"/apply/documents?draft={self.draft}&requirement={code}{'&instead=true' if instead else ''}"
        file = (name, content, "application/octet-stream")
        return self.person.product.ask(
            "POST", address, files={"file": file}, headers={**self.person.headers, "Accept": HTML}
        )

    def send(self, mark: str | None = None) -> Response:
        return posted(self.person, f"{self.path}/check", {"_mark": mark or self.mark("check")})

    def filled(self) -> "Applying":
        """Fill in everything that a new PKBM needs."""
        for page, fields in (("kind", KIND), ("applicant", APPLICANT), ("institution", INSTITUTION)):
            answer = self.save(page, **fields)
            assert 303 == answer.status_code, answer.text
        for code in REQUIRED:
            answer = self.upload(code, a_pdf(code), f"{code.lower()}.pdf")
            assert 303 == answer.status_code, answer.text
        return self


def posted(person: Person, path: str, fields: dict[str, str]) -> Response:
    headers = {**person.headers, "Content-Type": FORM, "Accept": HTML}
    return person.product.ask("POST", path, content=urlencode(fields).encode(), headers=headers)


def begun(product: Product, sub: str, key: str = "k") -> Applying:
    person = product.person("pemohon", sub)
    answer = posted(person, "/apply", {"_key": key})
    assert 303 == answer.status_code, answer.text
    return Applying(person=person, draft=answer.headers["Location"].rpartition("/")[2])
