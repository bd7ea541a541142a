from collections.abc import Iterable
from typing import final

from screening.plain import Rule, Rules

@final
class Patterns:
    def __init__(self, patterns: Iterable[Rule], *, by_end: bool = False) -> None: ...

@final
class PlainReader:
    def __init__(self, rules: Rules) -> None: ...
