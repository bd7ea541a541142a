"""The kernel touches no Python object: each line of nogil code scores 0 in Cython's annotation.

``cython --annotate`` scores a line by the Python API that its C code calls.  Code counts as kernel if it is the body of
a function declared ``nogil``, or of a ``with nogil:`` block.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest
from Cython.Build import cythonize
from setuptools import Extension

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "screening"
SOURCES = sorted(PACKAGE.glob("*.pyx"))
COMMENT_OR_STRING = re.compile(r"#.*|\"[^\"]*\"|'[^']*'")
HEADER = re.compile(r"\s*(?:cdef|cpdef|with)\b")
NOGIL = re.compile(r"(?:(?:cdef|cpdef)\b.*\)[^)]*|with )\bnogil\b[^):]*:(?P<body>.*)")


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def kernel_lines(source: str) -> dict[int, str]:
    """Lines of nogil code, by number from 1.  A header ends where its parentheses are closed."""
    lines = source.splitlines()
    kernel: dict[int, str] = {}
    number = 0
    while number < len(lines):
        first, header = lines[number], ""
        while number < len(lines):
            header += COMMENT_OR_STRING.sub("", lines[number]).strip() + " "
            number += 1
            if not HEADER.match(first) or header.count("(") <= header.count(")"):
                break
        nogil = NOGIL.match(header)
        if nogil and nogil["body"].strip():
            kernel[number] = lines[number - 1].strip()
        while nogil and number < len(lines) and (not lines[number].strip() or indent(lines[number]) > indent(first)):
            if lines[number].strip():
                kernel[number + 1] = lines[number].strip()
            number += 1
    return kernel


class Annotation(HTMLParser):
    """Scores of the lines of an annotated source."""

    def __init__(self) -> None:
        super().__init__()
        self.scores: dict[int, int] = {}
        self._score: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "pre" and (match := re.fullmatch(r"cython line score-(\d+)", kind)):
            self._score = int(match[1])

    def handle_data(self, data: str) -> None:
        # The first digits inside the line's element are its number.
        if self._score is not None and (match := re.search(r"\d+", data)):
            self.scores[int(match[0])] = self._score
            self._score = None


def annotate(path: Path, folder: Path) -> dict[int, int]:
    """Cython's score of each line of a .pyx, compiled with the directives of a release; files go to `folder`."""
    cythonize(
        [Extension(f"screening.{path.stem}", [str(path)], language="c++")],
        build_dir=str(folder),
        annotate=True,
        force=True,
        quiet=True,
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": False,
        },
    )
    (page,) = folder.rglob(f"{path.stem}.html")
    annotation = Annotation()
    annotation.feed(page.read_text(encoding="utf-8"))
    return annotation.scores


def python_in_kernel(path: Path, folder: Path) -> dict[int, str]:
    """Lines of the kernel that call Python's API."""
    kernel = kernel_lines(path.read_text(encoding="utf-8"))
    assert kernel, f"{path.name} has no nogil code"
    scores = annotate(path, folder)
    assert kernel.keys() <= scores.keys()
    return {number: line for number, line in kernel.items() if scores[number]}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_kernel_touches_no_python_object(path: Path, tmp_path: Path) -> None:
    assert python_in_kernel(path, tmp_path) == {}


def test_python_in_a_kernel_is_found(tmp_path: Path) -> None:
    source = dedent("""\
        # cython: language_level=3
        cdef int clean(
            int a,  # a comment (with an open parenthesis
            int b,
        ) noexcept nogil:
            return a + b

        cdef inline int twice(int a) noexcept nogil: return 2 * a

        cdef class Holder:
            cdef int checked(self, int a) except -1 nogil:
                if a < 0:
                    raise ValueError("negative")
                return clean(a, 1)

        def with_gil(values):
            cdef int n = len(values)
            with nogil:
                n = clean(n, 1)
                with gil:
                    values.append(n)
            return n
    """)
    path = tmp_path / "sample.pyx"
    path.write_text(source, encoding="utf-8")
    kernel = set(kernel_lines(source).values())
    found = set(python_in_kernel(path, tmp_path / "out").values())
    assert found >= {'raise ValueError("negative")', "values.append(n)"}
    assert kernel - found >= {
        "return a + b",
        "cdef inline int twice(int a) noexcept nogil: return 2 * a",
        "n = clean(n, 1)",
    }
    assert not kernel & {"cdef int n = len(values)", "return n"}
