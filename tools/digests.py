"""Digests of what the generators wrote, so that `make check` can tell a table from one that was changed by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path


def write_recorded(path: Path, data: bytes) -> None:
    """Write a generated file, and its line in the `SHA256SUMS` beside it."""
    path.write_bytes(data)
    sums = path.with_name("SHA256SUMS")
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    digests = dict(line.split("  ")[::-1] for line in lines)
    digests[path.name] = hashlib.sha256(data).hexdigest()
    sums.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())), encoding="utf-8")
