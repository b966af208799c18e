#!/usr/bin/env bash
# Runs in the empty Debian of packages.sh: installs the packages, uses each as its unit or its user would, removes them, purges
# them, and compares the file system with the one before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# It installs and purges packages: nothing for a system that somebody uses.
[[ "$PWD" == /flotilla-test ]] || {
  echo "packages: run packages.sh" >&2
  exit 2
}
export DEBIAN_FRONTEND=noninteractive

step() { echo "== $*"; }

fail() {
  echo "packages: $*" >&2
  tail -n 20 /flotilla-test/*.log >&2 || true
  exit 1
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  local tries=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || fail "waited in vain for: $*"
    sleep 0.1
  done
}

apt() { apt-get -y -qq --no-install-recommends "$@" >/flotilla-test/apt.log 2>&1 || fail "apt-get $*"; }

# What packages leave behind by themselves (databases of apt and dpkg, caches, logs) does not count.
files() {
  find / -xdev \( -path /flotilla-test -o -path /proc -o -path /dev -o -path /tmp -o -path /var/cache -o -path /var/log \
    -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /home \) -prune -o -print | sort
}

# The command of a unit, with the user that it names.
start_unit() {
  local unit="/lib/systemd/system/$1.service" user command
  user="$(sed -n 's/^User=//p' "$unit")"
  command="$(sed -n 's/^ExecStart=//p' "$unit")"
  # shellcheck disable=SC2086  # words of a command line
  setpriv --reuid="$user" --regid="$user" --init-groups $command >"/flotilla-test/$1.log" 2>&1 &
}

as() {
  local user="$1"
  shift
  setpriv --reuid="$user" --regid="$user" --init-groups env HOME=/home/"$user" "$@"
}

ctl() { as flotilla flotillactl --data /var/lib/flotilla "$@"; }

node_is() { [[ "$(ctl nodes list -o json)" == *"\"LIVENESS_$1\""* ]]; }

step "tools to look with"
apt update
apt install systemd desktop-file-utils
useradd --create-home person
files >before.txt

step "install"
apt install ./flotilla-*.deb
for package in console server agent cli; do
  dpkg -s "flotilla-$package" | grep -q '^Status: install ok installed' || fail "flotilla-$package is not installed"
  dpkg --verify "flotilla-$package" || fail "flotilla-$package differs from what it says"
done
systemd-analyze verify /lib/systemd/system/flotillad.service /lib/systemd/system/flotilla-agent.service ||
  fail "a unit is wrong"
desktop-file-validate /usr/share/applications/flotilla.desktop || fail "the desktop file is wrong"
for user in flotilla flotilla-agent; do
  [[ "$(stat -c '%U %a' "/var/lib/$user")" == "$user 700" ]] || fail "/var/lib/$user is not private"
  [[ "$(systemctl is-enabled "${user/%flotilla/flotillad}")" == enabled ]] || fail "the unit of $user is not enabled"
done

for folder in server console; do
  for kind in webhook smtp alertmanager desktop; do
    plugin="/usr/lib/flotilla/$folder/plugins/notifier-$kind.so"
    [[ -f "$plugin" ]] || fail "$plugin is missing"
    ! ldd "$plugin" | grep 'not found' || fail "$plugin misses a library"
  done
done

step "a control plane, a node that runs a signed model"
start_unit flotillad
server=$!
wait_for 30 ctl status
cp -r demo.yaml meter-reader /tmp
chmod -R a+rX /tmp/demo.yaml /tmp/meter-reader
ctl apply -f /tmp/demo.yaml
as flotilla mkdir -p -m 0700 /tmp/offline
ctl keys assignment-key >/tmp/assignment.pem
as flotilla flotillactl keys create --out /tmp/offline/keys --assignment-key /tmp/assignment.pem
install -o flotilla-agent -m 0600 /dev/null /tmp/token
ctl token create --site rotterdam >/tmp/token
install -o flotilla-agent -m 0600 /tmp/offline/keys/root.json /tmp/root.json
as flotilla-agent flotilla-agent enrol --data /var/lib/flotilla-agent --server 127.0.0.1:7447 --token-file /tmp/token \
  --root /tmp/root.json
start_unit flotilla-agent
agent=$!
wait_for 30 node_is LIVE
version=1.0.0
as flotilla flotillactl release sign --artifact meter-reader --version "$version" --counter 1 "/tmp/meter-reader/$version" \
  --key /tmp/offline/keys/release-1.pem --key /tmp/offline/keys/release-2.pem --expires 365d --layout /tmp/offline/layout
ctl release publish /tmp/offline/layout
ctl deploy meter-reader "$version" --wait
kill "$server" "$agent"
wait "$server" || fail "flotillad ended badly"
wait "$agent" || fail "flotilla-agent ended badly"

step "the console, with the control plane that it brings along"
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=/tmp/run
install -d -o person -m 0700 /tmp/run
as person flotilla --demo 200 --screenshot /tmp/run/demo.png >console.log 2>&1 || fail "flotilla --demo"
as person flotilla --screenshot /tmp/run/own.png >console.log 2>&1 || fail "flotilla with a control plane of its own"
for picture in demo own; do
  (($(stat -c %s "/tmp/run/$picture.png") > 20000)) || fail "$picture.png shows nothing"
done
[[ -f /home/person/.local/share/flotilla/flotilla.db ]] || fail "the console did not start its control plane"
cp /tmp/run/*.png .

step "remove: the data stays"
apt remove flotilla-console flotilla-server flotilla-agent flotilla-cli
[[ -f /var/lib/flotilla/flotilla.db && -f /etc/flotilla/flotillad.yaml ]] || fail "removing lost data or configuration"
[[ ! -e /usr/bin/flotillad && ! -e /usr/bin/flotilla ]] || fail "programs are still there"

step "install again: the same fleet"
apt install ./flotilla-*.deb
start_unit flotillad
server=$!
wait_for 30 ctl status
[[ "$(ctl nodes list -o json)" == *rotterdam* ]] || fail "the node is forgotten"
kill "$server"
wait "$server" || fail "flotillad ended badly"

step "purge: nothing stays"
apt purge flotilla-console flotilla-server flotilla-agent flotilla-cli
apt autoremove --purge
files >after.txt
if diff before.txt after.txt | grep -i flotilla; then fail "purging left the files above"; fi
step "every step held"
