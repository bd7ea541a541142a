"""One measurement in one fresh process, so that memory and caches of another cannot colour it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

__all__ = ["MeasurementError", "Task", "child_main", "measure", "peak_memory"]

ROOT: Final = Path(__file__).resolve().parent.parent

Task = Callable[..., dict[str, Any]]


class MeasurementError(RuntimeError):
    """The process of a measurement failed; the message is the last line of its error stream."""


def measure(module: str, task: str, **arguments: Any) -> dict[str, Any]:
    """Runs a task of a module in a new process.

    Returns:
        What the task returned, with ``wall_seconds``, the life of the process seen from outside, start of the
        interpreter included, and ``peak_bytes``, its peak resident memory.
    """
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT), str(ROOT / "src")]))
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", module, task, json.dumps(arguments, default=str)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    wall = time.perf_counter() - start
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise MeasurementError(f"{module} {task}: {reason}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**result, "wall_seconds": wall}


def child_main(tasks: Mapping[str, Task]) -> None:
    """The other side of `measure`: runs the task named on the command line and prints its result as one JSON line."""
    task, arguments = sys.argv[1:]
    result = tasks[task](**json.loads(arguments))
    print(json.dumps({**result, "peak_bytes": peak_memory()}))


def peak_memory() -> int:
    """Peak resident memory of this process in bytes, mapped files included.

    Read from ``/proc`` where there is one: ``getrusage`` inherits the peak of the process that started this one.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
