#include "models/view/line_diff.h"

#include <algorithm>
#include <unordered_map>

namespace flotilla::view {
namespace {

using Kind = DiffLine::Kind;
using Lines = std::vector<std::string_view>;

constexpr int kAround = 3;
constexpr int kMostSteps = 1'000;  // bounds memory too, which grows with its square

// A last line without an end is a line; after an end there is none.
Lines linesOf(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

// Equal lines have equal numbers.
class Numbers {
 public:
  std::vector<int> of(const Lines& lines, std::size_t from, std::size_t until) {
    std::vector<int> out;
    for (std::size_t i = from; i < until; ++i)
      out.push_back(known_.emplace(lines[i], static_cast<int>(known_.size())).first->second);
    return out;
  }

 private:
  std::unordered_map<std::string_view, int> known_;
};

// The edits by which `a` becomes `b`, as E. Myers describes it: how far one comes on each diagonal with so many edits.
// Nothing if there are too many.
std::vector<Kind> editsBetween(const std::vector<int>& a, const std::vector<int>& b) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  std::vector<std::vector<int>> history;
  std::vector<int> reach{0, 0, 0};  // of the diagonals -d-1 to d+1
  for (int d = 0; d <= std::min(n + m, kMostSteps); ++d) {
    std::vector<int> next(static_cast<std::size_t>(2 * d + 5), 0);
    const auto at = [d](std::vector<int>& all, int diagonal, int wider) -> int& {
      return all[static_cast<std::size_t>(diagonal + d + 1 + wider)];
    };
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && at(reach, k - 1, 0) < at(reach, k + 1, 0));
      int x = d == 0 ? 0 : down ? at(reach, k + 1, 0) : at(reach, k - 1, 0) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(next, k, 1) = x;
      if (x < n || x - k < m) continue;
      std::vector<Kind> out;
      int endX = n, endY = m;
      for (int back = d; back > 0; --back) {
        const std::vector<int>& was = history[static_cast<std::size_t>(back) - 1];
        const auto reached = [&](int diagonal) { return was[static_cast<std::size_t>(diagonal + back + 1)]; };
        const int on = endX - endY;
        const bool added = on == -back || (on != back && reached(on - 1) < reached(on + 1));
        const int from = added ? on + 1 : on - 1;
        const int startX = reached(from), startY = startX - from;
        const int same = std::min(endX - startX - (added ? 0 : 1), endY - startY - (added ? 1 : 0));
        out.insert(out.end(), static_cast<std::size_t>(same), Kind::Same);
        out.push_back(added ? Kind::Added : Kind::Removed);
        endX = startX;
        endY = startY;
      }
      out.insert(out.end(), static_cast<std::size_t>(endX), Kind::Same);
      std::reverse(out.begin(), out.end());
      return out;
    }
    history.push_back(next);
    reach = std::move(next);
  }
  return {};
}

std::vector<Kind> editsOf(const Lines& before, const Lines& after) {
  std::size_t head = 0, tail = 0;
  const std::size_t common = std::min(before.size(), after.size());
  while (head < common && before[head] == after[head]) ++head;
  while (tail < common - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  Numbers numbers;
  const auto a = numbers.of(before, head, before.size() - tail), b = numbers.of(after, head, after.size() - tail);
  std::vector<Kind> middle = editsBetween(a, b);
  if (middle.empty()) {
    middle.assign(a.size(), Kind::Removed);
    middle.insert(middle.end(), b.size(), Kind::Added);
  }
  std::vector<Kind> out(head, Kind::Same);
  out.insert(out.end(), middle.begin(), middle.end());
  out.insert(out.end(), tail, Kind::Same);
  return out;
}

// Whether each edit is a change or near one.
std::vector<bool> shownOf(const std::vector<Kind>& edits) {
  std::vector<bool> out(edits.size());
  const auto last = static_cast<int>(edits.size()) - 1;
  for (int i = 0; i <= last; ++i) {
    if (edits[static_cast<std::size_t>(i)] == Kind::Same) continue;
    for (int near = std::max(0, i - kAround); near <= std::min(last, i + kAround); ++near)
      out[static_cast<std::size_t>(near)] = true;
  }
  return out;
}

}  // namespace

std::vector<DiffLine> lineDiff(std::string_view before, std::string_view after) {
  std::vector<DiffLine> out;
  if (before == after) return out;
  const Lines old = linesOf(before), now = linesOf(after);
  const std::vector<Kind> edits = editsOf(old, now);
  const std::vector<bool> shown = shownOf(edits);
  std::size_t x = 0, y = 0;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Kind kind = edits[i];
    const std::size_t atOld = x, atNow = y;
    if (kind != Kind::Added) ++x;
    if (kind != Kind::Removed) ++y;
    if (shown[i])
      out.push_back({kind, kind == Kind::Added ? 0 : static_cast<int>(x),
                     kind == Kind::Removed ? 0 : static_cast<int>(y),
                     std::string(kind == Kind::Added ? now[atNow] : old[atOld])});
    else if (!out.empty() && out.back().kind != Kind::Gap)
      out.push_back({Kind::Gap});
  }
  if (!out.empty() && out.back().kind == Kind::Gap) out.pop_back();
  return out;
}

}  // namespace flotilla::view
