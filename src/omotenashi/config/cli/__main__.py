# SPDX-License-Identifier: Apache-2.0
"""`python -m omotenashi.config.cli` is `omotenashi`."""

from omotenashi.config.cli.main import main

if __name__ == "__main__":
    main()
