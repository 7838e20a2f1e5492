#!/usr/bin/env bash
# The main job on the example, in a scratch folder `demo/`: record the first release, meet the refusal of the next one,
# waive it in its entry, record, let the additive third pass, announce what goes and when, and publish the page.
# Run it as `make demo`; the records of the repository itself stay as they are.
set -euo pipefail
# A reader that goes, as `make demo | head` has it, ends the demonstration and is no error.
# 141 is what a shell says of a command that wrote to nobody.
trap 'exit 141' PIPE
trap '[ $? -ne 141 ] || exit 0' EXIT
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

apidiff=${APIDIFF:-apidiff}
entry=2026-06-23-lead-lifecycle.md
root=$PWD

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; else bold='' dim='' plain=''; fi
step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
told() { printf '%s$ apidiff %s%s\n' "$dim" "$*" "$plain"; }
# Run a command whose report is too long to show, into a file; where it fails, the report says why.
kept() { "$apidiff" "${@:2}" > "$1" || { cat "$1"; exit 1; }; }
# The verdict at the head of a report, and how much more of it there is.
verdict() { awk -v file="demo/$1" 'NF == 0 && ++blank == 2 { cut = 1 } !cut { print } cut { left++ }
    END { if (left) printf "... %d more lines, in %s\n", left, file }' "$1"; }
run() { told "$@"; "$apidiff" "$@"; }

rm -rf demo
mkdir -p demo/changelog
cp -r apidiff.toml templates demo/
cp -r docs/example/past demo/openapi
cp docs/example/openapi.yaml demo/openapi.yaml
sed -i.bak 's|docs/example/openapi|openapi|; s|^output = .*|output = "page"|' demo/apidiff.toml
rm demo/apidiff.toml.bak
cp changelog/2026-06-17-*.md demo/changelog/
cd demo
# The records of the checkout around it are not those of this folder, which is in no repository of its own.
export GIT_CEILING_DIRECTORIES=$root

step "1. Record the first release"
run snapshot openapi/2026-06-17.yaml --release 2026-06-17

step "2. The next description breaks v1: refused"
told check openapi/2026-06-23.yaml
status=0
"$apidiff" check openapi/2026-06-23.yaml > refusal.txt || status=$?
cat refusal.txt
[ "$status" -eq 1 ] || { echo "expected a refusal (1), got $status" >&2; exit 1; }

step "3. Its entry, drafted, edited and waived beforehand, lets it pass"
cp "$root/changelog/$entry" changelog/
printf '%s$ cat changelog/%s%s\n' "$dim" "$entry" "$plain"
awk '/^---$/ { parts++ } !cut { print } cut { left++ } parts == 2 { cut = 1 }
    END { printf "... %d more lines, its text\n", left }' "changelog/$entry"
told check openapi/2026-06-23.yaml
kept waived.txt check openapi/2026-06-23.yaml
verdict waived.txt
run snapshot openapi/2026-06-23.yaml --release 2026-06-23

step "4. The third release only adds: it passes"
cp "$root"/changelog/2026-06-28-*.md changelog/
told check openapi/2026-06-28.yaml
kept pass.txt check openapi/2026-06-28.yaml
verdict pass.txt
run snapshot openapi/2026-06-28.yaml --release 2026-06-28

step "5. The fourth release announces what goes, and the day"
cp "$root"/changelog/2026-07-20-*.md changelog/
run check
run snapshot --release 2026-07-20
run calendar

step "6. Verify the records, publish the page"
run verify
run render

step "The page"
echo "$PWD/page/index.html"
