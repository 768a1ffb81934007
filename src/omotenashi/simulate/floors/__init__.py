# SPDX-License-Identifier: Apache-2.0
"""The last weeks of the demo world on the commerce floors: what people, tills and shops do, through the real actions.

Older history is told by the recording doors. Here orders are placed, paid at the simulator, sourced, picked, refused,
fetched, returned; tills open, sell and close; goods are sent between shops and counted. Each story is a generator that
says when it goes on; stories are played in the order of time until now, so that what is not finished is open work.
"""
