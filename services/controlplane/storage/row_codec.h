// Moves one row between a struct and a statement, by the column lists of tables.h. Internal to this folder.
// Thread: values. Lifetime: a codec lives for one row.
#pragma once

#include <optional>
#include <type_traits>

#include "services/controlplane/core/fleet/records.h"
#include "services/controlplane/storage/database.h"
#include "services/controlplane/storage/field_text.h"

namespace flotilla::controlplane {

// Binds fields to $1, $2, ... in the order of the columns.
class RowWriter {
 public:
  explicit RowWriter(Statement& statement) : statement_(statement) {}

  template <class F>
  void operator()(const char*, const F& field) {
    write(++column_, field);
  }

 private:
  void write(int n, const std::string& v) { statement_.bindBytes(n, v); }
  void write(int n, double v) { statement_.bind(n, v); }
  void write(int n, Duration v) { statement_.bind(n, static_cast<std::int64_t>(v.count())); }
  void write(int n, TimePoint v) { statement_.bind(n, toMicros(v)); }
  void write(int n, const Digest& v) { statement_.bindText(n, v.toString()); }
  void write(int n, const Version& v) { statement_.bindText(n, v.toString()); }
  void write(int n, const Labels& v) { statement_.bindText(n, labelsToText(v)); }
  void write(int n, const std::map<WorkloadName, std::uint64_t>& v) { statement_.bindText(n, numbersToText(v)); }
  void write(int n, const std::vector<Fault>& v) { statement_.bindText(n, faultsToText(v)); }
  void write(int n, const std::vector<RunFeedback>& v) { statement_.bindText(n, feedbackToText(v)); }
  void write(int n, const std::vector<Grant>& v) { statement_.bindText(n, grantsToText(v)); }
  void write(int n, const std::vector<Variant>& v) { statement_.bindText(n, variantsToText(v)); }
  void write(int n, const std::vector<Matcher>& v) { statement_.bindText(n, matchersToText(v)); }
  void write(int n, const std::vector<AlertId>& v) { statement_.bindText(n, alertIdsToText(v)); }
  void write(int n, const std::vector<Digest>& v) { statement_.bindText(n, digestsToText(v)); }
  void write(int n, const std::vector<std::uint64_t>& v) { statement_.bindText(n, countsToText(v)); }
  void write(int n, std::optional<std::uint32_t> v) { statement_.bind(n, v ? std::int64_t{*v} : std::int64_t{-1}); }
  void write(int n, std::optional<double> v) { statement_.bindText(n, v ? numberToText(*v) : std::string()); }
  void write(int n, const ArmCounts& v) { statement_.bindBytes(n, v.encode()); }
  template <class Tag>
  void write(int n, const Id<Tag>& v) {
    statement_.bindText(n, v.value);
  }
  template <class N>
  requires std::is_integral_v<N> || std::is_enum_v<N>
  void write(int n, N v) { statement_.bind(n, static_cast<std::int64_t>(v)); }

  Statement& statement_;
  int column_ = 0;
};

class RowReader {
 public:
  explicit RowReader(Statement& statement) : statement_(statement) {}

  template <class F>
  void operator()(const char* name, F& field) {
    if (!read(column_++, field) && damaged_.empty()) damaged_ = name;
  }
  const std::string& damaged() const { return damaged_; }  // name of the first column that cannot be read

 private:
  template <class T>
  static bool take(Result<T> parsed, T& out) {
    if (parsed) out = std::move(*parsed);
    return parsed.ok();
  }
  bool read(int n, std::string& v) {
    v = statement_.bytes(n);
    return true;
  }
  bool read(int n, double& v) {
    v = statement_.real(n);
    return true;
  }
  bool read(int n, Duration& v) {
    v = Duration(statement_.integer(n));
    return true;
  }
  bool read(int n, TimePoint& v) {
    v = fromMicros(statement_.integer(n));
    return true;
  }
  bool read(int n, Digest& v) { return take(parseDigest(statement_.bytes(n)), v); }
  bool read(int n, Version& v) { return take(parseVersion(statement_.bytes(n)), v); }
  bool read(int n, Labels& v) { return take(labelsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::map<WorkloadName, std::uint64_t>& v) { return take(numbersFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<Fault>& v) { return take(faultsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<RunFeedback>& v) { return take(feedbackFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<Grant>& v) { return take(grantsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<Variant>& v) { return take(variantsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<Matcher>& v) { return take(matchersFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<Digest>& v) { return take(digestsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<std::uint64_t>& v) { return take(countsFromText(statement_.bytes(n)), v); }
  bool read(int n, std::vector<AlertId>& v) {
    v = alertIdsFromText(statement_.bytes(n));
    return true;
  }
  bool read(int n, std::optional<std::uint32_t>& v) {
    const std::int64_t raw = statement_.integer(n);
    v = raw < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(raw));
    return true;
  }
  bool read(int n, std::optional<double>& v) {
    const std::string text = statement_.bytes(n);
    v.reset();
    return text.empty() || take(numberFromText(text), v.emplace());
  }
  bool read(int n, ArmCounts& v) { return take(ArmCounts::decode(statement_.bytes(n)), v); }
  template <class Tag>
  bool read(int n, Id<Tag>& v) {
    v.value = statement_.bytes(n);
    return true;
  }
  template <class N>
  requires std::is_integral_v<N> || std::is_enum_v<N>
  bool read(int n, N& v) {
    const std::int64_t raw = statement_.integer(n);
    v = static_cast<N>(raw);
    return !std::is_enum_v<N> || (raw >= 0 && raw < 32);
  }

  Statement& statement_;
  int column_ = 0;
  std::string damaged_;
};

}  // namespace flotilla::controlplane
