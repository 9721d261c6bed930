# Sets up everything oktodesk needs on this machine; sourced by try.sh and test.sh, and used by build.py.
#
# Nothing is written outside the checkout except missing system packages (apt, as root or through sudo).
# The environment is made by uv, which pip puts into .boot/site: that works without Python's venv module and
# beside a Python that the system manages (PEP 668). A stamp makes further runs take no time.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
BOOT="$ROOT/.boot"
LOCK="$ROOT/packaging/requirements.lock"

# The program is started often here: without its bytecode each start would compile all of it anew.
unset PYTHONDONTWRITEBYTECODE

# What Qt's window needs on Debian and Ubuntu: the library that is looked for, then the package that brings it.
QT_LIBRARIES="
libEGL.so.1 libegl1
libGL.so.1 libgl1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libgssapi_krb5.so.2 libgssapi-krb5-2
"

say() { if [[ -t 1 ]]; then printf '\033[1m==>\033[0m %s\n' "$*"; else printf '==> %s\n' "$*"; fi; }

fail() {
    printf 'oktodesk: %s\n' "$*" >&2
    exit 1
}

# Sets PYTHON to the first Python that pyproject.toml allows.
find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            PYTHON="$candidate"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed, and none was found. Install one (on Debian: apt-get install python3)."
}

# Prints the packages that bring what this machine lacks.
missing_packages() {
    local known library package
    known="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"
    while read -r library package; do
        [[ -z $library || $known == *"$library "* ]] || printf '%s\n' "$package"
    done <<<"$QT_LIBRARIES"
    [[ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null)" ]] || echo fonts-dejavu-core
    "$PYTHON" -m pip --version >/dev/null 2>&1 || echo python3-pip
    [[ -z ${FOR_BUILDING:-} ]] || missing_build_packages "$known"  # set by build.py
}

# The standalone program holds Python itself; the system's Python has that library in a package of its own.
missing_build_packages() {
    local library
    command -v objdump >/dev/null || echo binutils
    library="$("$PYTHON" -c 'import sys; print("libpython%d.%d" % sys.version_info[:2] if sys.base_prefix == "/usr" else "")')"
    [[ -z $library || $1 == *"$library.so.1.0 "* ]] || echo "$library"
}

install_packages() {
    local as_root=()
    [[ $(id -u) == 0 ]] || as_root=(sudo)
    if ! command -v apt-get >/dev/null; then
        fail "these libraries are missing; install your system's packages for them: $*"
    fi
    if [[ $(id -u) != 0 ]] && ! { command -v sudo && { [[ -t 0 ]] || sudo -n true; }; } >/dev/null 2>&1; then
        fail "system libraries are missing. Run this line once as root, then start again:
    apt-get update && apt-get install -y --no-install-recommends $*"
    fi
    say "System libraries: installing $*"
    "${as_root[@]}" apt-get update -qq -o Acquire::Retries=3 || say "Some package lists could not be read; going on with the others"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null >"$BOOT/apt.log" 2>&1 ||
        { tail -n 20 "$BOOT/apt.log" >&2; fail "the system libraries could not be installed (see .boot/apt.log)"; }
}

system_libraries() {
    local missing
    [[ $(uname) == Linux ]] || return 0
    missing="$(missing_packages)"
    # shellcheck disable=SC2086 # a list of package names
    [[ -z $missing ]] || install_packages $missing
}

uv() { PYTHONPATH="$BOOT/site" UV_CACHE_DIR="$BOOT/cache" "$PYTHON" -m uv "$@"; }

# Puts the uv that the lock names, with its hashes, into .boot/site.
install_uv() {
    awk '/^[^ ]/ { wanted = /^uv==/ } wanted' "$LOCK" >"$BOOT/uv.txt"
    if ! cmp -s "$BOOT/uv.txt" "$BOOT/site/uv.txt"; then
        say "Preparing the installer"
        rm -rf "$BOOT/site"
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-cache-dir --root-user-action=ignore \
            --require-hashes --target "$BOOT/site" -r "$BOOT/uv.txt" ||
            fail "the installer could not be fetched; is the Python package index reachable?"
        cp "$BOOT/uv.txt" "$BOOT/site/uv.txt"
    fi
}

# What the environment is made of: when this changes, it is made anew.
environment_stamp() {
    cat "$LOCK" "$ROOT/pyproject.toml" "${BASH_SOURCE[0]}" | cksum
    "$PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)'
    printf '%s\n' "$ROOT"
}

environment() {
    local stamp
    stamp="$(environment_stamp)"
    if [[ -x $ROOT/.venv/bin/oktodesk && "$(cat "$ROOT/.venv/stamp" 2>/dev/null)" == "$stamp" ]]; then
        return
    fi
    install_uv
    export UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=180
    export UV_SYSTEM_CERTS=true  # a company's proxy brings its own certificate
    say "Python environment in .venv (the first time this fetches about 150 MB)"
    "$ROOT/.venv/bin/python" -c '' 2>/dev/null || uv venv --quiet --clear --python "$PYTHON" "$ROOT/.venv"
    uv pip sync --quiet --python "$ROOT/.venv/bin/python" --require-hashes "$LOCK" ||
        fail "the packages could not be installed; is the Python package index reachable?"
    uv pip install --quiet --python "$ROOT/.venv/bin/python" --offline --no-deps --no-build-isolation --editable "$ROOT"
    printf '%s\n' "$stamp" >"$ROOT/.venv/stamp"
}

set_up() {
    mkdir -p "$BOOT"
    find_python
    system_libraries
    environment
    say "Ready: Python $("$ROOT/.venv/bin/python" -c 'import platform; print(platform.python_version())'), environment in .venv"
}
