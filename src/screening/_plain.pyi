from typing import final

from screening.plain import Rules

@final
class PlainReader:
    def __init__(self, rules: Rules) -> None: ...
