"""Builds each src/screening/*.pyx as one abi3 extension (CPython 3.11 and later); the rest stands in pyproject.toml.

Switches, as environment variables set to 1:
    DEBUG       bounds checks on, no optimisation
    SANITIZE    AddressSanitizer and UndefinedBehaviorSanitizer, bounds checks on
    COVERAGE    line tracing of the Cython source; the C++ is generated beside it, where the coverage plugin looks
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup


def switch(name: str) -> bool:
    """Whether the environment variable `name` is set to 1."""
    return os.environ.get(name) == "1"


DEBUG, SANITIZE, COVERAGE = switch("DEBUG"), switch("SANITIZE"), switch("COVERAGE")

# Scores must be the same on every machine: no fused multiply-add.
compile_args = ["-std=c++17", "-ffp-contract=off", "-O0" if DEBUG else "-O3"]
link_args: list[str] = []
macros: list[tuple[str, str | None]] = []
compile_args.append("-g" if DEBUG or SANITIZE or COVERAGE else "-g0")
if SANITIZE:
    flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"]
    # Python's own flags carry -fwrapv, which would hide signed overflow from the sanitizer.
    compile_args += [*flags, "-fno-wrapv"]
    link_args += flags
if COVERAGE:
    # Tracing reaches into the interpreter, which the stable interface does not let it.
    macros.append(("CYTHON_TRACE_NOGIL", "1"))
else:
    macros.append(("Py_LIMITED_API", "0x030B0000"))

extensions = [
    Extension(
        f"screening.{source.stem}",
        [str(source)],
        language="c++",
        define_macros=macros,
        extra_compile_args=compile_args,
        extra_link_args=link_args,
        py_limited_api=not COVERAGE,
        depends=[str(path) for path in sorted(Path("src/screening").iterdir()) if path.suffix in {".h", ".pxd"}],
    )
    for source in sorted(Path("src/screening").glob("*.pyx"))
]

# Cython regenerates by the age of files and does not notice a changed switch: each combination has its own folder.
variant = "-".join(["cython", *(name for name in ("DEBUG", "SANITIZE", "COVERAGE") if switch(name))]).lower()

setup(
    ext_modules=cythonize(
        extensions,
        build_dir=None if COVERAGE else f"build/{variant}",
        force=COVERAGE,
        compiler_directives={
            "language_level": 3,
            "boundscheck": DEBUG or SANITIZE,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": DEBUG,
            "linetrace": COVERAGE,
            "autotestdict": False,
            "freethreading_compatible": True,
        },
    ),
    options={"build_ext": {"parallel": os.cpu_count()}}
    | ({} if COVERAGE else {"bdist_wheel": {"py_limited_api": "cp311"}}),
)
