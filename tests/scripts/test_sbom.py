"""The bill of materials names what is locked, all of it, and says the same of the same lock."""

from importlib.metadata import version
from typing import Any, cast

from api.operations.sbom import ROOT, bill_of_materials
from tests.scripts.test_repository import locked

LOCK = (ROOT / "requirements.lock").read_text()


def components() -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], bill_of_materials(LOCK)["components"])  # JSON


def test_every_locked_package_is_there_with_its_hashes() -> None:
    assert locked("requirements.lock") == {each["name"] for each in components()}
    assert len(components()) == LOCK.count("==") - LOCK.count("python_version ==") - LOCK.count("sys_platform ==") - (
        LOCK.count("python_full_version ==") + LOCK.count("implementation ==") + LOCK.count("platform_system ==")
    )
    assert LOCK.count("--hash=sha256:") == sum(len(each["externalReferences"]) for each in components())


def test_it_says_what_is_installed() -> None:
    (fastapi,) = [each for each in components() if each["name"] == "fastapi"]

    assert version("fastapi") == fastapi["version"]
    assert f"pkg:pypi/fastapi@{fastapi['version']}" == fastapi["purl"] == fastapi["bom-ref"]


def test_the_same_lock_has_the_same_bill_and_another_another() -> None:
    again, other = bill_of_materials(LOCK), bill_of_materials(LOCK.replace("fastapi==", "fastapi==9"))

    assert bill_of_materials(LOCK) == again
    assert other["serialNumber"] != again["serialNumber"]
