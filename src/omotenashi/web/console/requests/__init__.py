# SPDX-License-Identifier: Apache-2.0
"""開示等請求: requests about one's data, with deadline, identity check, export and erasure."""
