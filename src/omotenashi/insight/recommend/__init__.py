# SPDX-License-Identifier: Apache-2.0
"""Who would like what: kernels on a matrix of persons × products, judged on what was kept back. Pure numpy and scipy."""
