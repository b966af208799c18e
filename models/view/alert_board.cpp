#include "models/view/alert_board.h"

#include <algorithm>
#include <set>

#include "models/domain/alert_fields.h"
#include "models/view/alert_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::size_t kOpenedByItself = 6;  // a group with more alerts begins closed

}  // namespace

AlertBoard::AlertBoard(OperatorApi& api, FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : PolledList(api, mirror, SinceRole, parent), filter_(std::move(compile), alertStatusFields()) {}

int AlertBoard::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QHash<int, QByteArray> AlertBoard::roleNames() const {
  return {{GroupRole, "group"},  {KeyRole, "key"},     {StatusRole, "status"}, {WordRole, "word"},
          {TitleRole, "title"},  {PlaceRole, "place"}, {SinceRole, "since"},   {ToldRole, "told"},
          {OwnerRole, "owner"},  {HeldRole, "held"},   {OpenRole, "open"},     {TallyRole, "tally"},
          {NestedRole, "nested"}};
}

const AlertBoard::Group& AlertBoard::groupAt(int position) const {
  return position == kResolved ? resolved_ : groups_[static_cast<std::size_t>(position)];
}

QVariant AlertBoard::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == GroupRole) return row.alert < 0;
  if (role == KeyRole) return text(row.key);
  if (role == NestedRole) return row.nested;
  if (row.group == kGone) return {};
  const Group& group = groupAt(row.group);
  return row.alert < 0 ? groupData(group, role)
                       : alertData(group, group.told.alerts[static_cast<std::size_t>(row.alert)], role);
}

QVariant AlertBoard::groupData(const Group& group, int role) const {
  switch (role) {
    case StatusRole:
      return statusOf(group);
    case WordRole:
      return group.pages ? QStringLiteral("page") : QStringLiteral("ticket");
    case Qt::DisplayRole:
    case TitleRole:
      return groupTitle(group.told);
    case SinceRole:
      return age(group.since, mirror_.now());
    case ToldRole:
      return text(group.told.receiver);
    case OwnerRole:
      return ownerText(group);
    case HeldRole:
      return heldText(group);
    case OpenRole:
      return isOpen(group);
    case TallyRole:
      return tallyText(group);
    default:
      return {};
  }
}

QVariant AlertBoard::alertData(const Group& group, const AlertStatus& status, int role) const {
  switch (role) {
    case StatusRole:
      return statusOf(status);
    case WordRole:
      return severityWord(status);
    case Qt::DisplayRole:
    case TitleRole:
      return alertTitle(status.alert.labels);
    case PlaceRole:
      return alertPlace(status.alert.labels);
    case SinceRole:
      return status.fires ? age(status.alert.startsAt, mirror_.now()) : shortTime(status.alert.endsAt, mirror_.now());
    case ToldRole:
      return &group == &resolved_ ? QString() : text(group.told.receiver);
    case OwnerRole:
      return text(status.acknowledgedBy);
    case HeldRole:
      return status.fires ? heldBack(status) : QString();
    case OpenRole:
      return false;
    case TallyRole:
      return QString();
    default:
      return {};
  }
}

void AlertBoard::ask() {
  askAlerts(api_, guard_, kMostAlerts, answer<AlertsAnswer>([this](AlertsAnswer all) {
              take(std::move(all));
              emit answered();
            }));
}

void AlertBoard::take(AlertsAnswer answer) {
  groups_ = boardGroups(std::move(answer.groups), answer.resolved);
  resolved_ = resolvedGroup(std::move(answer.resolved));
  unsent_ = static_cast<int>(answer.total - std::min<std::uint64_t>(answer.total, groups_.size()));
  rebuild();
}

bool AlertBoard::shows(const AlertStatus& status) const {
  const Labels& labels = status.alert.labels;
  if (!severity_.isEmpty() && labelText(labels, label::kSeverity) != severity_) return false;
  if (!region_.isEmpty() && labelText(labels, label::kRegion) != region_) return false;
  if (view_ == QLatin1String("unacknowledged") && (!status.acknowledgedBy.empty() || status.isSuppressed()))
    return false;
  if (view_ == QLatin1String("mine") && (caller_.isEmpty() || text(status.acknowledgedBy) != caller_)) return false;
  if (view_ == QLatin1String("held") && !status.isSuppressed()) return false;
  return filter_.takes(valuesOf(status));
}

bool AlertBoard::isOpen(const Group& group) const {
  const auto said = opened_.find(group.told.key);
  if (said != opened_.end()) return said->second;
  return group.shown.size() <= kOpenedByItself;
}

void AlertBoard::append(std::vector<Row>& rows, int position) const {
  const Group& group = groupAt(position);
  if (group.shown.empty()) return;
  // What is over is in no group any more.
  if (position == kResolved || group.told.alerts.size() == 1) {
    for (const std::size_t at : group.shown) rows.push_back({position, static_cast<int>(at), group.ids[at].value});
    return;
  }
  rows.push_back({position, -1, group.told.key});
  if (!isOpen(group)) return;
  for (const std::size_t at : group.shown) rows.push_back({position, static_cast<int>(at), group.ids[at].value, true});
}

void AlertBoard::rebuild() {
  const auto choose = [this](Group& group) {
    group.shown.clear();
    for (std::size_t i = 0; i < group.told.alerts.size(); ++i)
      if (shows(group.told.alerts[i])) group.shown.push_back(i);
  };
  for (Group& group : groups_) choose(group);
  choose(resolved_);
  std::vector<Row> rows;
  if (view_ == QLatin1String("resolved"))
    append(rows, kResolved);
  else
    for (int i = 0; i < static_cast<int>(groups_.size()); ++i) append(rows, i);
  replaceRows(std::move(rows));
}

// What is the same at both ends stays; a list that shows it does not move.
void AlertBoard::replaceRows(std::vector<Row> rows) {
  const auto same = [](const Row& a, const Row& b) {
    return a.key == b.key && (a.alert < 0) == (b.alert < 0) && a.nested == b.nested;
  };
  std::size_t head = 0, tail = 0;
  const std::size_t common = std::min(rows.size(), rows_.size());
  while (head < common && same(rows[head], rows_[head])) ++head;
  while (tail < common - head && same(rows[rows.size() - 1 - tail], rows_[rows_.size() - 1 - tail])) ++tail;
  // What stays says from now on what it says now; what goes says nothing any more.
  const auto first = static_cast<std::ptrdiff_t>(head), last = static_cast<std::ptrdiff_t>(rows_.size() - tail);
  std::copy(rows.begin(), rows.begin() + first, rows_.begin());
  std::copy(rows.end() - static_cast<std::ptrdiff_t>(tail), rows.end(), rows_.begin() + last);
  std::for_each(rows_.begin() + first, rows_.begin() + last, [](Row& row) { row.group = kGone; });
  if (last > first) {
    beginRemoveRows({}, static_cast<int>(first), static_cast<int>(last) - 1);
    rows_.erase(rows_.begin() + first, rows_.begin() + last);
    endRemoveRows();
  }
  const std::size_t come = rows.size() - head - tail;
  if (come > 0) {
    beginInsertRows({}, static_cast<int>(first), static_cast<int>(head + come) - 1);
    rows_ = std::move(rows);
    endInsertRows();
  }
  tellRows();
  emit changed();
}

void AlertBoard::narrow(QString& field, const QString& value) {
  if (value == field) return;
  field = value;
  rebuild();
  emit filterChanged();
}

void AlertBoard::setFilter(const QString& wanted) {
  const ListFilter::Outcome outcome = filter_.set(wanted);
  if (outcome == ListFilter::Outcome::Same) return;
  if (outcome == ListFilter::Outcome::Taken) rebuild();
  emit filterChanged();
}

QStringList AlertBoard::regions() const {
  std::set<QString> names;
  const auto add = [&names](const Group& group) {
    for (const AlertStatus& status : group.told.alerts)
      if (const QString name = labelText(status.alert.labels, label::kRegion); !name.isEmpty()) names.insert(name);
  };
  for (const Group& group : groups_) add(group);
  add(resolved_);
  return {names.begin(), names.end()};
}

int AlertBoard::matching() const {
  std::set<std::string_view> ids;
  for (const Row& row : rows_) {
    if (row.nested) continue;
    const Group& group = groupAt(row.group);
    if (row.alert >= 0) ids.insert(row.key);
    for (std::size_t i = 0; row.alert < 0 && i < group.shown.size(); ++i) ids.insert(group.ids[group.shown[i]].value);
  }
  return static_cast<int>(ids.size());
}

// One that two receivers are told of is one.
int AlertBoard::firing() const {
  std::set<std::string_view> ids;
  for (const Group& group : groups_)
    for (const AlertId& id : group.ids) ids.insert(id.value);
  return static_cast<int>(ids.size());
}

int AlertBoard::groups() const {
  return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return !row.nested; }));
}

int AlertBoard::held() const {
  std::set<std::string_view> ids;
  for (const Group& group : groups_)
    for (std::size_t i = 0; i < group.ids.size(); ++i)
      if (group.told.alerts[i].isSuppressed()) ids.insert(group.ids[i].value);
  return static_cast<int>(ids.size());
}

QString AlertBoard::quietSince() const {
  if (!known() || !groups_.empty()) return {};
  if (resolved_.told.alerts.empty()) return QStringLiteral("for more than a day");
  return QStringLiteral("since ") + shortTime(resolved_.told.alerts.front().alert.endsAt, mirror_.now());
}

QString AlertBoard::keyAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(rows_[static_cast<std::size_t>(row)].key);
}

bool AlertBoard::isGroupAt(int row) const {
  return row >= 0 && row < rowCount() && rows_[static_cast<std::size_t>(row)].alert < 0;
}

int AlertBoard::rowOf(const QString& key) const {
  const std::string wanted = key.toStdString();
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].key == wanted) return static_cast<int>(i);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Group& group = groupAt(rows_[i].group);
    if (rows_[i].alert >= 0 || isOpen(group)) continue;
    for (const std::size_t at : group.shown)
      if (group.ids[at].value == wanted) return static_cast<int>(i);
  }
  return -1;
}

bool AlertBoard::isOpenAt(int row) const {
  return row >= 0 && row < rowCount() && isOpen(groupAt(rows_[static_cast<std::size_t>(row)].group));
}

void AlertBoard::setOpen(int row, bool open) {
  if (row < 0 || row >= rowCount() || isOpenAt(row) == open) return;
  opened_[groupAt(rows_[static_cast<std::size_t>(row)].group).told.key] = open;
  rebuild();
}

QString AlertBoard::worstKey() const {
  if (rows_.empty()) return {};
  return text(rows_.front().key);
}

void AlertBoard::reveal(const QString& key) {
  if (alert(key) == nullptr) return;
  const int row = rowOf(key);
  if (isGroupAt(row)) setOpen(row, true);
}

const AlertBoard::Group* AlertBoard::group(const QString& key) const {
  const std::string wanted = key.toStdString();
  const auto found =
      std::find_if(groups_.begin(), groups_.end(), [&](const Group& one) { return one.told.key == wanted; });
  return found == groups_.end() ? nullptr : &*found;
}

const AlertStatus* AlertBoard::alert(const QString& id) const {
  const AlertId wanted(id.toStdString());
  const auto in = [&](const Group& group) -> const AlertStatus* {
    const auto at = std::find(group.ids.begin(), group.ids.end(), wanted);
    return at == group.ids.end() ? nullptr : &group.told.alerts[static_cast<std::size_t>(at - group.ids.begin())];
  };
  for (const Group& group : groups_)
    if (const AlertStatus* found = in(group)) return found;
  return in(resolved_);
}

}  // namespace flotilla::view
