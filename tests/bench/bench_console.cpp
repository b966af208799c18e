// The figures of the console, one mode per process: `bench_console MODE [NODES]`, see kModes. Prints "value unit,
// limit"; asserts nothing. packaging/bench.sh runs all of them, in software and through OpenGL.
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QQuickItem>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>

#include "app/console/program.h"
#include "tests/bench/measure.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::console;

namespace {

constexpr int kFrames = 300;
constexpr int kUpdatesPerSecond = 5'000;
constexpr qint64 kLoadLimit = 60'000;   // ms
constexpr qint64 kFrameLimit = 2'000;   // ms
constexpr qint64 kIdleSpan = 10'000;    // ms
constexpr qint64 kUpdateSpan = 10'000;  // ms

double milliseconds(const QElapsedTimer& timer) {
  return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void spin(qint64 span) {
  QElapsedTimer timer;
  timer.start();
  while (!timer.hasExpired(span))
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
}

bool spinUntil(const std::function<bool()>& done, qint64 limit) {
  QElapsedTimer timer;
  timer.start();
  while (!done() && !timer.hasExpired(limit)) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
  return done();
}

[[noreturn]] void giveUp(const char* why) {
  std::fprintf(stderr, "bench_console: %s\n", why);
  std::exit(1);
}

// From the start of the process, with the clock of the kernel.
double msSinceStart() {
  QFile stat("/proc/self/stat");
  if (!stat.open(QIODevice::ReadOnly)) return 0;
  const QByteArray line = stat.readAll();
  const double ticks = line.mid(line.lastIndexOf(')') + 2).split(' ')[19].toDouble();
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const double started = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started) * 1000;
}

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

// What a frame costs: what is done for it, and its time in the scene graph. Waiting in between costs nobody anything.
class Frames {
 public:
  explicit Frames(QQuickWindow& window) {
    QObject::connect(&window, &QQuickWindow::afterAnimating, &window, [this] { timer_.start(); });
    QObject::connect(
        &window, &QQuickWindow::frameSwapped, &window,
        [this] {
          last_ = milliseconds(timer_);
          longest_ = std::max(longest_, last_.load());
          ++count_;
        },
        Qt::DirectConnection);
  }
  double of(const std::function<void()>& act) {
    QElapsedTimer acting;
    acting.start();
    const int before = count_;
    act();
    const double acted = milliseconds(acting);
    if (!spinUntil([&] { return count_ > before; }, kFrameLimit)) giveUp("no frame came");
    return acted + last_;
  }
  int count() const { return count_; }
  double longest() const { return longest_; }
  void forget() { longest_ = 0; }

 private:
  QElapsedTimer timer_;
  std::atomic<double> last_ = 0;
  double longest_ = 0;
  std::atomic<int> count_ = 0;
};

struct Bench {
  std::unique_ptr<Frames> frames;  // the render thread of the program calls it to the end
  std::unique_ptr<Program> program;

  Bench(int nodes, double updates, const char* page) {
    Settings settings;
    settings.source = Settings::Source::Demo;
    settings.demo.nodes = static_cast<std::size_t>(nodes);
    settings.demo.reportsPerSecond = updates;
    settings.theme = QStringLiteral("dark");
    settings.page = QLatin1String(page);
    auto made = Program::make(settings);
    if (!made) giveUp(made.error().message.c_str());
    program = std::move(*made);
    if (!program->show()) giveUp("the window cannot be loaded");
    frames = std::make_unique<Frames>(*program->window());
  }
  void load() {
    if (!spinUntil([&] { return program->console().session()->loaded(); }, kLoadLimit))
      giveUp("the fleet did not come");
    spin(2'000);
  }
  // The flickable with the most content.
  QQuickItem* flickable() const {
    QQuickItem* best = nullptr;
    const std::function<void(QQuickItem*)> walk = [&](QQuickItem* item) {
      const auto height = [](QQuickItem* i) { return i->property("contentHeight").toReal(); };
      if (item->isVisible() && item->inherits("QQuickFlickable") && (best == nullptr || height(item) > height(best)))
        best = item;
      for (QQuickItem* child : item->childItems()) walk(child);
    };
    walk(program->window()->contentItem());
    if (best == nullptr) giveUp("nothing here scrolls");
    return best;
  }
};

void scroll(const char* figure, int nodes, const char* page, double limit) {
  Bench bench(nodes, 0, page);
  bench.load();
  QQuickItem* view = bench.flickable();
  const double most = view->property("contentHeight").toReal() - view->height();
  std::vector<double> costs;
  for (int i = 0; i < kFrames; ++i) {
    const double y = std::fmod((i + 1) * 61.0, std::max(most, 1.0));
    costs.push_back(bench.frames->of([&] {
      view->setProperty("contentY", y);
      bench.program->window()->update();
    }));
  }
  printAtMost(std::string(figure) + ", p95 of a frame", quantile(costs, 0.95), "ms", limit);
}

void firstFrame(int nodes) {
  Bench bench(nodes, 0, "overview");
  if (!spinUntil([&] { return bench.frames->count() > 0; }, kFrameLimit)) giveUp("no frame came");
  printAtMost("first frame after the start of the process", msSinceStart(), "ms", 400);
}

void idle(int nodes) {
  Bench bench(nodes, 0, "overview");
  bench.load();
  spin(3'000);
  const double before = cpuSeconds();
  spin(kIdleSpan);
  printAtMost("idle, of one core", (cpuSeconds() - before) / (static_cast<double>(kIdleSpan) / 1000) * 100, "%", 1);
}

void table(int nodes) {
  Bench bench(nodes, 0, "nodes");
  bench.load();
  view::NodesModel* model = bench.program->console().nodes();
  const auto worst = [&](const std::vector<std::function<void()>>& acts) {
    double longest = 0;
    for (const auto& act : acts) longest = std::max(longest, bench.frames->of(act));
    return longest;
  };
  using Column = view::NodesModel::Column;
  printAtMost("table, sort and the frame that shows it, longest of 4",
              worst({[&] { model->sortBy(Column::Name, false); }, [&] { model->sortBy(Column::Seen, true); },
                     [&] { model->sortBy(Column::P95, true); }, [&] { model->sortBy(Column::Status, false); }}),
              "ms", 60);
  printAtMost("table, filter and the frame that shows it, longest of 4",
              worst({[&] { model->setFilter(QStringLiteral("status:failed")); },
                     [&] { model->setFilter(QStringLiteral("region:eu-west version<2.0.0")); },
                     [&] { model->setFilter(QStringLiteral("rotterdam")); }, [&] { model->setFilter(QString()); }}),
              "ms", 60);
}

void updates(int nodes, const char* page) {
  Bench bench(nodes, kUpdatesPerSecond, page);
  bench.load();
  bench.frames->forget();
  const int before = bench.frames->count();
  spin(kUpdateSpan);
  const std::string name = std::string(page) + ", 5,000 updates/s";
  std::printf("%-52s %8.1f /s\n", (name + ", frames").c_str(),
              (bench.frames->count() - before) / (static_cast<double>(kUpdateSpan) / 1000));
  printAtMost(name + ", longest frame", bench.frames->longest(), "ms", 34);
  printAtMost(name + ", resident memory", residentMb(), "MB", 350);
}

struct Mode {
  const char* name;
  const char* what;
  std::function<void(int)> run;
};

bool throughOpenGl() {
  return qEnvironmentVariable("QSG_RHI_BACKEND") == QStringLiteral("opengl");
}

const std::vector<Mode>& modes() {
  static const std::vector<Mode> kModes{
      {"first-frame", "until a window is drawn", firstFrame},
      {"idle", "processor time while nothing happens", idle},
      {"topology", "scrolling the marks",
       [](int n) { scroll("topology", n, "topology", throughOpenGl() ? 33 : 16.7); }},
      {"table", "sorting and filtering", table},
      {"table-scroll", "scrolling the nodes", [](int n) { scroll("table scroll", n, "nodes", 16.7); }},
      {"updates-overview", "5,000 reports per second", [](int n) { updates(n, "overview"); }},
      {"updates-nodes", "5,000 reports per second", [](int n) { updates(n, "nodes"); }},
      {"updates-topology", "5,000 reports per second", [](int n) { updates(n, "topology"); }},
  };
  return kModes;
}

}  // namespace

int main(int argc, char** argv) {
  const QString wanted = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
  const int nodes = argc > 2 ? std::atoi(argv[2]) : 100'000;
  QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
  const QApplication application(argc, argv);
  for (const Mode& mode : modes()) {
    if (wanted != QLatin1String(mode.name)) continue;
    mode.run(nodes);
    return 0;
  }
  std::fprintf(stderr, "usage: bench_console MODE [NODES]\n");
  for (const Mode& mode : modes()) std::fprintf(stderr, "  %-18s %s\n", mode.name, mode.what);
  return 2;
}
