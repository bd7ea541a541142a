"""What a user of the package gets: one version, one abi3 core, a light and offline import, few bytes, the licence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import screening
from screening import _core

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "screening"
SOURCES = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.glob("*.pyx")])
NETWORK_IMPORT = re.compile(
    r"^\s*(?:from|import)\s+(?:aiohttp|ftplib|http|httpx|imaplib|poplib|requests|smtplib|socket|ssl|urllib|urllib3)\b",
    re.MULTILINE,
)
NETWORK = {"_socket", "_ssl", "asyncio", "http.client", "socket", "ssl", "urllib.request"}
# Loaded only when something is screened, so that `import screening` costs nothing.
HEAVY = {"jellyfish", "numpy", "pyarrow"}
IMPORT_SECONDS = 0.25
SHIPPED = {".py", ".pyi", ".pxd", ".so", ".tsv", ".txt", ".npy", ".json", ".typed", ".LICENSE", ""}
INSTALLED_BYTES = 25e6
RESIDENT_BYTES = 60e6

# One name of each script; a table that a script needs is loaded when it is first met.
NAMES = (
    "Jürgen O'Neill", "Юрий Щербаков", "Γιώργος", "محمد علی", "משה כהן", "Արմեն", "გიორგი", "राम सिंह", "রহমান", "ਸਿੰਘ",
    "પટેલ", "ଦାସ", "குமார்", "రావు", "ಗೌಡ", "നായർ", "සිල්වා", "สมชาย", "ສົມຊາຍ", "សុខ", "အောင်", "བསྟན་འཛིན", "አበበ", "김정은",
    "王伟", "田中太郎", "タナカ",
)  # fmt: skip

CHILD = """
import json, sys
import jellyfish, numpy, pyarrow, pyarrow.compute, rapidfuzz
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) * 1024
before = resident()
import screening as sc
from screening import lexicon
for name in json.loads(sys.argv[1]):
    sc.compare_names(name, "Somebody Else")
    sc.romanize(name)
    sc.name_variants(name)
for table, bits in (
    ("rarity.npy", lexicon.RARITY_BITS), ("rarity_sound.npy", lexicon.RARITY_BITS), ("name_ids.npy", lexicon.ID_BITS)
):
    numpy.asarray(lexicon.sorted_table(table, bits).words).sum()  # as if every page had been read
print(resident() - before)
"""


def fresh_import() -> tuple[float, set[str]]:
    """Seconds that ``import screening`` takes in a new interpreter, and the modules it loads."""
    code = (
        "import sys, time; before = set(sys.modules); start = time.perf_counter(); import screening;"
        "seconds = time.perf_counter() - start; import json;"
        "print(json.dumps([seconds, sorted(set(sys.modules) - before)]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, modules = json.loads(run.stdout)
    return seconds, set(modules)


def test_version_has_one_source() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "screening.__version__"}
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", screening.__version__)


def test_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == ("Unreleased" if ".dev" in screening.__version__ else screening.__version__)


def test_licence_is_present_and_declared() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    distribution = metadata.metadata("screening")
    assert distribution["License-Expression"] == "Apache-2.0"
    assert distribution["License-File"] == "LICENSE"


def test_core_is_one_abi3_extension() -> None:
    assert Path(_core.__file__).name == "_core.abi3.so"


def test_import_is_light_and_offline() -> None:
    runs = [fresh_import() for _ in range(3)]
    loaded = runs[0][1]
    assert "screening" in loaded
    assert not loaded & (HEAVY | NETWORK)
    # The fastest run: what the machine did besides is not ours.
    assert min(seconds for seconds, _ in runs) < IMPORT_SECONDS


def test_installed_package_is_small() -> None:
    shipped = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix in SHIPPED]
    assert sum(path.stat().st_size for path in shipped) < INSTALLED_BYTES


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_tables_of_every_script_take_little_memory() -> None:
    """All that importing and using the package adds, its code too, over its dependencies."""
    command = [sys.executable, "-c", CHILD, json.dumps(NAMES)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(run.stdout) < RESIDENT_BYTES


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_can_reach_the_network(path: Path) -> None:
    """But for one, which brings lists up to date."""
    reaches = NETWORK_IMPORT.search(path.read_text(encoding="utf-8")) is not None
    assert reaches == (path == PACKAGE / "upkeep" / "download.py")


def test_one_command_alone_downloads() -> None:
    """The module that can is used by the updating of lists, and that by nothing but ``lists update``."""

    def users(pattern: str) -> set[str]:
        return {
            str(path.relative_to(PACKAGE)) for path in SOURCES if re.search(pattern, path.read_text(encoding="utf-8"))
        }

    assert users(r"upkeep\.download import [^\n]*\bdownload\b|import upkeep\.download") == {"upkeep/update.py"}
    assert users(r"import [^\n]*\bupdate_all\b|upkeep\.update import|import upkeep\.update") == {"cli/lists.py"}


@pytest.mark.parametrize("line", ["import socket", "def update():\n    from urllib.request import urlopen"])
def test_import_of_a_network_module_is_noticed(line: str) -> None:
    assert NETWORK_IMPORT.search(f"import os\n{line}\n")
