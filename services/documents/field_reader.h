// Reads an object of a parsed document field by field: required and optional fields by name, the path for messages, and
// at the end a refusal of every key that nobody asked for. The first error stays and later calls do nothing, so callers
// look once, at finish(). Private to services/documents; Node is a JSON value or a YAML node. Lifetime: the node
// outlives the reader. Thread: one. A node that has a collector is read to its end all the same: what is wrong is told
// there, and what can be read is the answer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/domain/nearest_name.h"
#include "models/domain/result.h"
#include "services/documents/config.h"
#include "services/documents/text_checks.h"

namespace flotilla {

// Specialised for each kind of node: kObjectRule, isObject, isList, member, memberNames, items, and refuse, which makes
// the Error of the format.
template <class Node>
struct DocumentTraits;

template <class Node>
std::vector<Error>* collectorOf(const Node& node) {
  if constexpr (requires { DocumentTraits<Node>::collector(node); })
    return DocumentTraits<Node>::collector(node);
  else
    return nullptr;
}

// A converter is called with (node) or (node, path) and returns Result<T>. Those that take only the node speak about
// one value: their error gets place and reason here. Those that take the path read something composed and make complete
// errors themselves.
template <class Node, class Convert>
auto convertAt(const Node& node, const std::string& path, const Convert& convert) {
  if constexpr (std::is_invocable_v<Convert, const Node&, const std::string&>) {
    return convert(node, path);
  } else {
    auto result = convert(node);
    using R = decltype(result);
    if (result) return result;
    return R(DocumentTraits<Node>::refuse(node, "bad_value", result.error().message, path, result.error().fix));
  }
}

// Converter: a list of at least `min` and at most `max` elements; `fix` says what to do with another number of them.
template <class T, class Convert>
auto listOf(std::size_t min, std::size_t max, Convert convert, std::string fix = {}) {
  return [=](const auto& node, const std::string& path) -> Result<std::vector<T>> {
    using Traits = DocumentTraits<std::decay_t<decltype(node)>>;
    if (!Traits::isList(node)) return Traits::refuse(node, "bad_value", "must be a list", path, "");
    const auto& items = Traits::items(node);
    std::vector<Error>* const told = collectorOf(node);
    if (items.size() < min || items.size() > max) {
      const Error wrong =
          Traits::refuse(node, "bad_value",
                         "must have " + std::to_string(min) + " to " + std::to_string(max) + " elements", path, fix);
      if (told == nullptr) return wrong;
      told->push_back(wrong);
    }
    std::vector<T> out;
    for (std::size_t i = 0; i < std::min(items.size(), max); ++i) {
      auto value = convertAt(items[i], path + "[" + std::to_string(i) + "]", convert);
      if (value)
        out.emplace_back(std::move(value).value());
      else if (told == nullptr)
        return value.error();
      else
        told->push_back(value.error());
    }
    return out;
  };
}

template <class Node>
class FieldReader {
 public:
  using Traits = DocumentTraits<Node>;

  FieldReader(const Node& node, std::string path) : node_(node), path_(std::move(path)), told_(collectorOf(node)) {
    if (Traits::isObject(node)) return;
    error_ = Traits::refuse(node, "bad_value", Traits::kObjectRule, path_, "");
    if (told_ != nullptr) told_->push_back(*error_);
  }

  template <class T, class Convert>
  void required(const char* name, T& target, const Convert& convert) {
    if (optional(name, target, convert) || isOver()) return;
    missing_.emplace_back(
        name, Traits::refuse(node_, "missing_key", std::string("\"") + name + "\" is missing", pathOf(name), ""));
  }

  // False if the key is absent; `target` then keeps its value. A value that `convert` has checked is known to fit T.
  template <class T, class Convert>
  bool optional(const char* name, T& target, const Convert& convert) {
    known_.emplace_back(name);
    if (isOver()) return true;  // what follows may depend on it
    const Node* member = Traits::member(node_, name);
    if (member == nullptr) return false;
    auto result = convertAt(*member, pathOf(name), convert);
    if (result)
      target = static_cast<T>(std::move(result).value());
    else
      tell(name, result.error());
    return true;
  }

  // Whether a key that was asked for is there and good.
  bool understood(const std::string& name) const {
    const bool missing =
        std::any_of(missing_.begin(), missing_.end(), [&](const auto& one) { return one.first == name; });
    return !error_ && !missing && !wrong_.contains(name);
  }

  // A rule between fields; `name` is the one to blame.
  void check(bool good, const char* name, const std::string& message, const std::string& fix = {}) {
    const Node* member = isOver() ? nullptr : Traits::member(node_, name);
    if (!good && member != nullptr) tell(name, Traits::refuse(*member, "bad_value", message, pathOf(name), fix));
  }

  // Refuses the second of two elements of the list `name` that agree in `keyOf`; `field` is where the element has its
  // key, empty if the element is its own.
  template <class T, class KeyOf>
  void unique(const char* name, const std::vector<T>& values, const char* field, const KeyOf& keyOf) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < values.size() && !error_; ++i) {
      const std::string key = keyOf(values[i]);
      if (seen.insert(key).second || (told_ != nullptr && key.empty())) continue;
      tell(name, Traits::refuse(Traits::items(*Traits::member(node_, name))[i], "bad_value",
                                "\"" + excerpt(key) + "\" is there twice",
                                pathOf(name) + "[" + std::to_string(i) + "]" + (*field != 0 ? "." : "") + field, ""));
    }
  }

  // A misspelt key is told before what follows from it: a key that is missing, a name that nothing declares.
  // With a collector nothing is refused; `askedAll` is whether every key that may be there was asked for.
  Status finish(bool askedAll = true) {
    if (told_ != nullptr) return tellRest(askedAll);
    const std::optional<Error> unknown = firstUnknown();
    const bool misspelt = unknown && !unknown->fix.empty();
    if (error_ && !misspelt) return *error_;
    if (unknown) return *unknown;
    if (!missing_.empty()) return missing_.front().second;
    return okStatus();
  }

 private:
  std::string pathOf(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }

  bool isOver() const { return error_ || (told_ == nullptr && !missing_.empty()); }

  void tell(const char* name, const Error& error) {
    wrong_.insert(name);
    if (told_ != nullptr)
      told_->push_back(error);
    else
      error_ = error;
  }

  // A key that is missing because it is misspelt is told once.
  Status tellRest(bool askedAll) {
    if (error_) return okStatus();
    for (const std::string& name : Traits::memberNames(node_)) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      const std::string near = nearestName(name, known_);
      const auto meant =
          std::find_if(missing_.begin(), missing_.end(), [&](const auto& one) { return one.first == near; });
      if (!askedAll && meant == missing_.end()) continue;
      if (meant != missing_.end()) missing_.erase(meant);
      Error error = unknown(name);
      if (error.fix.empty()) error.fix = "write one of " + joinedNames();
      told_->push_back(std::move(error));
    }
    for (const auto& [name, error] : missing_) told_->push_back(error);
    return okStatus();
  }

  std::string joinedNames() const {
    std::string all;
    for (const std::string& name : known_) all += (all.empty() ? "" : ", ") + name;
    return all;
  }

  std::optional<Error> firstUnknown() const {
    if (!Traits::isObject(node_)) return std::nullopt;
    for (const std::string& name : Traits::memberNames(node_))
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) return unknown(name);
    return std::nullopt;
  }

  Error unknown(const std::string& name) const {
    const std::string near = nearestName(name, known_);
    return Traits::refuse(*Traits::member(node_, name), "unknown_key", "\"" + excerpt(name) + "\" is not a known key",
                          pathOf(excerpt(name)), near.empty() ? "" : "did you mean \"" + near + "\"?");
  }

  const Node& node_;
  std::string path_;
  std::vector<Error>* told_;
  std::vector<std::string> known_;
  std::optional<Error> error_;  // that ends the reading
  std::set<std::string> wrong_;
  std::vector<std::pair<std::string, Error>> missing_;
};

}  // namespace flotilla
