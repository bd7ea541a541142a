"""Builds the compiled core as one abi3 extension (CPython 3.11 and later).

Switches, as environment variables set to 1:
    DEBUG       bounds checks on, no optimisation
    SANITIZE    AddressSanitizer and UndefinedBehaviorSanitizer
    COVERAGE    line tracing of the Cython source
"""

import os

from Cython.Build import cythonize
from setuptools import Extension, setup


def switch(name: str) -> bool:
    return os.environ.get(name) == "1"


debug, sanitize, coverage = switch("DEBUG"), switch("SANITIZE"), switch("COVERAGE")
compile_args = ["-std=c++17", "-ffp-contract=off", "-O0" if debug else "-O3"]
link_args = []
macros = [("Py_LIMITED_API", "0x030B0000")]
if debug or sanitize or coverage:
    compile_args.append("-g")
if sanitize:
    flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"]
    # Python's own flags carry -fwrapv, which would hide signed overflow from the sanitizer.
    compile_args += [*flags, "-fno-wrapv"]
    link_args += flags
if coverage:
    macros.append(("CYTHON_TRACE_NOGIL", "1"))

setup(
    ext_modules=cythonize(
        [
            Extension(
                "screening._core",
                ["src/screening/_core.pyx"],
                language="c++",
                define_macros=macros,
                extra_compile_args=compile_args,
                extra_link_args=link_args,
                py_limited_api=True,
            )
        ],
        compiler_directives={
            "language_level": 3,
            "boundscheck": debug or sanitize,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": debug,
            "linetrace": coverage,
            "freethreading_compatible": True,
        },
    ),
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
