// Papers that the control plane makes, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <array>
#include <string_view>

#include "models/domain/incident.h"
#include "models/domain/page.h"
#include "models/domain/paper.h"

namespace flotilla {

enum class ReportPeriod { Week, Month };
inline constexpr std::array<std::string_view, 2> kReportPeriodNames{"week", "month"};
constexpr std::string_view toText(ReportPeriod period) {
  return kReportPeriodNames[static_cast<std::size_t>(period)];
}

// The last whole week (from Monday) or month before `before`, in UTC; zero: before now.
struct ReportQuestion {
  ReportPeriod period = ReportPeriod::Week;
  TimePoint before{};
};

class PaperApi {
 public:
  virtual ~PaperApi() = default;
  virtual void postmortem(const IncidentId& incident, PaperFormat format, Done<PaperText> done) = 0;
  virtual void report(const ReportQuestion& question, PaperFormat format, Done<PaperText> done) = 0;
};

}  // namespace flotilla
