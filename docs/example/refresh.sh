#!/usr/bin/env bash
# Write again what the repository keeps of the example: the rendered page and the pictures of the README.
# The snapshots under schemas/ are records and are never rewritten.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

.venv/bin/apidiff render
.venv/bin/python docs/example/picture.py docs/example/refusal.svg
