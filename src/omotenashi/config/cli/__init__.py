# SPDX-License-Identifier: Apache-2.0
"""The command line, one file a group of commands. `main` is the way in; nothing here loads Django before it must."""
