# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: bring the lake up to date every few minutes, fit the value models every night."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.insight import actions


@app.periodic(cron="*/2 * * * *")
@app.task(name="insight.refresh", queueing_lock="insight.refresh", lock="insight.refresh")
def refresh(timestamp: int = 0) -> None:
    """Refresh the lake and the scores, if the record changed."""
    actions.refresh(now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="insight.foresee", queueing_lock="insight.foresee", lock="insight.foresee")
def foresee(timestamp: int = 0) -> None:
    """Fit the value models, when the last fit is a day old."""
    actions.VALUES.run_if_due(now=clock.now())


@app.task(name="insight.foresee_now", queueing_lock="insight.foresee_now", lock="insight.foresee")
def foresee_now() -> None:
    """Fit the value models because somebody asked."""
    actions.VALUES.run(now=clock.now())


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="insight.recommend", queueing_lock="insight.recommend", lock="insight.recommend")
def recommend(timestamp: int = 0) -> None:
    """Compare the methods of recommendation and rank for everybody, when the last time is a day ago."""
    actions.RECOMMENDATIONS.run_if_due(now=clock.now())


@app.task(name="insight.recommend_now", queueing_lock="insight.recommend_now", lock="insight.recommend")
def recommend_now() -> None:
    """Compare and rank because somebody asked."""
    actions.RECOMMENDATIONS.run(now=clock.now())


@app.periodic(cron="7-59/10 * * * *")
@app.task(name="insight.demand", queueing_lock="insight.demand", lock="insight.demand")
def demand(timestamp: int = 0) -> None:
    """Foretell demand and propose orders, when the last time is a day ago."""
    actions.DEMAND.run_if_due(now=clock.now())


@app.task(name="insight.demand_now", queueing_lock="insight.demand_now", lock="insight.demand")
def demand_now() -> None:
    """Foretell demand because somebody asked."""
    actions.DEMAND.run(now=clock.now())


@app.periodic(cron="3-59/10 * * * *")
@app.task(name="insight.taste", queueing_lock="insight.taste", lock="insight.taste")
def taste(timestamp: int = 0) -> None:
    """Work out towards what each person leans, when the last time is a day ago."""
    actions.TASTES.run_if_due(now=clock.now())


@app.task(name="insight.taste_now", queueing_lock="insight.taste_now", lock="insight.taste")
def taste_now() -> None:
    """Work it out because somebody asked."""
    actions.TASTES.run(now=clock.now())


@app.periodic(cron="9-59/10 * * * *")
@app.task(name="insight.find", queueing_lock="insight.find", lock="insight.find")
def find(timestamp: int = 0) -> None:
    """Look at what experiments came to, where the last look is old."""
    actions.find_effects(now=clock.now())
