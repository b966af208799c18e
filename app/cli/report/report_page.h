// The report as a page of HTML that stands by itself. Pure. Thread: any.
#pragma once

#include <string>

#include "app/cli/report/fleet_report.h"

namespace flotilla::cli {

std::string reportPage(const FleetReport& report);

}  // namespace flotilla::cli
