// The playbook that comes with flotillactl: resources/playbooks/triage.yaml, as it was when it was built. Thread: any.
#pragma once

#include <string_view>

namespace flotilla::cli {

std::string_view builtInPlaybook();

}  // namespace flotilla::cli
