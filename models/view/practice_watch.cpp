#include "models/view/practice_watch.h"

#include <QStringList>

#include "models/view/game_day_text.h"
#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kNamed = 3;

}  // namespace

PracticeWatch::PracticeWatch(GameDayApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (count_ > 0) emit ticked();
  });
}

void PracticeWatch::setActive(bool active) {
  poll_.setActive(active);
  emit ticked();
}

void PracticeWatch::ask() {
  ListQuery query;
  query.filter = "open:yes";
  query.pageSize = kNamed;
  api_.listGameDays(query, guard_.onGui<Page<GameDay>>([this, number = poll_.begin()](Result<Page<GameDay>> page) {
    if (!poll_.took(number, page ? nullptr : &page.error(), mirror_.now()) || !page) return;
    count_ = static_cast<int>(page->total);
    open_ = std::move(page->items);
    emit changed();
    emit ticked();
  }));
}

QString PracticeWatch::gameDay() const {
  return open_.empty() ? QString() : view::text(open_.front().id.value);
}

QString PracticeWatch::text() const {
  if (count_ == 0 || open_.empty()) return {};
  // A countdown that nobody hears about any more would be a guess.
  const bool heard = poll_.freshness(mirror_.now()) == QLatin1String("live") && poll_.active();
  if (count_ > 1) {
    QStringList names;
    for (const GameDay& one : open_) names << view::text(one.id.value);
    if (static_cast<std::size_t>(count_) > open_.size()) names << QStringLiteral("and more");
    return QStringLiteral("%1 game days %2: %3.")
        .arg(count_)
        .arg(heard ? QStringLiteral("are under way") : QStringLiteral("were under way when last heard of"),
             names.join(QStringLiteral(", ")));
  }
  const GameDay& one = open_.front();
  const QString what = QStringLiteral("%1, %2 (%3 on %4 in %5)")
                           .arg(view::text(one.id.value), view::text(one.title), kindsText(one.faults),
                                plural(nodesOf(one), "node", "nodes"), regionsText(one));
  if (!heard) return what + QStringLiteral("; it was under way when last heard of.");
  if (one.state == GameDayState::Recovering || mirror_.now() >= one.endsBy)
    return what + QStringLiteral("; it recovers.");
  return what + QStringLiteral("; over by itself in %1 at the latest.").arg(clockLeft(one.endsBy, mirror_.now()));
}

}  // namespace flotilla::view
