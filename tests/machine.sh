#!/bin/sh
# Make sure this machine has what the tests (and, with "screenshots", the pictures) need besides Python packages:
# a Chromium for the browser tests, pdftotext for reading PDFs, and LibreOffice to turn Word files into pictures.
# Installs what is missing where it may (root on Debian or Ubuntu); says what to install where it may not.
set -eu

missing=""

has() { command -v "$1" >/dev/null 2>&1; }

a_browser() {
    if [ -n "${CHROMIUM:-}" ]; then has "$CHROMIUM"; return; fi
    has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome
}

look() {
    missing=""
    a_browser || missing="$missing chromium"
    has pdftotext || missing="$missing poppler-utils"
    if [ "${1:-}" = screenshots ]; then
        has soffice || missing="$missing libreoffice-writer"
    fi
}

# Debian's Chromium without windows makes the browser tests a good deal quicker; any other will do too.
quicker() {
    if [ -n "${CHROMIUM:-}" ] || has chromium-headless-shell; then return; fi
    has apt-get && [ "$(id -u)" = 0 ] && apt-cache show chromium-headless-shell >/dev/null 2>&1 || return 0
    echo "Installing chromium-headless-shell (makes the tests quicker)."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 || true
}

quicker
look "$@"
[ -n "$missing" ] || exit 0

if has apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing$missing (needed by the tests)."
    # shellcheck disable=SC2086 # one package per word
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null || true
    look "$@"
    [ -n "$missing" ] || exit 0
fi

echo "The tests need programs that are not on this machine:$missing" >&2
if has apt-get; then
    echo "Install them with: sudo apt-get install$missing" >&2
else
    echo "Install them with your system's package manager (names above are Debian's)." >&2
fi
case "$missing" in
    *chromium*) echo "If a Chromium is installed elsewhere, name it: CHROMIUM=/path/to/chromium make test" >&2 ;;
esac
exit 1
