# shellcheck shell=bash
# host_mirror: the first Debian mirror among the apt sources of this machine; it carries the later releases as well.
# shellcheck disable=SC1091,SC2016  # the system's own file; apt expands the format
host_mirror() {
  local codename
  codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$codename" '$1 == release && $2 == "main" && !found { print $3; found = 1 }'
}
