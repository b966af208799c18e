// Alerts that hold others back, by declared rules. Pure. Thread: any; a rule does not change.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/domain/alerting.h"
#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxInhibitions = 100;

// What a rule makes of one alert: worked out once, because labels do not change.
struct InhibitPart {
  std::size_t rule = 0;
  bool isSource = false;
  bool isTarget = false;
  std::string equal;  // values of the labels in which both have to agree
};

class Inhibitions {
 public:
  // Errors name `inhibitions[i]...`: too_many, no_matchers, same_name, bad_label, and those of Matchers.
  static Result<Inhibitions> compile(const std::vector<InhibitRule>& rules);

  std::vector<InhibitPart> partsOf(const Labels& labels) const;
  const std::string& nameOf(std::size_t rule) const { return rules_[rule].name; }
  Duration lasts(std::size_t rule) const { return rules_[rule].lasts; }
  std::size_t size() const { return rules_.size(); }

 private:
  struct One {
    std::string name;
    Matchers source, target;
    std::vector<std::string> equal;
    Duration lasts{};
  };
  std::vector<One> rules_;
};

// The sources that fire at one time. Alerts are named by whoever asks: `index` is theirs.
class FiringSources {
 public:
  explicit FiringSources(std::size_t rules) : byRule_(rules) {}
  void add(std::size_t index, const std::vector<InhibitPart>& parts);

  struct Held {
    std::size_t by = 0;  // index of the source
    std::size_t rule = 0;
  };
  // What holds back this target, for each rule the source that was added first.
  std::vector<Held> holding(std::size_t index, const std::vector<InhibitPart>& parts) const;

 private:
  // A target that is a source of the rule too is only held back by one that is no target of it.
  struct Sources {
    std::size_t any = 0, onlySource = 0;
    bool hasOnlySource = false;
  };
  std::vector<std::unordered_map<std::string, Sources>> byRule_;
};

}  // namespace flotilla::controlplane
