#include "tests/simulation/checks_fetches.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;

// A pause is drawn from 1 s to a limit that doubles up to 5 min: about 30 in an hour, and never twice as many.
constexpr std::size_t kMostFailures = 60;
// A refusal ends the attempt, unless that cannot be stored, which happens once in a hundred times.
constexpr std::uint32_t kMostDenied = 5;

}  // namespace

void FetchChecks::onFetched(const SimNode& node, const Digest& digest, const Status& status) {
  Book& book = books_[node.index()];
  const auto& assignment = node.store().state().assignment;
  const std::uint64_t generation = assignment ? assignment->generation : 0;
  if (status || book.boots != node.boots() || book.generation != generation) book = {node.boots(), generation, {}, {}};
  if (status || node.disk().full) return;
  const std::string name = "node " + std::to_string(node.index());
  book.failed.push_back(world_.elapsed());
  while (book.failed.front() + 1h < world_.elapsed()) book.failed.pop_front();
  if (book.failed.size() > kMostFailures)
    world_.violated("W11", name + " asked in vain " + std::to_string(book.failed.size()) + " times within an hour");
  if (status.error().code == ErrorCode::Denied && ++book.denied[digest] > kMostDenied)
    world_.violated("W11", name + " goes on asking for what it was refused");
}

}  // namespace flotilla::simulation
