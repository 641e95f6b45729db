#!/usr/bin/env bash
# Makes sure that the Swift toolchain and the Debian packages which this project needs are there; installs only what is missing.
set -euo pipefail

packages=(git ca-certificates pkg-config libasound2-dev libmodbus-dev libsystemd-dev libssl-dev libsqlite3-dev spin gcc)

fail() {
  printf 'deps: %s\n' "$*" >&2
  exit 1
}

command -v swift >/dev/null || fail "no 'swift' on PATH; get Swift 6.3 from https://www.swift.org/install/linux/"
command -v dpkg-query >/dev/null || fail "this is not a Debian system; install the equivalents of: ${packages[*]}"

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done

if ((${#missing[@]} == 0)); then
  printf 'deps: nothing to install\n'
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "run as root, or install sudo, to get: ${missing[*]}"
  as_root=(sudo)
  # Without a terminal sudo cannot ask for a password: better to say so than to wait for ever.
  [[ -t 0 ]] || as_root+=(--non-interactive)
fi

printf 'deps: installing %s\n' "${missing[*]}"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}")
if ! "${install[@]}"; then
  # The package lists may be missing or old on a fresh machine.
  "${as_root[@]}" apt-get update || fail "apt-get update failed; these packages are still missing: ${missing[*]}"
  "${install[@]}" || fail "apt-get could not install: ${missing[*]}"
fi
