#!/usr/bin/env bash
# The main job on the example, in a scratch folder `demo/`: record the first release, meet the refusal of the next one,
# waive it in its dated entry, record, let the additive third pass, and publish the page.
# Run it as `make demo`; the records of the repository itself stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

apidiff=${APIDIFF:-apidiff}
entry=2026-06-23-lead-lifecycle.md
root=$PWD

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; else bold='' dim='' plain=''; fi
step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
told() { printf '%s$ apidiff %s%s\n' "$dim" "$*" "$plain"; }
run() { told "$@"; "$apidiff" "$@"; }

rm -rf demo
mkdir -p demo/changelog
cp -r apidiff.toml templates demo/
cp -r docs/example/openapi demo/openapi
sed -i.bak 's|docs/example/openapi/|openapi/|; s|^output = .*|output = "page"|' demo/apidiff.toml
rm demo/apidiff.toml.bak
cp changelog/2026-06-17-*.md demo/changelog/
cd demo

step "1. Record the first release"
run snapshot openapi/2026-06-17.yaml --release 2026-06-17

step "2. The next description breaks v1: refused"
told check openapi/2026-06-23.yaml
status=0
"$apidiff" check openapi/2026-06-23.yaml > refusal.txt || status=$?
head -n 4 refusal.txt
[ "$status" -eq 1 ] || { cat refusal.txt; echo "expected a refusal (1), got $status" >&2; exit 1; }
echo "... it ended with 1; the whole refusal stands below"

step "3. Its dated entry declares what no schema says, and waives it"
cp "$root/changelog/$entry" changelog/
awk '/^---$/ { parts++; next } parts == 1' "changelog/$entry"
told check openapi/2026-06-23.yaml
"$apidiff" check openapi/2026-06-23.yaml > waived.txt
head -n 4 waived.txt
run snapshot openapi/2026-06-23.yaml --release 2026-06-23

step "4. The third release only adds: it passes"
cp "$root"/changelog/2026-06-28-*.md changelog/
told check openapi/2026-06-28.yaml
"$apidiff" check openapi/2026-06-28.yaml > pass.txt
head -n 4 pass.txt
run snapshot openapi/2026-06-28.yaml --release 2026-06-28

step "5. Verify the records, publish the page"
run verify
run render

step "The refusal of step 2"
cat refusal.txt

step "The page"
echo "$PWD/page/index.html"
