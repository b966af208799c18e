// Finds the row of a node by one of its texts. The text stays in the node and is not kept twice: with 100,000 nodes
// that is most of what an index costs. Thread: the one of the nodes. Lifetime: the nodes outlive it.
#pragma once

#include <string_view>
#include <unordered_set>
#include <vector>

#include "models/domain/node.h"

namespace flotilla::view {

class RowIndex {
 public:
  using TextOf = const std::string& (*)(const Node&);

  RowIndex(const std::vector<Node>& nodes, TextOf textOf)
      : rows_(0, Hash{{}, {&nodes, textOf}}, Equal{{}, {&nodes, textOf}}) {}

  int find(std::string_view text) const {  // -1 if unknown
    const auto at = rows_.find(text);
    return at == rows_.end() ? -1 : *at;
  }
  // The row is one of the nodes, and its text does not change while it is here.
  void add(int row) { rows_.insert(row); }
  void clear() { rows_.clear(); }

 private:
  struct Texts {
    const std::vector<Node>* nodes;
    TextOf textOf;
    std::string_view of(int row) const { return textOf((*nodes)[static_cast<std::size_t>(row)]); }
    static std::string_view of(std::string_view text) { return text; }
  };
  struct Transparent {
    using is_transparent = void;
  };
  struct Hash : Transparent, Texts {
    std::size_t operator()(auto key) const { return std::hash<std::string_view>{}(of(key)); }
  };
  struct Equal : Transparent, Texts {
    bool operator()(auto a, auto b) const { return of(a) == of(b); }
  };
  std::unordered_set<int, Hash, Equal> rows_;
};

}  // namespace flotilla::view
