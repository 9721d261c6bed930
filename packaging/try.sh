#!/usr/bin/env bash
# Sets everything up and opens oktodesk on a local Oktopost, with sample links to drop. Without a display it runs
# the guided tour instead and says where the pictures are. What stands behind the command is passed on.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"

set_up
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} || $(uname) == Darwin ]]; then
    say "Opening oktodesk on a local Oktopost (practice mode); nothing leaves this computer"
    exec "$ROOT/.venv/bin/oktodesk" --sandbox "$@"
fi

say "No display here: the guided tour runs instead, in a window that is painted into pictures"
pictures="$ROOT/tour-out"
previous=""
for word in "$@"; do
    [[ $previous != --out ]] || pictures="$word"
    [[ $word != --out=* ]] || pictures="${word#--out=}"
    previous="$word"
done
"$ROOT/.venv/bin/oktodesk" tour --out "$pictures" "$@" || fail "the tour did not get through; see $pictures/report.json"
say "The pictures are in $pictures"
