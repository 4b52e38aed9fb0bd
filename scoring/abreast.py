"""Two halves at once: what is long enough to be worth a second thread, while numpy lets go of the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def abreast(act: Callable[[slice], T], n: int, *, step: int = 1, is_long: bool = True) -> list[T]:
    """What ``act`` makes of the first and the second half of ``range(n)``, in this order.

    Of all of it at once where it is not long, or under two steps.
    The halves part at a multiple of ``step``, the same on every machine, so that none comes to another result.

    >>> abreast(lambda part: sum(range(*part.indices(5))), 5)
    [1, 9]
    """
    half = n // 2 - n // 2 % step if is_long else 0
    if half == 0:
        return [act(slice(0, n))]
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(act, slice(half, n))
        return [act(slice(0, half)), second.result()]
