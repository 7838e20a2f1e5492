#!/usr/bin/env bash
# Write again what the repository keeps of the example: the rendered page and the pictures of the README.
# The snapshots under schemas/ are records and are never rewritten.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${PYTHON:-.venv/bin/python}
"$python" -m apidiff render
"$python" docs/example/picture.py docs/example/refusal.svg
