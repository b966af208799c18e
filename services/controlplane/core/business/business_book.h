// What was reported of business indicators: written down as it comes, and summed by the hour for whoever asks. Pure but
// for the store. Thread: the telemetry loop. Lifetime: the store outlives it.
#pragma once

#include <optional>
#include <span>

#include "models/domain/business_api.h"
#include "services/controlplane/core/business/business_hours.h"

namespace flotilla::controlplane {

// The fleet, or what lies in some regions.
struct BusinessPlace {
  bool fleet = false;               // what was reported for it goes before what its regions have
  std::vector<RegionName> regions;  // that are there, or that somebody may see
};

class BusinessBook {
 public:
  explicit BusinessBook(BusinessStore& store) : store_(store) {}

  // Reads what is kept. Errors: those of the store.
  Status open(TimePoint now);
  // The points have been checked. They are on disk when it returns, all of them or none; a point of the same place and
  // second takes the place of the one before.
  Result<BusinessStored> report(std::span<const BusinessPoint> points);
  // Steps of whole hours in [from, to).
  std::vector<std::optional<double>> history(const BusinessIndicator& indicator, const BusinessPlace& place,
                                             TimePoint from, TimePoint to, Duration step) const;
  // Who has reported, and when the newest was.
  BusinessStanding standing(const BusinessIndicator& indicator, const BusinessPlace& place) const;
  // Removes what is too old. Cheap when nothing is.
  Status prune(TimePoint now);

 private:
  struct Hour {
    double sum = 0;
    std::uint32_t count = 0;
    std::uint16_t lastSecond = 0;
    double last = 0;
  };
  using Hours = std::map<std::int64_t, Hour>;
  using Chosen = std::vector<const Hours*>;

  static Hour summed(const BusinessHour& hour);
  static std::optional<double> combined(BusinessAggregation aggregation, const Chosen& chosen, std::int64_t from,
                                        std::int64_t to);
  // Those that speak for the place within [from, to).
  Chosen chosen(const BusinessName& indicator, const BusinessPlace& place, std::int64_t from, std::int64_t to) const;
  void addRegion(const BusinessName& indicator, const RegionName& region, std::int64_t from, std::int64_t to,
                 Chosen& out) const;
  const Hours* ifAny(const BusinessSeries& series, std::int64_t from, std::int64_t to) const;

  BusinessStore& store_;
  std::map<BusinessSeries, Hours> series_;
  std::int64_t prunedAt_ = 0;
};

}  // namespace flotilla::controlplane
