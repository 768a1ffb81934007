# SPDX-License-Identifier: Apache-2.0
"""The processes that serve: pages (granian), jobs (procrastinate), and the supervisor that runs both."""
