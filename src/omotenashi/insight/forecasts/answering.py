# SPDX-License-Identifier: Apache-2.0
"""Ask a value model about customers: fit, judge, check against what was kept back, and forecast each customer."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from omotenashi.insight.forecasts import bgnbd, gamma_gamma, judging, pareto_nbd, value
from omotenashi.insight.forecasts.checking import Check, check
from omotenashi.insight.forecasts.customers import DAYS, Customers
from omotenashi.insight.forecasts.files import BadFile
from omotenashi.insight.forecasts.fitting import Fit
from omotenashi.insight.forecasts.judging import Verdict
from omotenashi.insight.forecasts.options import YEAR, ForecastOptions
from omotenashi.insight.forecasts.summaries import Floats
from omotenashi.insight.measures.params import to_text
from omotenashi.insight.measures.words import N_, Phrase

type Column = list[Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model says. Without an answer there are no columns: the fit is told, forecasts are not."""

    name: str
    options: ForecastOptions
    customers: Customers
    fits: tuple[Fit, ...]
    verdict: Verdict
    population: dict[str, Any]
    check: Check | None = None
    columns: dict[str, Column] = field(default_factory=dict)

    def rows(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """One row a customer."""
        names = tuple(self.columns)
        for place, row in enumerate(zip(*self.columns.values(), strict=True)):
            if limit is not None and place >= limit:
                return
            yield dict(zip(names, row, strict=True))

    def as_dict(self, *, limit: int | None = None, say: Callable[[Phrase], str] = str) -> dict[str, Any]:
        """As the other measures answer, and what is told of a model."""
        most = self.options.limit or None if limit is None else limit
        return {
            "measure": self.name,
            "params": to_text(self.options),
            "answers": self.verdict.answers,
            "refused": [{"code": one.code, "message": say(one.phrase)} for one in self.verdict.refused],
            "warnings": [{"code": one.code, "message": say(one.phrase)} for one in self.verdict.warned],
            "fit": _told(self.fits[0]) if self.fits else None,
            "fits": {fit.model: _told(fit) for fit in self.fits},
            "holdout": None
            if self.check is None
            else _finite({"days": self.customers.later_days, **asdict(self.check)}),
            "population": _finite(self.population),
            "rows": list(self.rows(limit=most)),
            "as_of": (self.customers.as_of or self.options.as_of).isoformat(),
        }


def ask_bgnbd(given: Customers, options: ForecastOptions) -> Answer:
    """BG/NBD alone: purchases, without amounts."""
    return _purchases("bgnbd", bgnbd, given, options)


def ask_pareto_nbd(given: Customers, options: ForecastOptions) -> Answer:
    """Pareto/NBD alone."""
    return _purchases("pareto-nbd", pareto_nbd, given, options)


def ask_gamma_gamma(given: Customers, options: ForecastOptions) -> Answer:
    """Gamma-Gamma alone: the spend per purchase of who came back."""
    x, mean = given.summaries.x, _spend(given)
    fit = gamma_gamma.fit(x=x, mean=mean)
    paying = int(((x > 0) & (mean > 0)).sum())
    verdict = Verdict(judging.few(paying, options), ()).and_(judging.independent(given, mean, fit, options))
    columns: dict[str, Column] = {}
    if verdict.answers:
        spend = value.expected_spend(fit, given.summaries, mean=mean)
        columns = {"customer": given.names.tolist(), "frequency": x.astype(int).tolist(), "monetary": mean.tolist(),
                   "expected_spend": spend.tolist()}  # fmt: skip
    found = gamma_gamma.correlation(x=x, mean=mean)
    population = {**_population(given), "correlation": found, "population_mean": gamma_gamma.population_mean(fit)}
    return Answer(name="gamma-gamma", options=options, customers=given, fits=(fit,), verdict=verdict,
                  population=population, columns=columns)  # fmt: skip


def ask_value(given: Customers, options: ForecastOptions) -> Answer:
    """LTV予測: purchases by BG/NBD, spend by Gamma-Gamma, both within the horizon, with an interval."""
    mean = _spend(given)
    enough = judging.enough(given, options)
    fits = (bgnbd.fit(given.summaries), gamma_gamma.fit(x=given.summaries.x, mean=mean))
    verdict = enough.and_(judging.identified(given, fits[0])).and_(judging.independent(given, mean, fits[1], options))
    population: dict[str, Any] = {
        **_population(given),
        "correlation": gamma_gamma.correlation(x=given.summaries.x, mean=mean),
    }
    if not verdict.answers:
        return Answer(name="ltv-forecast", options=options, customers=given, fits=fits, verdict=verdict,
                      population=population)  # fmt: skip
    columns = _value_columns(given, options, fits, mean)
    population["value"] = float(np.sum(columns["value"]))
    population["expected"] = float(np.sum(columns["expected"]))
    found = Answer(name="ltv-forecast", options=options, customers=given, fits=fits, verdict=verdict,
                   population=population, columns=columns)  # fmt: skip
    return replace(found, check=value_check(found))


def _purchases(name: str, model: Any, given: Customers, options: ForecastOptions) -> Answer:
    known = given.summaries
    enough = judging.enough(given, options)
    fit: Fit = model.fit(known)
    verdict = enough.and_(judging.identified(given, fit))
    population = {
        **_population(given),
        "expected_of_new": model.expected_of_new(fit, within=options.ahead),
        "horizon": options.ahead,
    }
    columns: dict[str, Column] = {}
    if verdict.answers:
        expected = model.expected(fit, known, within=options.ahead)
        columns = {
            "customer": given.names.tolist(),
            "frequency": known.x.astype(int).tolist(),
            "recency": known.t_x.tolist(),
            "T": known.T.tolist(),
            "p_alive": model.p_alive(fit, known).tolist(),
            "expected": expected.tolist(),
        }
        if model is bgnbd:
            columns |= _around(fit, given, options)
        population["expected"] = float(expected.sum())
    return Answer(name=name, options=options, customers=given, fits=(fit,), verdict=verdict, population=population,
                  check=_purchase_check(model, fit, given, options), columns=columns)  # fmt: skip


def _around(fit: Fit, given: Customers, options: ForecastOptions) -> dict[str, Column]:
    level = options.interval / 100
    low, high = value.purchase_interval(fit, given.summaries, within=options.ahead, level=level)
    wait = value.next_purchase(fit, given.summaries)
    return {
        "expected_low": low.astype(int).tolist(),
        "expected_high": high.astype(int).tolist(),
        "next_median": wait.median.tolist(),
        "next_low": wait.low.tolist(),
        "next_high": wait.high.tolist(),
    }


def _purchase_check(model: Any, fit: Fit, given: Customers, options: ForecastOptions) -> Check | None:
    if given.later is None:
        return None
    within = given.later_days / DAYS[given.unit]
    expected = model.expected(fit, given.summaries, within=within)
    band: tuple[Floats | None, Floats | None] = (None, None)
    if model is bgnbd:
        band = value.purchase_interval(fit, given.summaries, within=within, level=options.interval / 100)
    return check(expected=expected, actual=given.later, frequency=given.summaries.x, low=band[0], high=band[1])


def _value_columns(
    given: Customers, options: ForecastOptions, fits: tuple[Fit, ...], mean: Floats
) -> dict[str, Column]:
    fit, spending = fits
    known, level = given.summaries, options.interval / 100
    expected = bgnbd.expected(fit, known, within=options.ahead)
    spend = value.expected_spend(spending, known, mean=mean)
    counted = expected
    if options.discount:
        year = float(YEAR[given.unit])
        counted = value.discounted(fit, known, within=options.ahead, yearly=options.discount / 100, year=year)
    low, high = value.value_interval(fit, spending, known, mean=mean, within=options.ahead, level=level)
    return {
        "customer": given.names.tolist(),
        "frequency": known.x.astype(int).tolist(),
        "recency": known.t_x.tolist(),
        "T": known.T.tolist(),
        "monetary": mean.tolist(),
        "p_alive": bgnbd.p_alive(fit, known).tolist(),
        "expected": expected.tolist(),
        "expected_spend": spend.tolist(),
        "value": (counted * spend).tolist(),
        "value_low": low.tolist(),
        "value_high": high.tolist(),
        **_around(fit, given, options),
    }


def kept_back(found: Answer) -> Floats:
    """Give what LTV予測 says each customer spends in the days that were kept back."""
    given = found.customers
    expected = bgnbd.expected(found.fits[0], given.summaries, within=given.later_days / DAYS[given.unit])
    return expected * value.expected_spend(found.fits[1], given.summaries, mean=_spend(given))


def value_check(found: Answer, *, weights: Floats | float = 1.0) -> Check | None:
    """Compare that with what came; `weights` multiply what is said of each customer."""
    given, fits = found.customers, found.fits
    if given.later is None or given.later_spend is None:
        return None
    within, level = given.later_days / DAYS[given.unit], found.options.interval / 100
    low, high = value.value_interval(fits[0], fits[1], given.summaries, mean=_spend(given), within=within, level=level)
    return check(
        expected=kept_back(found) * weights, actual=given.later_spend, frequency=given.summaries.x,
        low=low * weights, high=high * weights,
    )  # fmt: skip


def _spend(given: Customers) -> Floats:
    if given.spend is None:
        raise BadFile(
            N_("There are no amounts: a column monetary (a row a customer) or amount (a row a purchase) is needed.")
        )
    unknown = (given.summaries.x > 0) & ~np.isfinite(given.spend)
    if unknown.any():
        raise BadFile(
            N_("Customer %(customer)s came back, and what was spent is not said."),
            customer=str(given.names[int(np.flatnonzero(unknown)[0])]),
        )
    return np.where(np.isfinite(given.spend), given.spend, 0.0)


def _population(given: Customers) -> dict[str, Any]:
    known = given.summaries
    found: dict[str, Any] = {
        "rows": given.rows,
        "customers": known.customers,
        "repeaters": known.repeaters,
        "zero_repeaters": known.customers - known.repeaters,
        "repeat_transactions": given.purchases,
        "unit": given.unit,
        "window": given.window,
    }
    if given.later is not None:
        found |= {"holdout_transactions": int(given.later.sum()), "holdout_days": given.later_days}
    if given.unused:
        found["rows_unused"] = given.unused
    if given.first_day:
        found["first_day"] = given.first_day.isoformat()
    return found


def _told(fit: Fit) -> dict[str, Any]:
    return {
        "model": fit.model,
        "parameters": _finite(fit.parameters),
        "standard_errors": _finite(fit.errors),
        "log_likelihood": _finite(fit.log_likelihood),
        "customers": fit.customers,
        "converged": fit.converged,
    }


def _finite(value: Any) -> Any:
    """JSON has no infinity: what is not finite is unknown."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


type Ask = Callable[[Customers, ForecastOptions], Answer]
ASK: dict[str, Ask] = {
    "ltv-forecast": ask_value,
    "bgnbd": ask_bgnbd,
    "pareto-nbd": ask_pareto_nbd,
    "gamma-gamma": ask_gamma_gamma,
}
