#include "models/view/silences_model.h"

#include <algorithm>

#include "models/view/alert_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kMostSilences = 500;

int rankOf(SilenceState state) {
  return state == SilenceState::Active ? 0 : state == SilenceState::Pending ? 1 : 2;
}

// What ends or begins next is on top; of those that are over, what ended last.
bool silenceBefore(const SilenceStatus& a, const SilenceStatus& b) {
  if (a.state != b.state) return rankOf(a.state) < rankOf(b.state);
  switch (a.state) {
    case SilenceState::Active:
      return a.silence.endsAt < b.silence.endsAt;
    case SilenceState::Pending:
      return a.silence.startsAt < b.silence.startsAt;
    case SilenceState::Expired:
      break;
  }
  return a.silence.endsAt > b.silence.endsAt;
}

QString silenceShape(SilenceState state) {
  return state == SilenceState::Active    ? QStringLiteral("held")
         : state == SilenceState::Pending ? QStringLiteral("pending")
                                          : QStringLiteral("passed");
}

QString whenOf(const SilenceStatus& status, TimePoint now) {
  const Silence& silence = status.silence;
  switch (status.state) {
    case SilenceState::Active:
      return QStringLiteral("ends in %1, %2").arg(span(silence.endsAt - now), shortTime(silence.endsAt, now));
    case SilenceState::Pending:
      return QStringLiteral("%1 to %2").arg(shortTime(silence.startsAt, now), shortTime(silence.endsAt, now));
    case SilenceState::Expired:
      break;
  }
  return QStringLiteral("ended %1").arg(shortTime(silence.endsAt, now));
}

}  // namespace

SilencesModel::SilencesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledList(api, mirror, WhenRole, parent) {}

int SilencesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(all_.size());
}

QHash<int, QByteArray> SilencesModel::roleNames() const {
  return {{IdRole, "silence"},      {StatusRole, "status"}, {WordRole, "word"}, {MatchersRole, "matchers"},
          {CommentRole, "comment"}, {ByRole, "by"},         {WhenRole, "when"}};
}

QVariant SilencesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const SilenceStatus& status = all_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case IdRole:
      return text(status.silence.id.value);
    case StatusRole:
      return silenceShape(status.state);
    case WordRole:
      return text(toText(status.state));
    case Qt::DisplayRole:
    case MatchersRole:
      return matchersText(status.silence.matchers);
    case CommentRole:
      return text(status.silence.comment);
    case ByRole:
      return text(status.silence.createdBy);
    case WhenRole:
      return whenOf(status, mirror_.now());
    default:
      return {};
  }
}

int SilencesModel::holding() const {
  return static_cast<int>(std::count_if(
      all_.begin(), all_.end(), [](const SilenceStatus& status) { return status.state == SilenceState::Active; }));
}

QString SilencesModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(all_[static_cast<std::size_t>(row)].silence.id.value);
}

const SilenceStatus* SilencesModel::find(const QString& id) const {
  const auto at = std::find_if(all_.begin(), all_.end(),
                               [&](const SilenceStatus& one) { return text(one.silence.id.value) == id; });
  return at == all_.end() ? nullptr : &*at;
}

QVariantMap SilencesModel::about(const QString& id) const {
  QVariantMap out;
  const SilenceStatus* found = find(id);
  if (found == nullptr) return out;
  const QModelIndex at = index(static_cast<int>(found - all_.data()), 0);
  const auto roles = roleNames();
  for (auto role = roles.begin(); role != roles.end(); ++role)
    out[QString::fromLatin1(role.value())] = data(at, role.key());
  return out;
}

void SilencesModel::ask() {
  ListQuery query;
  query.pageSize = kMostSilences;
  api_.listSilences(query, answer<Page<SilenceStatus>>([this](Page<SilenceStatus> page) {
                      total_ = static_cast<int>(page.total);
                      take(std::move(page.items));
                    }));
}

void SilencesModel::take(std::vector<SilenceStatus> all) {
  std::stable_sort(all.begin(), all.end(), silenceBefore);
  const bool same = std::equal(all.begin(), all.end(), all_.begin(), all_.end(),
                               [](const auto& a, const auto& b) { return a.silence.id == b.silence.id; });
  if (same) {
    all_ = std::move(all);
    return tellRows();
  }
  beginResetModel();
  all_ = std::move(all);
  endResetModel();
}

}  // namespace flotilla::view
