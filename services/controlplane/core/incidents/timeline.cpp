#include "services/controlplane/core/incidents/timeline.h"

#include <algorithm>
#include <utility>

#include "services/crypto/hash.h"
#include "services/documents/secret_text.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {

Digest hashOf(const IncidentEvent& event, const Digest& previous) {
  ByteWriter out;
  out.number(event.seq);
  out.number(toMicros(event.at));
  out.number(toMicros(event.writtenAt));
  out.number(static_cast<std::uint32_t>(event.kind));
  out.number(static_cast<std::uint32_t>(event.pinned ? 1 : 0));
  for (const std::string& text : {event.incident.value, event.actor, event.text, event.reference}) out.text(text);
  out.raw({reinterpret_cast<const char*>(previous.bytes.data()), previous.bytes.size()});
  return sha256(out.bytes());
}

bool isIntact(const Incident& incident, std::span<const IncidentEvent> events) {
  Digest head;
  std::uint64_t seq = 0;
  for (const IncidentEvent& event : events) {
    if (event.seq != ++seq || event.hash != hashOf(event, head)) return false;
    head = event.hash;
  }
  return seq == incident.events && head == incident.head;
}

void IncidentEdit::tell(NewEvent event) {
  if (incident_.events >= kMostIncidentEvents) return;
  changed_ = true;
  redactSecrets(event.text);  // it is kept for ever
  IncidentEvent out{
      incident_.id,          ++incident_.events,         event.at,     now_, event.kind, std::move(event.actor),
      std::move(event.text), std::move(event.reference), event.pinned, {}};
  out.hash = incident_.head = hashOf(out, incident_.head);
  events_.push_back(std::move(out));
}

void IncidentEdit::put(const IncidentAlert& alert) {
  changed_ = true;
  const auto same = [&](const IncidentAlert& a) { return a.alert == alert.alert && a.began == alert.began; };
  for (std::vector<IncidentAlert>* list : {&incident_.alerts, &alerts_}) {
    const auto at = std::find_if(list->begin(), list->end(), same);
    if (at == list->end())
      list->push_back(alert);
    else
      *at = alert;
  }
}

std::vector<Row> IncidentEdit::rows() const {
  std::vector<Row> out;
  if (!changed_) return out;
  Incident row = incident_;
  row.changedAt = now_;
  out.emplace_back(std::move(row));
  out.insert(out.end(), alerts_.begin(), alerts_.end());
  out.insert(out.end(), events_.begin(), events_.end());
  return out;
}

}  // namespace flotilla::controlplane
