"""The records: snapshots and their index under `schemas/`, dated entries under `changelog/`, and their verification."""
