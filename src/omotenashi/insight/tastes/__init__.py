# SPDX-License-Identifier: Apache-2.0
"""好みの傾向: towards what somebody leans, against what everybody does. Pure: signals and traits in, tags with evidence out."""
