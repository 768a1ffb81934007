# SPDX-License-Identifier: Apache-2.0
"""Simulate: a demo world, made through the same actions people use. Not needed in production.

`world.build` is the door. The model of who buys what and when is pure (`parameters`, `population`, `purchases`,
`baskets`, `memberships`, `points`); `registering`, `recording` and `furnishing` carry it in through the actions;
`truth` keeps what the database must not know.
"""
