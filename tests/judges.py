"""Programs of others that look at our papers."""

import subprocess

import pytest

PACKAGES = {"pdfsig": "poppler-utils", "qpdf": "qpdf", "certutil": "libnss3-tools"}


def says(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Return what the program says; a test fails, and names its Debian package, where it is missing."""
    try:
        return subprocess.run([tool, *arguments], capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        pytest.fail(f"{tool} is missing: install the Debian package {PACKAGES[tool]}")
