#include "models/domain/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace flotilla {
namespace {

// Longer words are no misspelling of a key, and the table below grows with the product of both lengths.
constexpr std::size_t kMaxWord = 200;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Levenshtein distance, one row at a time. Letters of either case are the same.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string nearestName(std::string_view word, const std::vector<std::string>& candidates) {
  std::string nearest;
  if (word.size() > kMaxWord) return nearest;
  std::size_t limit = std::max<std::size_t>(2, word.size() / 3);
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + limit || word.size() > candidate.size() + limit) continue;
    const std::size_t distance = editDistance(word, candidate);
    if (distance > limit || (distance == limit && !nearest.empty())) continue;
    nearest = candidate;
    limit = distance;
  }
  return nearest;
}

std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise) {
  const std::string near = nearestName(word, candidates);
  return near.empty() ? std::move(otherwise) : "did you mean \"" + near + "\"?";
}

}  // namespace flotilla
