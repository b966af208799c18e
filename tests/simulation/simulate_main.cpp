// flotilla-simulate: runs whole fleets in virtual time, one from each seed, and says what did not hold and how to see
// it again. Threads: one; with --jobs as many processes, each with its own seeds.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "services/runtime/log.h"
#include "tests/simulation/fixed_chance.h"
#include "tests/simulation/simulation.h"

namespace {

using namespace flotilla;
using namespace flotilla::simulation;

constexpr unsigned kMostJobs = 256;

struct Wanted {
  std::uint64_t seeds = 1;
  std::uint64_t from = 1;
  std::size_t nodes = 50;
  double hours = 6;
  unsigned jobs = 1;
  bool twice = false;
  bool quiet = false;
  bool untilViolation = false;
  double harsh = 1;
  std::string follow;
};

// What the seeds of one process came to, as lines for the one that started it.
struct Sum {
  std::uint64_t seeds = 0, violated = 0, reports = 0, rollouts = 0;
  std::map<std::string, std::uint64_t> faults;

  void add(const Outcome& outcome) {
    ++seeds;
    violated += outcome.violations.empty() ? 0 : 1;
    reports += outcome.reports;
    rollouts += outcome.rollouts;
    for (const auto& [kind, times] : outcome.faults.all()) faults[kind] += times;
  }
  std::string write() const {
    std::ostringstream out;
    out << "seeds " << seeds << "\nviolated " << violated << "\nreports " << reports << "\nrollouts " << rollouts
        << "\n";
    for (const auto& [kind, times] : faults) out << "fault:" << kind << " " << times << "\n";
    return out.str();
  }
  void read(std::istream& in) {
    const std::map<std::string, std::uint64_t*> known{
        {"seeds", &seeds}, {"violated", &violated}, {"reports", &reports}, {"rollouts", &rollouts}};
    std::string name;
    std::uint64_t value = 0;
    while (in >> name >> value) {
      if (name.starts_with("fault:"))
        faults[name.substr(6)] += value;
      else
        *known.at(name) += value;
    }
  }
};

std::string clockOf(Duration at) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at).count();
  char text[32];
  std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  return text;
}

Outcome runSeed(const Wanted& wanted, std::uint64_t seed) {
  fixChanceOfKeys(seed);
  Options options;
  options.seed = seed;
  options.nodes = wanted.nodes;
  options.harsh = wanted.harsh;
  options.length = Duration(static_cast<Duration::rep>(wanted.hours * 3600e6));
  options.follow = wanted.follow;
  return simulate(options);
}

void tell(const Wanted& wanted, std::uint64_t seed, const Outcome& outcome) {
  std::ostringstream out;
  if (!wanted.quiet || !outcome.violations.empty())
    out << "seed " << seed << ": " << outcome.rollouts << " rollouts, " << outcome.reports
        << " reports, faults: " << outcome.strengths << (outcome.violations.empty() ? ": clean" : "") << "\n";
  for (const Violation& one : outcome.violations)
    out << "seed " << seed << ": VIOLATED " << one.rule << " at " << clockOf(one.at) << ": " << one.what << "\n";
  if (!outcome.violations.empty())
    out << "  again: flotilla-simulate --seeds 1 --from " << seed << " --nodes " << wanted.nodes << " --hours "
        << wanted.hours << (wanted.harsh > 1 ? " --harsh " + std::to_string(wanted.harsh) : "") << "\n";
  std::cout << out.str() << std::flush;
}

// What the processes of one run share: which seed comes next, and which one each of them has.
struct Board {
  std::atomic<std::uint64_t> taken = 0;
  std::array<std::uint64_t, kMostJobs> seedOf{};
};

Sum runShare(const Wanted& wanted, unsigned job, Board& board) {
  Sum sum;
  for (std::uint64_t i = board.taken++; i < wanted.seeds; i = board.taken++) {
    const std::uint64_t seed = board.seedOf[job] = wanted.from + i;
    Outcome outcome = runSeed(wanted, seed);
    if (wanted.twice && runSeed(wanted, seed).trace != outcome.trace)
      outcome.violations.push_back({"seed", "the same seed went another way the second time", {}});
    tell(wanted, seed, outcome);
    sum.add(outcome);
    if (wanted.untilViolation && sum.violated > 0) break;
  }
  return sum;
}

// Each job is a process of its own, because OpenSSL's chance belongs to a process.
Sum runJobs(const Wanted& wanted) {
  void* shared = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory to share");
  Board& board = *new (shared) Board;
  std::vector<std::pair<pid_t, int>> children;
  for (unsigned job = 0; job < wanted.jobs; ++job) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      const std::string text = runShare(wanted, job, board).write();
      const bool told = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
      std::_Exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    children.emplace_back(child, ends[0]);
  }
  Sum all;
  for (unsigned job = 0; job < wanted.jobs; ++job) {
    const auto& [child, end] = children[job];
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(end, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
    ::close(end);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::istringstream in(text);
    all.read(in);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      std::cout << "seed " << board.seedOf[job] << ": its process ended by "
                << (WIFSIGNALED(status) ? "signal " : "exit code ")
                << (WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)) << "\n";
      ++all.violated;
    }
  }
  return all;
}

double coreSeconds() {
  double out = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    ::getrusage(who, &used);
    out += static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  }
  return out;
}

// What production code logs is of no interest unless one asks for it.
void chooseLog(bool follows) {
  log::setLevel(follows ? log::Level::Info : log::Level::Error);
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDERR_FILENO);
}

int run(const Wanted& wanted) {
  chooseLog(!wanted.follow.empty());
  const auto began = std::chrono::steady_clock::now();
  Board alone;
  const Sum sum = wanted.jobs > 1 ? runJobs(wanted) : runShare(wanted, 0, alone);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const double nodeHours = static_cast<double>(sum.seeds) * static_cast<double>(wanted.nodes) * wanted.hours;
  const double cores = coreSeconds();
  std::cout << "seeds " << wanted.from << " to " << wanted.from + wanted.seeds - 1 << ": " << sum.seeds << " of "
            << wanted.nodes << " nodes and " << wanted.hours << " h, " << sum.rollouts << " rollouts, " << sum.reports
            << " reports\n";
  std::printf("%.0f node-hours in %.1f s, %.1f core-seconds: %.0f node-hours per core-second\n", nodeHours, seconds,
              cores, nodeHours / cores);
  std::cout << "faults injected:";
  for (const auto& [kind, times] : sum.faults) std::cout << " " << kind << " " << times;
  std::cout << "\nseeds with violations: " << sum.violated << "\n";
  return sum.violated == 0 && sum.seeds == wanted.seeds ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Runs whole fleets in virtual time: the production cores of control plane and agents on one thread, with "
      "faults drawn from a seed. The same seed and options give the same run.",
      "flotilla-simulate");
  Wanted wanted;
  app.add_option("--seeds", wanted.seeds, "how many seeds")->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app.add_option("--from", wanted.from, "the first of them")->capture_default_str();
  app.add_option("--nodes", wanted.nodes, "of each fleet")->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--hours", wanted.hours, "of virtual time")->check(CLI::Range(1.0, 8760.0))->capture_default_str();
  app.add_option("--jobs", wanted.jobs, "processes at a time")->check(CLI::Range(1U, kMostJobs))->capture_default_str();
  app.add_flag("--twice", wanted.twice, "run every seed twice, which must give the same");
  app.add_flag("--until-violation", wanted.untilViolation, "each process ends with the first seed that is violated");
  app.add_option("--harsh", wanted.harsh, "machines end and lose power so many times as often")
      ->check(CLI::Range(1.0, 1000.0))
      ->capture_default_str();
  app.add_flag("--quiet", wanted.quiet, "tell only of seeds with violations");
  app.add_option("--follow", wanted.follow, "tell what one of them logs: node:7, or plane:0");
  CLI11_PARSE(app, argc, argv);
  return run(wanted);
}
