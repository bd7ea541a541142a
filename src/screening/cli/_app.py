"""The group of commands, and what becomes of an error: one or two lines on standard error, and an exit code."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import io
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from screening import __version__
from screening.cli._shared import EXIT_CODES, INTERNAL, NO_READER, NOT_DONE, STOPPED, Misuse, forget_output
from screening.errors import ScreeningError
from screening.escape import printable

__all__ = ["COMMANDS", "program", "run"]

COMMANDS: Final = {
    "audit": "audit:audit",
    "batch": "batch:batch",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "explain": "explain:explain",
    "lists": "lists:lists",
    "report": "report:report",
    "screen": "screen:screen",
    "tune": "tune:tune",
}
"""Where each command stands: a module of this package, and the command's name in it; those that are there are shown."""

_HINTS: Final = {
    errno.ENOSPC: "free some space, then run the same command again",
    errno.EFBIG: "the system allows no larger file here: raise the limit, then run the same command again",
    errno.EDQUOT: "free some space, then run the same command again",
    errno.EACCES: "check the permissions of the file and of its folder",
    errno.EPERM: "check the permissions of the file and of its folder",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOENT: "check the name",
    errno.EISDIR: "give a file",
    errno.ENOTDIR: "give a folder",
}


class _NoReaderError(Exception):
    """Nobody reads our output any more."""


class _StoppedError(Exception):
    """Ctrl-C."""


class Commands(click.Group):
    """Commands that are loaded when they are asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click would treat in its own way passes it by under other names."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise _NoReaderError from None
        except KeyboardInterrupt:
            raise _StoppedError from None
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for name, place in COMMANDS.items() if _spec(place)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        place = COMMANDS.get(cmd_name)
        if place is None or not _spec(place):
            return None
        command: click.Command = getattr(
            importlib.import_module(f"screening.cli.{place.split(':')[0]}"), place.split(":")[1]
        )
        return command


def _spec(place: str) -> bool:
    return importlib.util.find_spec(f"screening.cli.{place.split(':', maxsplit=1)[0]}") is not None


_CODES: Final = "\n".join(f"  {code:<4} {meaning}" for code, meaning in EXIT_CODES.items())


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"\b\nExit codes; where several apply, the highest up to 4:\n{_CODES}",
)
@click.version_option(__version__, prog_name="screening", message="%(prog)s %(version)s")
def program() -> None:
    """Screen travellers against watchlists, offline.

    Standard output is data; progress and messages go to standard error. What is found are candidates with evidence:
    a person decides.
    """


def run(arguments: Sequence[str] | None) -> int:
    """Run the command line; returns the exit code and never raises."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Lists hold every script: a terminal that lacks one shows escapes instead of ending in an error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = program.main(arguments, prog_name="screening", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.ctx.get_help(), file=sys.stderr)
        return NOT_DONE
    except click.UsageError as error:
        return _fail(_usage(error), _help_hint(error))
    except click.ClickException as error:
        return _fail(printable(error.format_message()))
    except ScreeningError as error:
        return _fail(printable(str(error)))
    except _NoReaderError:
        forget_output()
        return NO_READER
    except (_StoppedError, click.Abort):
        return _fail("stopped", "what was finished is whole; a batch goes on with the same command", code=STOPPED)
    except OSError as error:
        where = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        forget_output()
        return _fail(printable(f"{where}{error.strerror or 'input or output error'}"), _HINTS.get(error.errno or 0, ""))
    except MemoryError:
        return _fail("not enough memory", "give less at once, or use a machine with more")
    except SystemExit as error:  # of shell completion
        return error.code if isinstance(error.code, int) else 0
    except Exception as error:  # noqa: BLE001 - what it says may hold personal data, so only its place is told
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        return _fail(
            f"an error of the program itself: {type(error).__name__} in {place}; please report it", code=INTERNAL
        )
    return code if isinstance(code, int) else 0


def _fail(message: str, hint: str = "", *, code: int = NOT_DONE) -> int:
    print(f"screening: {message}", *([f"  {hint}"] if hint else []), sep="\n", file=sys.stderr)
    return code


def _help_hint(error: click.UsageError) -> str:
    return f"see: {error.ctx.command_path} --help" if error.ctx is not None else ""


def _usage(error: click.UsageError) -> str:
    """What is wrong, without the value: what was typed may be a name."""
    if isinstance(error, click.NoSuchOption):
        named = f" {error.option_name}" if re.fullmatch(r"--[a-z-]{1,30}", error.option_name) else ""
        meant = f"; did you mean {' or '.join(sorted(error.possibilities))}?" if error.possibilities else ""
        return f"no such option{named}{meant}"
    if isinstance(error, click.MissingParameter):
        return f"missing {_of(error)}"
    if isinstance(error, click.BadParameter):
        kind = None if error.param is None else error.param.type
        rule = "cannot be used"
        if isinstance(kind, click.Choice):
            rule = f"must be one of {', '.join(map(str, kind.choices))}"
        elif isinstance(kind, click.IntRange | click.FloatRange):
            number = "a whole number" if isinstance(kind, click.IntRange) else "a number"
            rule = f"must be {number} from {kind.min}" + ("" if kind.max is None else f" to {kind.max}")
        return f"{_of(error)} {rule}"
    if isinstance(error, click.BadOptionUsage):
        return f"option {error.option_name} needs a value, or takes none"
    if isinstance(error, Misuse):
        return error.message
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return f"no such command; there are {', '.join(error.ctx.command.list_commands(error.ctx))}"
    return "too many arguments: quote a value that holds a blank"


def _of(error: click.BadParameter) -> str:
    param = error.param
    if isinstance(param, click.Option):
        return f"option {max(param.opts, key=len)}"
    return f"argument {param.make_metavar(error.ctx) if error.ctx else param.name}" if param is not None else "a value"
