"""A headless Chromium spoken to over a pipe (DevTools protocol): nothing to install but the browser."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_SECONDS = 60.0
# The browser reads commands from descriptor 3 and answers on 4.
_TRAMPOLINE = "import os, sys; a = sys.argv; os.dup2(int(a[1]), 3); os.dup2(int(a[2]), 4); os.execv(a[3], a[3:])"


class Page:
    """One tab."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._numbers, self._rest, self._session = count(1), b"", None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            if "method" in answer and self._session is not None:
                self.events.append(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + _SECONDS
        while b"\0" not in self._rest:
            assert select.select([self._answers], [], [], max(end - time.monotonic(), 0))[0], "the browser is silent"
            data = os.read(self._answers, 1 << 20)
            assert data, "the browser has ended"
            self._rest += data
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def open(self, path: Path, *, width: int, fragment: str = "") -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=path.as_uri() + fragment)
        end = time.monotonic() + _SECONDS
        while self("[location.protocol, document.readyState].join()") != "file:,complete":
            assert time.monotonic() < end, "the page does not load"
            time.sleep(0.01)

    def __call__(self, expression: str) -> Any:
        """The value of an expression in the page; the page's own policy does not hold for it."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")


@contextmanager
def browser_page(profile: Path) -> Iterator[Page]:
    """A tab of a browser of its own, offline and gone at the end."""
    assert CHROMIUM is not None
    pipes = [*os.pipe(), *os.pipe()]
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in pipes]  # clear of 3 and 4
    for end in pipes:
        os.close(end)
    command_out, command_in, answer_out, answer_in = ends
    options = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --remote-debugging-pipe"
    arguments = [CHROMIUM, *options.split(), "--proxy-server=127.0.0.1:9", f"--user-data-dir={profile}"]
    with subprocess.Popen(
        [sys.executable, "-c", _TRAMPOLINE, str(command_out), str(answer_in), *arguments],
        pass_fds=(command_out, answer_in),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(command_out)
        os.close(answer_in)
        try:
            yield Page(command_in, answer_out)
        finally:
            os.close(command_in)  # the browser ends with the pipe
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            os.close(answer_out)
