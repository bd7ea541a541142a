from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening._columns import Model

def entry_facts(columns: dict[str, NDArray[Any]]) -> NDArray[np.uint32]: ...
def birth_relations(model: Model, births: list[tuple[int, int]]) -> NDArray[np.uint8]: ...
