"""How far a piece of work of several steps has come, told every so often."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

Tick = Callable[[int, int], None]
Item = TypeVar("Item")

TICK_EVERY: Final = 2_000
_LOOK_EVERY: Final = 100  # an item of a check may cost much more than a line that is read


class Steps:
    """Counts a work of `total` figures in `steps` equal parts, so that the bar moves forward only.

    `tick(done, total)` is called at each step and every 100 items inside one; what it raises ends the work.
    """

    def __init__(self, tick: Tick | None, total: int, steps: int) -> None:
        self._tick, self._total, self._steps = tick, total, steps
        self._step = self._done = 0

    def next(self) -> None:
        self._step = min(self._step + 1, self._steps)
        self._tell(0, 1)

    def watch(self, items: Sequence[Item]) -> Iterator[Item]:
        for count, item in enumerate(items):
            if count % _LOOK_EVERY == 0:
                self._tell(count, len(items))
            yield item

    def _tell(self, done: int, among: int) -> None:
        if self._tick:
            share = (self._step + done / among) / self._steps
            self._done = max(self._done, min(int(share * self._total), self._total))
            self._tick(self._done, self._total)
