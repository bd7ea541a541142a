import numpy as np
from numpy.typing import NDArray

def signatures(letter_at: NDArray[np.uint32], letters: NDArray[np.uint8]) -> NDArray[np.uint64]: ...
