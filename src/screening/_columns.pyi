from typing import Any, final

from numpy.typing import NDArray

# The numbers of `screening.scoring.Model`, each as `_core.ModelC` has it; what does not fit raises ValueError.
@final
class Model:
    def __init__(self, arrays: dict[str, NDArray[Any]], scalars: dict[str, float]) -> None: ...
