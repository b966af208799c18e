// A file of OpenSLO as it was read, before anybody asks what it means. Values that were wrong are absent, and a finding
// says so. Private to services/documents. Thread: values. Lifetime: below the tree of YAML that it points into.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/time.h"
#include "services/documents/yaml_tree.h"

namespace flotilla::openslo {

// Where something stands, for findings.
struct Where {
  int line = 1;
  std::string object = {};  // "SLO infer-eu"
  std::string path = {};    // "spec.objectives[0]"
};

struct Metadata {
  std::string name;
  std::string displayName;
  std::map<std::string, std::vector<std::string>> labels;
  std::map<std::string, std::string> annotations;

  std::string annotation(const std::string& key) const {
    const auto found = annotations.find(key);
    return found == annotations.end() ? std::string() : found->second;
  }
};

struct Thing {
  Where where;
  Metadata metadata;
  std::string description;
  bool inlined = false;  // written where it is used: no reference can mean it
  bool used = false;
};

// By name or inlined; the index is into the list of its kind, and absent if there is nothing of that name.
struct Use {
  Where where;
  std::string name;
  std::optional<std::size_t> index = {};
};

struct Service : Thing {};
struct DataSource : Thing {
  std::string type;
};
struct Target : Thing {};

struct MetricSource {
  Where where;
  std::string type;
  std::optional<Use> dataSource;
  const YamlNode* spec = nullptr;
};

enum class SliShape { Good, Bad, RawSuccess, RawFailure, Threshold };
struct Sli : Thing {
  std::optional<SliShape> shape;
  std::optional<MetricSource> counted;  // good, bad, raw or the metric with a threshold
  std::optional<MetricSource> total;    // of Good and Bad
};

enum class Comparison { Lte, Gte, Lt, Gt };

struct SloObjective {
  Where where;
  std::string displayName;
  Where targetWhere;
  std::optional<double> target;
  std::optional<Comparison> op;
  std::optional<double> value;
  std::optional<double> timeSliceTarget;
  std::optional<Duration> timeSliceWindow;
  std::optional<Use> indicator;
};

enum class Budgeting { Occurrences, Timeslices, RatioTimeslices };
struct Slo : Thing {
  std::optional<Use> service;
  std::optional<Use> indicator;
  std::optional<Where> calendar;  // where it says that the window follows the calendar
  Where windowWhere;
  std::optional<Duration> window;
  std::optional<Budgeting> budgeting;
  std::vector<SloObjective> objectives;
  std::vector<Use> policies;
};

struct Condition : Thing {
  std::string severity;
  std::optional<Comparison> op;
  std::optional<double> threshold;
  std::optional<Duration> lookback;
  std::optional<Duration> alertAfter;
};

struct Policy : Thing {
  bool whenBreaching = true;
  std::vector<Use> conditions;
  std::vector<Use> targets;
};

struct File {
  std::vector<Service> services;
  std::vector<DataSource> dataSources;
  std::vector<Target> targets;
  std::vector<Sli> slis;
  std::vector<Slo> slos;
  std::vector<Condition> conditions;
  std::vector<Policy> policies;
};

}  // namespace flotilla::openslo
