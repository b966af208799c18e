#include "models/view/audit_model.h"

#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kPage = 200;

}  // namespace

AuditModel::AuditModel(OperatorApi& api, QObject* parent) : QAbstractTableModel(parent), api_(api) {}

int AuditModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}
int AuditModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}
QHash<int, QByteArray> AuditModel::roleNames() const {
  return {{Qt::DisplayRole, "display"},
          {StatusRole, "status"},
          {ToneRole, "tone"},
          {ValueRole, "value"},
          {EdgeRole, "edge"}};
}

QVariant AuditModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const AuditEntry& entry = entries_[static_cast<std::size_t>(index.row())];
  if (role == ToneRole) return index.column() == Hash || index.column() == Time ? QStringLiteral("quiet") : QString();
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case Time:
      return dateTime(entry.at);
    case Actor:
      return text(entry.actor);
    case Action:
      return text(entry.action);
    case Object:
      return text(entry.object);
    case Detail:
      return text(entry.detail);
    case Hash:
      return shortDigest(entry.hash);
    default:
      return {};
  }
}

void AuditModel::setFilter(const QString& filter) {
  if (filter == filter_) return;
  filter_ = filter;
  ask(true);
}

void AuditModel::reload() {
  ask(true);
}

bool AuditModel::canFetchMore(const QModelIndex& parent) const {
  return !parent.isValid() && state_ == QStringLiteral("ready") && !nextPage_.isEmpty();
}

void AuditModel::fetchMore(const QModelIndex& parent) {
  if (canFetchMore(parent)) ask(false);
}

void AuditModel::ask(bool fresh) {
  const std::uint64_t number = ++asked_;
  ListQuery query;
  query.filter = filter_.toStdString();
  query.pageSize = kPage;
  if (!fresh) query.pageToken = nextPage_.toStdString();
  state_ = QStringLiteral("loading");
  problem_.clear();
  emit changed();
  api_.listAudit(query, guard_.onGui<Page<AuditEntry>>([this, number, fresh](Result<Page<AuditEntry>> page) {
    if (number != asked_) return;
    if (!page) {
      state_ = page.error().code == ErrorCode::Denied ? QStringLiteral("denied") : QStringLiteral("failed");
      problem_ = text(page.error().message);
      if (!page.error().fix.empty()) problem_ += QStringLiteral("; ") + text(page.error().fix);
      return emit changed();
    }
    if (fresh) {
      beginResetModel();
      entries_ = std::move(page->items);
      endResetModel();
    } else if (!page->items.empty()) {
      beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(page->items.size()) - 1);
      for (AuditEntry& entry : page->items) entries_.push_back(std::move(entry));
      endInsertRows();
    }
    nextPage_ = text(page->nextPageToken);
    total_ = static_cast<int>(page->total);
    state_ = QStringLiteral("ready");
    emit changed();
  }));
}

void AuditModel::verify() {
  verdict_ = QStringLiteral("verifying");
  verdictStatus_ = QStringLiteral("updating");
  emit verdictChanged();
  api_.verifyAudit(guard_.onGui<AuditVerdict>([this](Result<AuditVerdict> verdict) {
    if (!verdict) {
      verdictStatus_ = QStringLiteral("unknown");
      verdict_ = text(verdict.error().message);
    } else if (verdict->intact) {
      verdictStatus_ = QStringLiteral("healthy");
      verdict_ = QStringLiteral("%1, chain intact").arg(plural(verdict->entries, "entry", "entries"));
    } else {
      verdictStatus_ = QStringLiteral("failed");
      verdict_ = QStringLiteral("entry %1: %2").arg(count(verdict->firstBad), text(verdict->problem));
    }
    emit verdictChanged();
  }));
}

}  // namespace flotilla::view
