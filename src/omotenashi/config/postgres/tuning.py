# SPDX-License-Identifier: Apache-2.0
"""Settings of the embedded server: for a machine of 2 cores and 4 GB, safe first. Pure."""

MEGABYTE = 1024 * 1024
SMALL_SHARED_MEMORY = 512 * MEGABYTE


def settings(*, memory: int, shared_memory: int, durable: bool) -> dict[str, str]:
    """Return server settings for `memory` bytes of RAM and `shared_memory` bytes under /dev/shm.

    A throwaway cluster (`durable=False`, for tests) forgets its data when the machine stops, and is faster.
    """
    buffers = min(256, max(32, memory // MEGABYTE // 16))
    chosen = {
        "shared_buffers": f"{buffers}MB",
        "work_mem": f"{min(64, max(8, memory // MEGABYTE // 64))}MB",
        "maintenance_work_mem": f"{buffers}MB",
        "effective_cache_size": f"{max(256, memory // MEGABYTE // 2)}MB",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_completion_target": "0.9",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        # A search reads what waits to be sorted into an index of words: it is kept short.
        "gin_pending_list_limit": "256kB",
        "max_connections": "80",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_lock_waits": "on",
        "log_checkpoints": "off",
    }
    # Containers often give 64 MB, which one parallel hash join fills; files under the cluster have no such bound.
    if shared_memory < SMALL_SHARED_MEMORY:
        chosen["dynamic_shared_memory_type"] = "mmap"
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
    return chosen
