#!/usr/bin/env bash
# Sets everything up and runs all checks and tests; what stands behind the command is passed on to pytest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"

cd "$ROOT"
set_up
export PATH="$ROOT/.venv/bin:$PATH" QT_QPA_PLATFORM=offscreen
export RUFF_CACHE_DIR="$BOOT/ruff" MYPY_CACHE_DIR="$BOOT/mypy"

unclean=()
check() {
    local name="$1"
    shift
    say "$name"
    "$@" || unclean+=("$name")
}

check "ruff check" ruff check
check "ruff format" ruff format --check
check "mypy" mypy
check "layers" lint-imports --cache-dir "$BOOT/imports"
check "dependencies" deptry . --no-ansi

say "pytest"
pytest --numprocesses=auto --dist=worksteal "$@" || unclean+=("pytest")

if ((${#unclean[@]})); then
    fail "not clean: ${unclean[*]}"
fi
