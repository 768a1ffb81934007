# SPDX-License-Identifier: Apache-2.0
"""Do the data carry the model? What it refuses to answer, and what it warns of, with the reason.

A model that was fitted always gives numbers. These are the cases in which they mean nothing.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.insight.forecasts import gamma_gamma, nbd
from omotenashi.insight.forecasts.customers import DAYS, Customers
from omotenashi.insight.forecasts.fitting import Fit
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.forecasts.summaries import Floats
from omotenashi.insight.measures.words import N_, Phrase

# Twice the gain in log-likelihood that two further parameters reach by chance in one case of twenty.
CHANCE = 5.99
# A parameter known only to a factor of e or worse.
VAGUE = 1.0
WARN_CORRELATION = 30
STEADY = 0.5
# Weeks. Whoever tells more of single customers has most likely told days.
TEN_YEARS = 520


@dataclass(frozen=True)
class Reason:
    """Why there is no answer, or what to mind. `code` is for machines."""

    code: str
    phrase: Phrase


@dataclass(frozen=True)
class Verdict:
    """The model answers when nothing was refused."""

    refused: tuple[Reason, ...]
    warned: tuple[Reason, ...]

    @property
    def answers(self) -> bool:
        return not self.refused

    def and_(self, other: "Verdict") -> "Verdict":
        """Both, each reason once."""
        refused = {one.code: one for one in self.refused + other.refused}
        warned = {one.code: one for one in self.warned + other.warned}
        return Verdict(tuple(refused.values()), tuple(warned.values()))


def enough(given: Customers, options: ForecastOptions) -> Verdict:
    """Look at the data before any fit."""
    refused: list[Reason] = []
    warned: list[Reason] = []
    refused.extend(few(given.summaries.repeaters, options))
    days, ahead = given.window * DAYS[given.unit], options.ahead * DAYS[given.unit]
    if days < ahead / 2:
        refused.append(_reason("window_too_short", _SHORT, days=round(days), ahead=round(ahead)))
    elif days < ahead:
        warned.append(_reason("beyond_window", _BEYOND, days=round(days), ahead=round(ahead)))
    if given.unit == "week" and given.first_day is None and given.window > TEN_YEARS:
        warned.append(_reason("perhaps_days", _DAYS_AS_WEEKS, weeks=round(given.window)))
    if given.steadiness is not None and given.steadiness > STEADY:
        refused.append(_reason("contractual", _CONTRACT, share=round(given.steadiness * 100)))
    return Verdict(tuple(refused), tuple(warned))


def few(came_back: int, options: ForecastOptions) -> tuple[Reason, ...]:
    """データ不足: too few came back."""
    # Of nobody nothing can be said, whatever was asked for.
    least = max(options.min_repeaters, 1)
    return () if came_back >= least else (_reason("too_few_repeaters", _FEW, n=came_back, least=least),)


def identified(given: Customers, fit: Fit) -> Verdict:
    """Is leaving in the data at all? Compared with the model in which nobody ever leaves."""
    gain = 2 * (fit.log_likelihood - nbd.fit(given.summaries).log_likelihood)
    refused, warned = [], []
    if gain < CHANCE:
        refused.append(_reason("dropout_not_identified", _NOBODY_LEAVES, gain=f"{max(gain, 0.0):.2f}", chance=CHANCE))
    elif not fit.converged:
        refused.append(_reason("not_converged", _LOST_WAY))
    else:
        vague = [name for name in fit.parameters if not fit.relative_error(name) < VAGUE]
        if vague:
            warned.append(_reason("vague_parameters", _VAGUE, names=", ".join(vague)))
    return Verdict(tuple(refused), tuple(warned))


def independent(given: Customers, mean: Floats, fit: Fit, options: ForecastOptions) -> Verdict:
    """Is spend independent of frequency, as Gamma-Gamma takes it to be?"""
    refused, warned = [], []
    found = gamma_gamma.correlation(x=given.summaries.x, mean=mean)
    percent = 0 if found is None else round(found * 100)
    if abs(percent) > options.max_correlation:
        refused.append(_reason("spend_depends_on_frequency", _DEPENDS, percent=percent, most=options.max_correlation))
    elif abs(percent) > WARN_CORRELATION:
        warned.append(_reason("spend_leans_on_frequency", _LEANS, percent=percent, most=WARN_CORRELATION))
    if fit.parameters["q"] <= 1:
        refused.append(_reason("spend_without_mean", _NO_MEAN, q=f"{fit.parameters['q']:.2f}"))
    elif not fit.converged or not np.isfinite(fit.log_likelihood):
        refused.append(_reason("not_converged", _LOST_WAY))
    return Verdict(tuple(refused), tuple(warned))


def _reason(code: str, message: str, **values: str | int | float) -> Reason:
    return Reason(code, Phrase(message, {name: _written(value) for name, value in values.items()}))


def _written(value: str | int | float) -> str | int:
    return str(value) if isinstance(value, float) else value


_FEW = N_("Too few came back: %(n)s customers bought again, at least %(least)s are needed.")
_SHORT = N_("Observed for %(days)s days: too short to say anything about the next %(ahead)s days.")
_BEYOND = N_("Observed for %(days)s days, asked about %(ahead)s: the far end is an extrapolation.")
_DAYS_AS_WEEKS = N_("T is up to %(weeks)s weeks. If the file counts in days, say --param unit=day.")
_CONTRACT = N_(
    "%(share)s%% of regular buyers buy at fixed intervals, as in a subscription. Use survival (measure survival) instead."
)
_NOBODY_LEAVES = N_(
    "Dropout is not identified: a model in which nobody ever leaves explains these purchases as well"
    " (twice the log-likelihood gained is %(gain)s, chance alone gives %(chance)s)."
)
_LOST_WAY = N_("The fit found no maximum.")
_VAGUE = N_("These parameters are hardly known: %(names)s. Forecasts hold, the parameters alone say little.")
_DEPENDS = N_(
    "Frequency and spend are correlated by %(percent)s%% (at most %(most)s%%): the model takes them to be independent."
)
_LEANS = N_(
    "Frequency and spend are correlated by %(percent)s%%: more than %(most)s%% makes values of frequent buyers doubtful."
)
_NO_MEAN = N_("The mean spend is not finite (q = %(q)s): a few customers spend without measure.")
