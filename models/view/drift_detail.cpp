#include "models/view/drift_detail.h"

#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QString textIn(const FeatureDrift& feature, int column) {
  const LeadingMeasure leading = leadingOf(feature);
  const auto number = [&](double DriftMeasure::*value, int decimals) {
    const bool compared = leading.measure != nullptr && leading.measure->bins > 0;
    return compared ? statisticText(leading.measure->*value, decimals) : text(kNothing);
  };
  switch (column) {
    case DriftDetail::VerdictColumn:
      return wordOf(feature.verdict());
    case DriftDetail::FeatureColumn:
      return text(feature.feature);
    case DriftDetail::AgainstColumn:
      return leading.measure == nullptr ? text(kNothing)
             : leading.ofTraining       ? QStringLiteral("training")
                                        : QStringLiteral("beginning");
    case DriftDetail::PsiColumn:
      return number(&DriftMeasure::psi, 3);
    case DriftDetail::LimitColumn:
      return leading.measure == nullptr ? text(kNothing) : limitOf(*leading.measure);
    case DriftDetail::ShiftColumn:
      return number(&DriftMeasure::shift, 2);
    case DriftDetail::KsColumn:
      return number(&DriftMeasure::ks, 3);
    case DriftDetail::JsColumn:
      return number(&DriftMeasure::js, 3);
    case DriftDetail::CountColumn:
      return leading.measure == nullptr ? text(kNothing) : count(leading.measure->n);
    default:
      return leading.measure == nullptr ? text(kNothing)
                                        : count(static_cast<std::uint64_t>(leading.measure->effective));
  }
}

bool sameFeatures(const DriftStanding& a, const DriftStanding& b) {
  return std::equal(a.features.begin(), a.features.end(), b.features.begin(), b.features.end(),
                    [](const FeatureDrift& x, const FeatureDrift& y) { return x.feature == y.feature; });
}

QVariantMap leadTo(const QString& words, const char* icon, const char* page, const QString& filter,
                   const QString& selection = {}) {
  return {{"text", words},
          {"icon", QLatin1String(icon)},
          {"page", QLatin1String(page)},
          {"filter", filter},
          {"selection", selection}};
}

QString alertFilter(const DriftStanding& standing) {
  const bool sensor = standing.cause == DriftCause::Sensor;
  return QStringLiteral("alertname:%1 %2:%3 label.workload:%4 label.version:%5")
      .arg(sensor ? QStringLiteral("SensorDrift") : QStringLiteral("RegionDrift"),
           sensor ? QStringLiteral("node") : QStringLiteral("region"),
           sensor ? text(standing.node) : text(standing.region.value), text(standing.workload.value),
           text(standing.version));
}

}  // namespace

DriftDetail::DriftDetail(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {}

int DriftDetail::rowCount(const QModelIndex& parent) const {
  const DriftStanding* standing = shown();
  return parent.isValid() || standing == nullptr ? 0 : static_cast<int>(standing->features.size());
}
int DriftDetail::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> DriftDetail::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant DriftDetail::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const FeatureDrift& feature = shown()->features[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return textIn(feature, index.column());
    case StatusRole:
      return statusOf(feature.verdict());
    case ToneRole:
      if (index.column() > FeatureColumn && feature.verdict() == DriftVerdict::NotEnoughData)
        return QStringLiteral("quiet");
      return index.column() == PsiColumn && feature.verdict() == DriftVerdict::Drifted ? QStringLiteral("strong")
                                                                                       : QString();
    case EdgeRole:
      return feature.verdict() == DriftVerdict::Drifted ? statusOf(feature.verdict()) : QString();
    default:
      return {};
  }
}

void DriftDetail::setKey(const QString& key) {
  const DriftKey wanted = driftKeyOf(key);
  if (wanted.samePlace(key_)) {
    if (wanted.feature == key_.feature) return;
    key_.feature = wanted.feature;
    return emit changed();
  }
  key_ = wanted;
  choice_ = 0;
  forget();
  poll_.anew();
  emit changed();
}

void DriftDetail::setHours(int hours) {
  if (hours == hours_) return;
  hours_ = hours;
  poll_.anew();
  emit changed();
}

void DriftDetail::setChoice(int choice) {
  if (choice == choice_ || choice < 0 || choice >= choices().size()) return;
  beginResetModel();
  choice_ = choice;
  key_.feature.clear();
  endResetModel();
  emit changed();
}

void DriftDetail::forget() {
  beginResetModel();
  told_.clear();
  poll_.forget();
  endResetModel();
}

void DriftDetail::ask() {
  if (!key_.valid()) return;
  DriftQuery query;
  if (key_.kind == QLatin1String("node"))
    query.node = key_.place.toStdString();
  else if (key_.kind == QLatin1String("site"))
    query.site = SiteName(key_.place.toStdString());
  else
    query.region = RegionName(key_.place.toStdString());
  query.workload = WorkloadName(key_.workload.toStdString());
  query.version = key_.version.toStdString();
  query.histograms = true;
  query.since = std::chrono::hours(hours_);
  api_.drift(query,
             answer<std::vector<DriftStanding>>([this](std::vector<DriftStanding> told) { take(std::move(told)); }));
}

// Rows stay where they are while the inputs are the same, so that whoever reads loses nothing.
void DriftDetail::take(std::vector<DriftStanding> told) {
  const DriftStanding* before = pick(told_);
  const DriftStanding* after = pick(told);
  if (before != nullptr && after != nullptr && sameFeatures(*before, *after)) {
    told_ = std::move(told);
    tellRows();
    return;
  }
  beginResetModel();
  told_ = std::move(told);
  if (shown() == nullptr) choice_ = 0;
  endResetModel();
}

// An answer about a place may tell of others in it as well.
bool DriftDetail::fits(const DriftStanding& standing) const {
  const DriftKey has = driftKeyOf(standing);
  const bool here = key_.kind == QLatin1String("node") || has.place == key_.place;
  return has.kind == key_.kind && here &&
         (key_.workload.isEmpty() || (has.workload == key_.workload && has.version == key_.version));
}

const DriftStanding* DriftDetail::pick(const std::vector<DriftStanding>& told) const {
  int position = 0;
  for (const DriftStanding& standing : told)
    if (fits(standing) && position++ == choice_) return &standing;
  return nullptr;
}

const FeatureDrift* DriftDetail::chosen() const {
  const DriftStanding* standing = shown();
  if (standing == nullptr || standing->features.empty()) return nullptr;
  const std::string wanted = key_.feature.toStdString();
  const auto named = std::find_if(standing->features.begin(), standing->features.end(),
                                  [&](const FeatureDrift& feature) { return feature.feature == wanted; });
  return named == standing->features.end() ? &standing->features.front() : &*named;
}

QVariantList DriftDetail::choices() const {
  QVariantList out;
  for (const DriftStanding& standing : told_)
    if (fits(standing))
      out << QVariantMap{{"text", text(standing.workload.value) + QLatin1Char(' ') + text(standing.version)},
                         {"status", statusOf(standing.verdict)}};
  return out;
}

QString DriftDetail::title() const {
  const DriftStanding* standing = shown();
  if (standing == nullptr) return {};
  return QStringLiteral("%1 %2 %3 %4")
      .arg(text(standing->workload.value), text(standing->version),
           standing->node.empty() ? QStringLiteral("in") : QStringLiteral("on"), placeOf(*standing));
}

QString DriftDetail::status() const {
  return found() ? statusOf(shown()->verdict) : QStringLiteral("unknown");
}
QString DriftDetail::word() const {
  return found() ? wordOf(shown()->verdict) : QString();
}
QString DriftDetail::cause() const {
  return found() ? causeOf(*shown(), mirror_.now()) : QString();
}

QString DriftDetail::window() const {
  const DriftStanding* standing = shown();
  if (standing == nullptr) return {};
  QString out = QStringLiteral("%1, %2 to %3")
                    .arg(plural(standing->records, "input", "inputs"), shortTime(standing->began, mirror_.now()),
                         shortTime(standing->ended, mirror_.now()));
  if (standing->partial) out += QStringLiteral(", closed early");
  return out;
}

QString DriftDetail::feature() const {
  return chosen() == nullptr ? QString() : text(chosen()->feature);
}
QString DriftDetail::featureStatus() const {
  return chosen() == nullptr ? QStringLiteral("unknown") : statusOf(chosen()->verdict());
}
QString DriftDetail::featureWord() const {
  return chosen() == nullptr ? QString() : wordOf(chosen()->verdict());
}

QVariantMap DriftDetail::histogram() const {
  const FeatureDrift* feature = chosen();
  return feature == nullptr || !feature->histogram ? QVariantMap() : histogramMap(*feature->histogram);
}

QVariantList DriftDetail::judgements() const {
  const FeatureDrift* feature = chosen();
  if (feature == nullptr) return {};
  const DriftStanding& standing = *shown();
  return {judgementMap(QStringLiteral("Training"), feature->training,
                       standing.profiled ? QStringLiteral("training has not counted this input")
                                         : QStringLiteral("the bundle has no profile of the training")),
          judgementMap(QStringLiteral("Its beginning"), feature->own,
                       standing.learnt ? QStringLiteral("its beginning has not counted this input")
                                       : QStringLiteral("its beginning is still being learnt"))};
}

QVariantList DriftDetail::outliers() const {
  QVariantList out;
  const DriftStanding* standing = shown();
  if (standing == nullptr || !standing->node.empty()) return out;
  for (const DriftStanding& node : told_) {
    if (node.node.empty() || node.workload != standing->workload || node.version != standing->version) continue;
    const QString farthest = node.features.empty() ? QString() : text(node.features.front().feature);
    out << QVariantMap{{"name", text(node.node)},
                       {"status", statusOf(node.verdict)},
                       {"word", node.cause == DriftCause::Sensor ? QStringLiteral("its sensor") : wordOf(node.verdict)},
                       {"detail", farthest},
                       {"key", driftKeyOf(node).toText()}};
  }
  return out;
}

QString DriftDetail::outliersNote() const {
  const DriftStanding* standing = shown();
  if (standing == nullptr || !standing->node.empty()) return {};
  return QStringLiteral("%1 of %2 drift by themselves")
      .arg(count(standing->driftedNodes), plural(standing->nodes, "node", "nodes"));
}

QVariantList DriftDetail::links() const {
  QVariantList out;
  const DriftStanding* standing = shown();
  if (standing == nullptr) return out;
  if (standing->cause == DriftCause::Sensor || (standing->cause == DriftCause::Region && standing->node.empty()))
    out << leadTo(QStringLiteral("its alert"), "siren", "alerts", alertFilter(*standing));
  if (!standing->node.empty()) {
    out << leadTo(text(standing->node), "server", "nodes", {}, text(standing->node));
    return out;
  }
  const QString place = standing->site.empty() ? QStringLiteral("region:") + text(standing->region.value)
                                               : QStringLiteral("site:") + text(standing->site.value);
  out << leadTo(QStringLiteral("nodes that run it"), "server", "nodes",
                place + QStringLiteral(" workload:") + text(standing->workload.value));
  return out;
}

QString DriftDetail::commandLine() const {
  if (!key_.valid()) return QStringLiteral("flotillactl drift");
  const DriftStanding* standing = shown();
  QString out = QStringLiteral("flotillactl drift show --%1 %2").arg(key_.kind, key_.place);
  if (standing != nullptr)
    out += QStringLiteral(" --workload %1 --version %2").arg(text(standing->workload.value), text(standing->version));
  return feature().isEmpty() ? out : out + QStringLiteral(" --feature ") + feature();
}

QString DriftDetail::keyAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  DriftKey out = key_;
  out.feature = text(shown()->features[static_cast<std::size_t>(row)].feature);
  return out.toText();
}

QString DriftDetail::address() const {
  if (!found()) return {};
  DriftKey out = driftKeyOf(*shown());
  out.feature = feature();
  return out.toText();
}

int DriftDetail::currentRow() const {
  const FeatureDrift* feature = chosen();
  return feature == nullptr ? -1 : static_cast<int>(feature - shown()->features.data());
}

}  // namespace flotilla::view
