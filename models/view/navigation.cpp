#include "models/view/navigation.h"

#include <QUrl>
#include <QUrlQuery>

namespace flotilla::view {
namespace {

constexpr std::size_t kSteps = 50;

}  // namespace

const QStringList& Navigation::pages() {
  static const QStringList pages{QStringLiteral("overview"), QStringLiteral("topology"),  QStringLiteral("nodes"),
                                 QStringLiteral("rollouts"), QStringLiteral("artifacts"), QStringLiteral("slos"),
                                 QStringLiteral("drift"),    QStringLiteral("alerts"),    QStringLiteral("incidents"),
                                 QStringLiteral("runbooks"), QStringLiteral("game-days"), QStringLiteral("approvals"),
                                 QStringLiteral("audit"),    QStringLiteral("settings")};
  return pages;
}

QString toAddress(const Place& place) {
  QUrlQuery query;
  const auto add = [&](const char* key, const QString& value) {
    if (!value.isEmpty())
      query.addQueryItem(QString::fromLatin1(key), QString::fromLatin1(QUrl::toPercentEncoding(value, ":/()|<>=~*.")));
  };
  add("q", place.filter);
  add("scope", place.scope);
  add("sel", place.selection);
  const QString tail = query.isEmpty() ? QString() : QLatin1Char('?') + query.query(QUrl::FullyEncoded);
  return QStringLiteral("flotilla:///") + place.page + tail;
}

bool fromAddress(const QString& address, Place& place) {
  const QUrl url(address, QUrl::StrictMode);
  if (!url.isValid() || url.scheme() != QStringLiteral("flotilla") || !url.host().isEmpty()) return false;
  Place out;
  // The selection may also stand in the path, as in flotilla:///game-days/GAME-1.
  const QString path = url.path().mid(1);
  out.page = path.section(QLatin1Char('/'), 0, 0);
  if (!Navigation::pages().contains(out.page)) return false;
  const QUrlQuery query(url);
  out.filter = query.queryItemValue(QStringLiteral("q"), QUrl::FullyDecoded);
  out.scope = query.queryItemValue(QStringLiteral("scope"), QUrl::FullyDecoded);
  out.selection = query.queryItemValue(QStringLiteral("sel"), QUrl::FullyDecoded);
  if (out.selection.isEmpty()) out.selection = path.section(QLatin1Char('/'), 1);
  place = out;
  return true;
}

void Navigation::go(Place place, bool remember) {
  if (place == now_ || !pages().contains(place.page)) return;
  if (remember) {
    back_.push_back(now_);
    if (back_.size() > kSteps) back_.erase(back_.begin());
  }
  now_ = std::move(place);
  emit changed();
}

void Navigation::open(const QString& page, const QString& filter, const QString& selection) {
  go({page, now_.scope, filter, selection}, true);
}

void Navigation::setScope(const QString& scope) {
  Place next = now_;
  next.scope = scope;
  go(std::move(next), true);
}

void Navigation::setFilter(const QString& filter) {
  Place next = now_;
  next.filter = filter;
  go(std::move(next), false);
}

void Navigation::setSelection(const QString& selection) {
  Place next = now_;
  next.selection = selection;
  go(std::move(next), false);
}

bool Navigation::openAddress(const QString& address) {
  Place place;
  if (!fromAddress(address, place)) return false;
  go(std::move(place), true);
  return true;
}

void Navigation::goBack() {
  if (back_.empty()) return;
  Place place = back_.back();
  back_.pop_back();
  go(std::move(place), false);
}

}  // namespace flotilla::view
