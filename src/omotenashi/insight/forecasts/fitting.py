# SPDX-License-Identifier: Apache-2.0
"""Maximum likelihood for positive parameters: BFGS on their logarithms, then Newton, then the observed information.

All parameters of these models are above zero, so their logarithms are free. The gradient is analytic; the Hessian is
its central difference, used for the last steps and for the standard errors (inverse observed information, delta
method back from the logarithms).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from omotenashi.insight.forecasts.summaries import Floats, Ints

# The value and the gradient of the log-likelihood by the parameters themselves.
type Likelihood = Callable[[Floats], tuple[float, Floats]]
# The likelihood of every n-th distinct customer, and how many people that is.
type Build = Callable[[int], tuple[Likelihood, float]]
type Loss = Callable[[Floats], tuple[float, Floats]]

# How far, as logarithms, a parameter may go from its start, which is of the size of the data. Where customers do not
# differ (all buy at one rate), two parameters grow together for ever: at the edge the model is that limit to five
# digits, and its numbers can still be worked out.
LEAST, MOST = np.log(1e-7), np.log(1e5)
_NEAR = 0.01
_STEP = 1e-4
# What may be gained still, in log-likelihood of all customers together, where a fit is said to have arrived.
_LEFT = 0.01
# A direction in which the likelihood bends this much less than in the steepest is flat.
_FLAT = 1e-7
_NEWTON = 8
# More distinct customers than this are first fitted on an even part of them.
_PART = 30_000


@dataclass(frozen=True)
class Range:
    """Between which logarithms each parameter is sought."""

    low: Floats
    high: Floats

    def inside(self, logs: Floats) -> Floats:
        """Give the nearest place that is allowed."""
        return np.clip(logs, self.low, self.high)

    def at_edge(self, logs: Floats) -> NDArray[np.bool_]:
        """Tell which parameters ran as far as they may."""
        return (logs >= self.high - _NEAR) | (logs <= self.low + _NEAR)

    def free(self, logs: Floats, slope: Floats) -> Ints:
        """Give the places of the parameters that do not push against an edge."""
        held = ((logs >= self.high - _NEAR) & (slope < 0)) | ((logs <= self.low + _NEAR) & (slope > 0))
        return np.flatnonzero(~held)

    def steep(self, logs: Floats, slope: Floats) -> float:
        """Give the steepest slope of those."""
        return float(np.abs(slope[self.free(logs, slope)]).max(initial=0.0))

    def step(self, logs: Floats, bend: Floats, slope: Floats) -> Floats:
        """Give where a step with the curvature leads. Raises LinAlgError where there is none."""
        free, away = self.free(logs, slope), np.zeros_like(logs)
        away[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        return self.inside(logs - away)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Parameters by name with their standard errors; an error is infinite where the data do not say anything."""

    model: str
    parameters: dict[str, float]
    errors: dict[str, float]
    log_likelihood: float
    customers: int
    converged: bool

    @property
    def values(self) -> tuple[float, ...]:
        """The parameters in their order."""
        return tuple(self.parameters.values())

    def relative_error(self, name: str) -> float:
        """The standard error of the logarithm: 1 means that the parameter is known to a factor of e."""
        return self.errors[name] / self.parameters[name]


def maximise(build: Build, *, names: tuple[str, ...], start: Floats, model: str, size: int) -> Fit:
    """Find the most likely parameters.

    Of many customers an even part says nearly where the best is and how the likelihood bends there; from there a few
    steps on all of them are enough, and the curvature at the end is that of all.
    """
    within = Range(np.log(start) + LEAST, np.log(start) + MOST)
    loss, people = _loss(build(1), within)
    stride = max(size // _PART, 1)
    logs, bend = _searched(loss if stride == 1 else _loss(build(stride), within)[0], np.log(start), within)
    if stride > 1:
        logs = _walked(loss, logs, bend, within)
        logs, bend = _polished(loss, logs, within)
    level, slope = loss(logs)
    spread = np.sqrt(_variances(bend, at_edge=within.at_edge(logs)) / people)
    values = np.exp(logs)
    return Fit(
        model=model,
        parameters=dict(zip(names, values.tolist(), strict=True)),
        errors=dict(zip(names, (values * spread).tolist(), strict=True)),
        log_likelihood=-level * people,
        customers=round(people),
        converged=_arrived(bend, slope, within.free(logs, slope), people),
    )


def _loss(built: tuple[Likelihood, float], within: Range) -> tuple[Loss, float]:
    """Give minus the mean log-likelihood of one customer by the logarithms, and how many customers there are."""
    likelihood, people = built

    def loss(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(within.inside(logs))
        level, slope = likelihood(values)
        if not (np.isfinite(level) and np.isfinite(slope).all()):
            return 1e10, np.zeros_like(logs)
        return -level / people, -slope * values / people

    return loss, people


def _searched(loss: Loss, logs: Floats, within: Range) -> tuple[Floats, Floats]:
    found = minimize(
        loss,
        logs,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(within.low, within.high, strict=True)),
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500, "maxcor": 10},
    )
    return _polished(loss, found.x, within)


def _walked(loss: Loss, logs: Floats, bend: Floats, within: Range) -> Floats:
    """Step with the curvature of the part; search from here when that does not lead down."""
    level, slope = loss(logs)
    for _ in range(_NEWTON):
        if within.steep(logs, slope) < 1e-8:
            return logs
        try:
            moved = within.step(logs, bend, slope)
        except np.linalg.LinAlgError:
            break
        lower, next_slope = loss(moved)
        if not lower <= level + 1e-12 or np.abs(next_slope).max() > np.abs(slope).max():
            break
        logs, level, slope = moved, lower, next_slope
    return logs if within.steep(logs, slope) < 1e-7 else _searched(loss, logs, within)[0]


def _polished(loss: Loss, logs: Floats, within: Range) -> tuple[Floats, Floats]:
    """Take Newton steps while they help, and give the Hessian where they end."""
    bend = _hessian(loss, logs)
    for _ in range(_NEWTON):
        level, slope = loss(logs)
        if within.steep(logs, slope) < 1e-9:
            break
        try:
            moved = within.step(logs, bend, slope)
        except np.linalg.LinAlgError:
            break
        far = float(np.abs(moved - logs).max())
        if far > 1 or not loss(moved)[0] <= level:
            break
        logs = moved
        if far < 1e-7:
            break
        bend = _hessian(loss, logs)
    return logs, bend


def _arrived(bend: Floats, slope: Floats, free: Ints, people: float) -> bool:
    """Is it the top: no slope, or what further steps would gain is next to nothing?"""
    slope = slope[free]
    if np.abs(slope).max(initial=0.0) < 1e-5:
        return True
    size, ways = np.linalg.eigh(bend[np.ix_(free, free)])
    along = ways.T @ slope
    # A flat way is followed for one e-folding at most.
    gain = np.where(size > _FLAT * np.abs(size).max(), along**2 / (2 * np.maximum(size, 1e-300)), np.inf)
    return bool(np.minimum(gain, np.abs(along)).sum() * people < _LEFT)


def _hessian(loss: Loss, logs: Floats) -> Floats:
    """Give the central difference of the gradient, made symmetric."""
    rows = []
    for place in range(len(logs)):
        step = np.zeros_like(logs)
        step[place] = _STEP
        rows.append((loss(logs + step)[1] - loss(logs - step)[1]) / (2 * _STEP))
    found = np.array(rows)
    return (found + found.T) / 2


def _variances(bend: Floats, *, at_edge: NDArray[np.bool_]) -> Floats:
    """Invert the information; infinite for what ran to the edge, and for what lies along a way that is flat."""
    found = np.full(len(bend), np.inf)
    kept = np.flatnonzero(~at_edge)
    if not len(kept):
        return found
    size, ways = np.linalg.eigh(bend[np.ix_(kept, kept)])
    steep = size > _FLAT * max(float(np.abs(size).max()), 1e-300)
    known = (ways[:, steep] ** 2 / size[steep]).sum(axis=1)
    found[kept] = np.where((ways[:, ~steep] ** 2).sum(axis=1) > 1e-3, np.inf, known)
    return found
