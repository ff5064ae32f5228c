"""What a target would have meant in the past: how often it was met, and which one is met in nine steps of ten."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cxdesk.common.units import Better

LEAST_STEPS = 8  # fewer steps say nothing about how often
USUALLY = 0.9


def met_before(values: Iterable[float], target: float, better: Better) -> tuple[int, int] | None:
    """Steps that met the target, and all steps; None with too few of them or no direction."""
    steps = np.fromiter(values, dtype=np.float64)
    if len(steps) < LEAST_STEPS or better is Better.NEITHER:
        return None
    met = steps >= target if better is Better.HIGHER else steps <= target
    return int(met.sum()), len(steps)


def usual_target(values: Iterable[float], better: Better, share: float = USUALLY) -> float | None:
    """The strictest value that at least `share` of the steps met; None with too few steps or no direction."""
    steps = np.sort(np.fromiter(values, dtype=np.float64))
    if len(steps) < LEAST_STEPS or better is Better.NEITHER:
        return None
    missed = int(np.floor(len(steps) * (1 - share) + 1e-9))
    return float(steps[missed] if better is Better.HIGHER else steps[-1 - missed])
