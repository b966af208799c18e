#!/usr/bin/env bash
# Makes the packages, installs them into an empty Debian below OUT, and runs inside.sh there: as root, in mounts and processes of
# its own that end with it.
#
# usage: tests/packages/packages.sh OUT
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
# shellcheck source=packaging/debian-mirror.sh
source "$root/packaging/debian-mirror.sh"
out="$(realpath -m "$1")"
((EUID == 0)) || {
  echo "packages: only root can install packages" >&2
  exit 1
}

rm -rf "$out"
mkdir -p "$out"
"$root/packaging/deb.sh" "$out/packages"
(cd "$root" && cmake --build --preset release --target flotilla_models)
debootstrap --variant=minbase bookworm "$out/root" "$(host_mirror)" >"$out/debootstrap.log" || {
  tail "$out/debootstrap.log" >&2
  exit 1
}
cp /etc/resolv.conf "$out/root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$out/root/usr/sbin/policy-rc.d"
chmod +x "$out/root/usr/sbin/policy-rc.d"
mkdir "$out/root/flotilla-test"
cp "$out"/packages/*.deb "$here/inside.sh" "$root/resources/fleets/demo.yaml" "$out/root/flotilla-test"
cp -r "$root/build/release/models/meter-reader" "$out/root/flotilla-test"
# shellcheck disable=SC2016  # the inner shell expands it
unshare --mount --pid --fork --kill-child sh -ec '
  mount --bind /dev "$1/dev"
  mount -t proc proc "$1/proc"
  exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 /flotilla-test/inside.sh' \
  sh "$out/root"
