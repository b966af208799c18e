#include "models/view/open_incidents.h"

namespace flotilla::view {

OpenIncidents::OpenIncidents(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), poll_(kEvery, [this] { ask(); }) {}

void OpenIncidents::ask() {
  ListQuery query;
  query.filter = "open:yes";
  query.pageSize = 1;
  api_.listIncidents(query, guard_.onGui<Page<Incident>>([this, number = poll_.begin()](Result<Page<Incident>> page) {
    if (!poll_.took(number, page ? nullptr : &page.error(), mirror_.now()) || !page) return;
    count_ = static_cast<int>(page->total);
    emit changed();
  }));
}

}  // namespace flotilla::view
