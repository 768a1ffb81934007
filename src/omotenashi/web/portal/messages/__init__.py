# SPDX-License-Identifier: Apache-2.0
"""Where the links and the picture of a message lead."""
