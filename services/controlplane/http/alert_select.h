// Which of all alerts, groups and silences an asker gets, and in what order, as Alertmanager chooses. Pure; private to
// this folder. Lifetime: what is chosen points into the view.
#pragma once

#include <vector>

#include "services/controlplane/http/alert_front.h"
#include "services/controlplane/http/alert_query.h"

namespace flotilla::controlplane {

struct AlertFilter {
  AlertFront::LabelTest labels;
  AlertFront::LabelTest receiver;  // of {"receiver": name}
  bool active = true, silenced = true, inhibited = true;
};

// Only what fires, by fingerprint.
std::vector<const AlertStatus*> chooseAlerts(const AlertsView& view, const AlertFilter& filter, const IdOfLabels& idOf);
// Groups of which something is left.
std::vector<ApiAlertGroup> chooseGroups(const AlertsView& view, const AlertFilter& filter);
// Active ones first, by their end; pending ones by their start; expired ones last, the latest first. The filter looks
// at the matchers of a silence as if they were labels.
std::vector<Silence> chooseSilences(std::vector<Silence> silences, const AlertQuery& query,
                                    const AlertFront::LabelTest& filter, TimePoint now);

}  // namespace flotilla::controlplane
