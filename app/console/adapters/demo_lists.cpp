#include "app/console/adapters/demo_lists.h"

#include <array>

namespace flotilla::console {
namespace {

using Fields = std::vector<SelectorField>;
using Kind = SelectorKind;
using Values = std::vector<SelectorValue>;

constexpr std::uint32_t kLargestPage = 1'000;

template <std::size_t N>
std::vector<std::string> words(const std::array<std::string_view, N>& names) {
  return {names.begin(), names.end()};
}

Values timeOf(TimePoint at) {
  return at == TimePoint{} ? Values{} : Values{at};
}

double number(std::uint64_t value) {
  return static_cast<double>(value);
}

}  // namespace

Result<Selector> parseDemoFilter(const std::string& text, const Fields& fields) {
  auto parsed = parseSelector(text, fields, compilePattern);
  if (parsed) return parsed;
  Error error = parsed.error();
  error.field = "filter";
  return error;
}

Result<std::vector<DemoOrderKey>> parseDemoOrder(const std::string& text, const Fields& fields) {
  std::vector<DemoOrderKey> keys;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::string part = text.substr(at, end - at);
    std::erase(part, ' ');
    DemoOrderKey key{part, false};
    if (part.ends_with("desc")) key = {part.substr(0, part.size() - 4), true};
    if (findSelectorField(fields, key.field) == nullptr) return unknownSelectorField(key.field, fields);
    keys.push_back(std::move(key));
    at = end + 1;
  }
  return keys;
}

Result<std::size_t> parseDemoPage(const ListQuery& query) {
  if (query.pageSize == 0 || query.pageSize > kLargestPage)
    return invalid("bad_page_size", "a page has 1 to 1000 items", "page_size");
  std::size_t from = 0;
  const char* end = query.pageToken.data() + query.pageToken.size();
  const auto [rest, error] = std::from_chars(query.pageToken.data(), end, from);
  if (!query.pageToken.empty() && (error != std::errc() || rest != end))
    return invalid("bad_page_token", "this page token was not made here", "page_token", "start with the first page");
  return from;
}

bool comesBefore(const std::vector<DemoOrderKey>& keys, const SelectorValues& a, const SelectorValues& b) {
  for (const DemoOrderKey& key : keys) {
    const Values left = a(key.field), right = b(key.field);
    const auto isLess = [](const Values& x, const Values& y) {
      if (x.empty() || y.empty()) return x.empty() && !y.empty();
      return x.front() < y.front();
    };
    if (isLess(left, right)) return !key.descending;
    if (isLess(right, left)) return key.descending;
  }
  return false;
}

const Fields& demoFields(const AuditEntry*) {
  static const Fields kFields{{"actor", Kind::Text, "Who did it."},
                              {"action", Kind::Text, "What was done, for example CreateRollout."},
                              {"object", Kind::Text, "What it was done to, for example node/antwerp-2."},
                              {"at", Kind::Time, "When it was done."},
                              {"seq", Kind::Number, "Number of the entry."}};
  return kFields;
}

SelectorValues demoValues(const AuditEntry& entry) {
  return [&entry](std::string_view field) -> Values {
    if (field == "actor") return {entry.actor};
    if (field == "action") return {entry.action};
    if (field == "object") return {entry.object};
    if (field == "seq") return {number(entry.seq)};
    return timeOf(entry.at);
  };
}

const Fields& demoFields(const NodeEvent*) {
  static const Fields kFields{{"workload", Kind::Text, "What was installed."},
                              {"state", Kind::Word, "State that was entered.", words(kInstallStateNames)},
                              {"version", Kind::Version, "Version that was installed."},
                              {"reason", Kind::Text, "Code of the reason, if there was one."},
                              {"at", Kind::Time, "When it happened, by the node's clock."}};
  return kFields;
}

SelectorValues demoValues(const NodeEvent& event) {
  return [&event](std::string_view field) -> Values {
    if (field == "workload") return {event.workload.value};
    if (field == "state") return {std::string(toText(event.state))};
    if (field == "version") return {event.version};
    if (field == "reason") return {event.reason};
    return timeOf(event.at);
  };
}

const Fields& demoFields(const Rollout*) {
  static const Fields kFields{{"id", Kind::Text, "Name of the rollout, for example meter-reader-2."},
                              {"number", Kind::Number, "Number among the rollouts of its workload."},
                              {"workload", Kind::Text, "What is rolled out."},
                              {"version", Kind::Version, "Version that it brings."},
                              {"state", Kind::Word, "How far it is.", words(kRolloutStateNames)},
                              {"author", Kind::Text, "Who started it."},
                              {"created_at", Kind::Time, "When it was started."},
                              {"ended_at", Kind::Time, "When it ended."}};
  return kFields;
}

SelectorValues demoValues(const Rollout& rollout) {
  return [&rollout](std::string_view field) -> Values {
    if (field == "id") return {rollout.id.value};
    if (field == "number") return {number(rollout.number)};
    if (field == "workload") return {rollout.workload.value};
    if (field == "version") return {rollout.to};
    if (field == "state") return {std::string(toText(rollout.state))};
    if (field == "author") return {rollout.author};
    return timeOf(field == "created_at" ? rollout.createdAt : rollout.endedAt);
  };
}

const Fields& demoFields(const RolloutNode*) {
  static const Fields kFields{{"name", Kind::Text, "Name of the node."},
                              {"outcome", Kind::Word, "What became of it.", words(kNodeOutcomeNames)},
                              {"reason", Kind::Text, "Code of the reason, if there was one."},
                              {"from", Kind::Version, "Version that it ran before."},
                              {"id", Kind::Text, "Identifier of the node."}};
  return kFields;
}

SelectorValues demoValues(const RolloutNode& node) {
  return [&node](std::string_view field) -> Values {
    if (field == "name") return {node.nodeName};
    if (field == "id") return {node.node.value};
    if (field == "outcome") return {std::string(toText(node.outcome))};
    if (field == "reason") return {node.reason};
    return node.hadVersion ? Values{node.from} : Values{};
  };
}

const Fields& demoFields(const ReleaseSummary*) {
  static const Fields kFields{{"artifact", Kind::Text, "What was released."},
                              {"version", Kind::Version, "Version of the release."},
                              {"counter", Kind::Number, "Release counter, which orders the releases of an artifact."},
                              {"published_at", Kind::Time, "When it was published."}};
  return kFields;
}

SelectorValues demoValues(const ReleaseSummary& release) {
  return [&release](std::string_view field) -> Values {
    if (field == "artifact") return {release.release.artifact.value};
    if (field == "version") return {release.release.version};
    if (field == "counter") return {number(release.release.releaseCounter)};
    return timeOf(release.publishedAt);
  };
}

const Fields& demoFields(const Operator*) {
  static const Fields kFields{{"name", Kind::Text, "Name of the operator."},
                              {"created_at", Kind::Time, "When the operator was added."},
                              {"id", Kind::Text, "Identifier of the operator."}};
  return kFields;
}

SelectorValues demoValues(const Operator& op) {
  return [&op](std::string_view field) -> Values {
    if (field == "name") return {op.name};
    if (field == "id") return {op.id.value};
    return timeOf(op.createdAt);
  };
}

}  // namespace flotilla::console
