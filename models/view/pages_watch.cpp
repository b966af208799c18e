#include "models/view/pages_watch.h"

#include "models/view/alert_text.h"
#include "models/view/text.h"

namespace flotilla::view {

PagesWatch::PagesWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (newest_) emit changed();
  });
}

void PagesWatch::ask() {
  ListQuery query;
  query.filter = "state:firing severity:page acknowledged:no suppressed:no";
  query.pageSize = 1;
  api_.listAlertStatus(query,
                       guard_.onGui<Page<AlertStatus>>([this, number = poll_.begin()](Result<Page<AlertStatus>> page) {
                         if (!poll_.took(number, page ? nullptr : &page.error(), mirror_.now()) || !page) return;
                         count_ = static_cast<int>(page->total);
                         newest_.reset();
                         if (!page->items.empty()) newest_ = std::move(page->items.front());
                         emit changed();
                       }));
}

QString PagesWatch::key() const {
  return newest_ ? text(alertIdOf(newest_->alert.labels).value) : QString();
}

QString PagesWatch::title() const {
  return newest_ ? alertTitle(newest_->alert.labels) : QString();
}

QString PagesWatch::detail() const {
  if (!newest_) return {};
  const auto summary = newest_->alert.annotations.find("summary");
  const QString what =
      summary == newest_->alert.annotations.end() ? QString() : QStringLiteral(": ") + text(summary->second);
  return QStringLiteral("%1, for %2%3")
      .arg(alertPlace(newest_->alert.labels), age(newest_->alert.startsAt, mirror_.now()), what);
}

}  // namespace flotilla::view
