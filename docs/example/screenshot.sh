#!/usr/bin/env bash
# Take the README's picture of the page with headless Chromium (Debian: apt-get install chromium).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
    --force-device-scale-factor=0.8 --window-size="${SIZE:-1100,2050}" --screenshot="$PWD/${1:-page.png}" "file://$PWD/${2:-index.html}" 2> /dev/null
