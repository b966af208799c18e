// The audit log, newest first, page by page from the server. Thread: GUI. Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <vector>

#include "models/view/async.h"

namespace flotilla::view {

class AuditModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY changed)
  Q_PROPERTY(QString state READ state NOTIFY changed)      // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // a sentence, if failed or denied
  Q_PROPERTY(int count READ rowCount NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)
  Q_PROPERTY(QString verdict READ verdict NOTIFY verdictChanged)  // "34 entries, chain intact", empty before verify()
  Q_PROPERTY(QString verdictStatus READ verdictStatus NOTIFY verdictChanged)  // healthy, failed

 public:
  enum Column { Time, Actor, Action, Object, Detail, Hash, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole };

  explicit AuditModel(OperatorApi& api, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;

  QString filter() const { return filter_; }
  void setFilter(const QString& filter);
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  int total() const { return total_; }
  QString verdict() const { return verdict_; }
  QString verdictStatus() const { return verdictStatus_; }
  Q_INVOKABLE void reload();
  Q_INVOKABLE void verify();

 signals:
  void changed();
  void verdictChanged();

 private:
  void ask(bool fresh);

  OperatorApi& api_;
  std::vector<AuditEntry> entries_;
  QString filter_;
  QString state_ = QStringLiteral("idle");
  QString problem_;
  QString nextPage_;
  int total_ = 0;
  std::uint64_t asked_ = 0;
  QString verdict_;
  QString verdictStatus_;
  Guard guard_;
};

}  // namespace flotilla::view
