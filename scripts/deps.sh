#!/usr/bin/env bash
# Makes sure that the Swift toolchain, the Debian packages and the peers (Tests/Peers) which this project needs are there;
# installs only what is missing. With the argument `programs` only what building and running the programs needs: no Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(git ca-certificates pkg-config libasound2-dev libmodbus-dev libsystemd-dev libssl-dev libsqlite3-dev spin gcc)
[[ ${1:-} == programs ]] || packages+=(python3-venv python3-dev)

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

install_missing() {
  local as_root=() install
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "run as root, or install sudo, to get: ${missing[*]}"
    as_root=(sudo)
    # Without a terminal sudo cannot ask for a password: better to say so than to wait for ever.
    [[ -t 0 ]] || as_root+=(--non-interactive)
  fi
  printf 'deps: installing %s\n' "${missing[*]}"
  install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}")
  "${install[@]}" && return
  # The package lists may be missing or old on a fresh machine.
  "${as_root[@]}" apt-get update || fail "apt-get update failed; these packages are still missing: ${missing[*]}"
  "${install[@]}" || fail "apt-get could not install: ${missing[*]}"
}

# Debian's own Python, whatever else is on PATH: the pins are for it, and opentiva is compiled against its headers.
python=/usr/bin/python3
pins=Tests/Peers/requirements.txt
peers=.build/peers
# Written last, so that what was interrupted is begun anew; a Python of another version begins anew as well.
stamp=$peers/installed
wanted() { "$python" --version && cat "$pins"; }

install_peers() {
  local remedy="see what pip says above, then run 'make deps' again" pin
  local pip=("$peers/bin/python3" -m pip --disable-pip-version-check)
  printf 'deps: installing the peers of %s into %s\n' "$pins" "$peers"
  rm -rf "$peers"
  "$python" -m venv "$peers" || fail "no environment for the peers in $peers; is python3-venv whole? then run 'make deps' again"
  # One by one: each is built with those above it, and what fails has a name.
  while read -r pin; do
    [[ -n $pin && $pin != '#'* ]] || continue
    "${pip[@]}" install --quiet --no-deps --no-build-isolation "$pin" </dev/null ||
      fail "$pin of $pins could not be installed from PyPI; $remedy"
  done <"$pins"
  "${pip[@]}" check >/dev/null || fail "the pins in $pins contradict each other or one is missing; $remedy"
  wanted >"$stamp"
}

if ((${#missing[@]} > 0)); then install_missing; fi
if [[ ${1:-} == programs ]]; then exit 0; fi
if [[ ! -x $peers/bin/python3 ]] || ! wanted | cmp --silent - "$stamp"; then
  install_peers
elif ((${#missing[@]} == 0)); then
  printf 'deps: nothing to install\n'
fi
