# SPDX-License-Identifier: Apache-2.0
"""Maximum likelihood for positive parameters: BFGS on their logarithms, then Newton, then the observed information.

All parameters of these models are above zero, so their logarithms are free. The gradient is analytic; the Hessian is
its central difference, used for the last steps and for the standard errors (inverse observed information, delta
method back from the logarithms).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from omotenashi.insight.forecasts.summaries import Floats

# The value and the gradient of the log-likelihood by the parameters themselves.
type Likelihood = Callable[[Floats], tuple[float, Floats]]
# The likelihood of every n-th distinct customer, and how many people that is.
type Build = Callable[[int], tuple[Likelihood, float]]

# Beyond these a parameter has run away: the data say nothing about it.
SMALLEST, LARGEST = np.log(1e-7), np.log(1e8)
_STEP = 1e-4
_NEWTON = 8
# More distinct customers than this are first fitted on an even part of them.
_PART = 30_000


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Parameters by name with their standard errors; an error is infinite where the data do not say anything."""

    model: str
    parameters: dict[str, float]
    errors: dict[str, float]
    log_likelihood: float
    customers: int
    converged: bool
    # The covariance of the logarithms of the parameters, in their order.
    covariance: Floats

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
    loss, people = _loss(build(1))
    stride = max(size // _PART, 1)
    logs, bend = _searched(loss if stride == 1 else _loss(build(stride))[0], np.log(start))
    if stride > 1:
        logs = _walked(loss, logs, bend)
        logs, bend = _polished(loss, logs)
    level, slope = loss(logs)
    covariance = _inverse(bend) / people
    spread = np.sqrt(np.where(np.diag(covariance) > 0, np.diag(covariance), np.inf))
    values = np.exp(logs)
    return Fit(
        model=model,
        parameters=dict(zip(names, values.tolist(), strict=True)),
        errors=dict(zip(names, (values * spread).tolist(), strict=True)),
        log_likelihood=-level * people,
        customers=round(people),
        converged=bool(np.abs(slope).max() < 1e-5),
        covariance=covariance,
    )


def _loss(built: tuple[Likelihood, float]) -> tuple[Callable[[Floats], tuple[float, Floats]], float]:
    """Give minus the mean log-likelihood of one customer by the logarithms, and how many customers there are."""
    likelihood, people = built

    def loss(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(np.clip(logs, SMALLEST, LARGEST))
        level, slope = likelihood(values)
        if not (np.isfinite(level) and np.isfinite(slope).all()):
            return 1e10, np.zeros_like(logs)
        return -level / people, -slope * values / people

    return loss, people


def _searched(loss: Callable[[Floats], tuple[float, Floats]], logs: Floats) -> tuple[Floats, Floats]:
    found = minimize(
        loss,
        logs,
        jac=True,
        method="L-BFGS-B",
        bounds=[(SMALLEST, LARGEST)] * len(logs),
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500, "maxcor": 10},
    )
    return _polished(loss, found.x)


def _walked(loss: Callable[[Floats], tuple[float, Floats]], logs: Floats, bend: Floats) -> Floats:
    """Step with the curvature of the part; search from here when that does not lead down."""
    level, slope = loss(logs)
    for _ in range(_NEWTON):
        if np.abs(slope).max() < 1e-8:
            return logs
        try:
            moved = np.clip(logs - np.linalg.solve(bend, slope), SMALLEST, LARGEST)
        except np.linalg.LinAlgError:
            break
        lower, next_slope = loss(moved)
        if not lower <= level + 1e-12 or np.abs(next_slope).max() > np.abs(slope).max():
            break
        logs, level, slope = moved, lower, next_slope
    return logs if np.abs(slope).max() < 1e-7 else _searched(loss, logs)[0]


def _polished(loss: Callable[[Floats], tuple[float, Floats]], logs: Floats) -> tuple[Floats, Floats]:
    """Take Newton steps while they help, and give the Hessian where they end."""
    bend = _hessian(loss, logs)
    for _ in range(_NEWTON):
        level, slope = loss(logs)
        if np.abs(slope).max() < 1e-9:
            break
        try:
            step = np.linalg.solve(bend, slope)
        except np.linalg.LinAlgError:
            break
        moved = np.clip(logs - step, SMALLEST, LARGEST)
        if np.abs(step).max() > 1 or not loss(moved)[0] <= level:
            break
        logs = moved
        if np.abs(step).max() < 1e-7:
            break
        bend = _hessian(loss, logs)
    return logs, bend


def _hessian(loss: Callable[[Floats], tuple[float, Floats]], logs: Floats) -> Floats:
    """Give the central difference of the gradient, made symmetric."""
    rows = []
    for place in range(len(logs)):
        step = np.zeros_like(logs)
        step[place] = _STEP
        rows.append((loss(logs + step)[1] - loss(logs - step)[1]) / (2 * _STEP))
    found = np.array(rows)
    return (found + found.T) / 2


def _inverse(bend: Floats) -> Floats:
    """Invert the information; infinite variances where it is not positive definite."""
    try:
        np.linalg.cholesky(bend)
        return np.asarray(np.linalg.inv(bend))
    except np.linalg.LinAlgError:
        return np.full_like(bend, np.inf)
