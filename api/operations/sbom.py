"""`scripts/sbom`: what the product is made of, as CycloneDX 1.6, made from the lock: the same lock, the same document.

The lock is what is installed (with `--require-hashes`), so it is the truth; nothing is asked of an index.
"""

import re
import sys
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import orjson

from api.app import VERSION

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;]+)(?P<rest>.*(?:\n[ \t].*)*)", re.MULTILINE
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
Json = dict[str, object]


def bill_of_materials(lock: str) -> Json:
    """Return the document of a lock, packages by name, each with the digests of the files that may be installed."""
    product = f"pkg:generic/jejak-izin@{VERSION}"
    components = [_component(*found) for found in sorted(map(_pinned, _PINNED.finditer(lock)))]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, lock).urn,
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": product, "name": "jejak-izin", "version": VERSION}
        },
        "components": components,
        "dependencies": [{"ref": product, "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _pinned(found: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    return found["name"].lower(), found["version"], tuple(_HASH.findall(found["rest"]))


def _component(name: str, version: str, digests: tuple[str, ...]) -> Json:
    """The hashes are of the wheels, one of which is installed: references to files, and no one file of its own."""
    purl = f"pkg:pypi/{name}@{version}"
    wheels = [
        {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": digest}]} for digest in digests
    ]
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "externalReferences": wheels,
    }


def main() -> None:
    """Write the document of the running product, or of another lock that is named."""
    lock = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "requirements.lock"
    document = bill_of_materials(lock.read_text(encoding="utf-8"))
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
