// A new rollout as a plan document: written from a form or by hand, and what it would do, asked again 300 ms after each
// change. An answer about an older text is dropped. Thread: GUI. Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QVariantMap>

#include "models/view/async.h"

namespace flotilla::view {

class PlanDraft : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
  Q_PROPERTY(QString state READ state NOTIFY changed)  // idle, asking, ready, failed
  // What is wrong with the text: {message, field, line (0 = none), fix}; empty if nothing is.
  Q_PROPERTY(QVariantMap problem READ problem NOTIFY changed)
  Q_PROPERTY(QVariantList waves READ waves NOTIFY changed)    // see WavePreviewTable; those of the last good text
  Q_PROPERTY(QVariantList stages READ stages NOTIFY changed)  // that each node goes through: [{name, text}]; likewise
  Q_PROPERTY(int total READ total NOTIFY changed)             // nodes
  Q_PROPERTY(QString blocked READ blocked NOTIFY changed)     // why it could not start now
  Q_PROPERTY(QString digest READ digest NOTIFY changed)

 public:
  static constexpr int kDebounceMs = 300;

  explicit PlanDraft(OperatorApi& api, QObject* parent = nullptr);

  QString text() const { return text_; }
  void setText(const QString& text);
  QString state() const { return state_; }
  QVariantMap problem() const { return problem_; }
  QVariantList waves() const { return waves_; }
  QVariantList stages() const { return stages_; }
  int total() const { return total_; }
  QString blocked() const { return blocked_; }
  QString digest() const { return digest_; }

  // {workload, version, selector, canary ("12" or "2%"), soak, regions: [..], laterSoak, approvals, badEvent,
  // onFailure, stages ("shadow", "weights" or "both", else none)}
  Q_INVOKABLE QString render(const QVariantMap& form) const;
  // Makes a draft of the text, and starts it if `start`. With `rollout`, that one gets the text as its plan.
  Q_INVOKABLE void create(bool start);
  Q_INVOKABLE void save(const QString& rollout);
  Q_INVOKABLE void forget();

 signals:
  void textChanged();
  void changed();
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void ask();
  void take(const Result<RolloutPreview>& preview);
  void tell(const Result<Rollout>& rollout, const char* what);

  OperatorApi& api_;
  QString text_;
  QString state_ = QStringLiteral("idle");
  QVariantMap problem_;
  QVariantList waves_;
  QVariantList stages_;
  int total_ = 0;
  QString blocked_;
  QString digest_;
  std::uint64_t asked_ = 0;
  QTimer later_;
  Guard guard_;
};

}  // namespace flotilla::view
