"""Parts of a whole as whole numbers that still add up to it."""

import numpy as np
from numpy.typing import NDArray


def whole_numbers(parts: NDArray[np.float64]) -> NDArray[np.int64]:
    """Parts (not negative, without NaN) as whole numbers whose sum is that of the parts, rounded half up.

    The largest remainders are rounded up first, of equal ones the earlier (Hare-Niemeyer, methods section 4).
    """
    floors = np.floor(parts + 1e-9)  # 2.9999999996 is a 3 that met a computer
    missing = int(np.floor(parts.sum() + 0.5)) - int(floors.sum())
    whole = floors.astype(np.int64)
    if missing > 0:
        whole[np.argsort(-(parts - floors), kind="stable")[:missing]] += 1
    return whole
