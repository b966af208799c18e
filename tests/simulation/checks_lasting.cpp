#include "tests/simulation/checks_lasting.h"

#include <algorithm>

#include "services/agent/core/install/staging.h"
#include "services/agent/uplink/identity_store.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"

namespace flotilla::simulation {
namespace {

const Path kNode = "/node";

std::optional<agent::BootRecord> bootOf(const SimNode& node) {
  std::optional<agent::BootRecord> newest;
  for (const char* name : {"boot0", "boot1"}) {
    const auto bytes = node.disk().peek(kNode / name);
    auto record = agent::decodeBootRecord(bytes.value_or(std::string()));
    if (record && (!newest || record->seq > newest->seq)) newest = *record;
  }
  return newest;
}

// A key and a certificate for it.
bool hasIdentity(const SimNode& node) {
  const auto text = node.disk().peek(kNode / "identity" / "identity.pem");
  return text && text->find("-----BEGIN PRIVATE KEY-----") == 0 &&
         text->find("-----END CERTIFICATE-----") != std::string::npos && text->find('\0') == std::string::npos;
}

bool isWholeSlot(const SimNode& node, const Path& slot, const Digest& digest) {
  const auto bytes = node.disk().peek(slot / "manifest.json");
  if (!bytes || sha256(*bytes) != digest) return false;
  const auto manifest = parseManifest(*bytes);
  return manifest && std::all_of(manifest->files.begin(), manifest->files.end(), [&](const BundleFile& file) {
           const auto content = node.disk().peek(slot / file.name);
           return content && sha256(*content) == file.digest;
         });
}

// The version that the database says is committed, where the boot record and the slot say so too.
std::map<WorkloadName, Digest> wholeVersions(const SimNode& node) {
  std::map<WorkloadName, Digest> out;
  const auto boot = bootOf(node);
  if (!boot) return out;
  for (const auto& [name, record] : node.store().state().workloads) {
    const agent::BootEntry* entry = boot->find(name);
    if (entry == nullptr || !entry->good || record.state != InstallState::Committed) continue;
    const Digest& digest = entry->holds[*entry->good];
    if (digest == record.target.digest && isWholeSlot(node, agent::slotPath(kNode, name, *entry->good), digest))
      out[name] = digest;
  }
  return out;
}

}  // namespace

void LastingChecks::before(const SimNode& node) {
  had_ = {wholeVersions(node), bootOf(node).has_value(), hasIdentity(node)};
}

void LastingChecks::after(const SimNode& node) {
  const std::string name = "node " + std::to_string(node.index());
  if (had_.hasBoot && !bootOf(node)) world_.violated("lasts", name + " lost its boot record with the power");
  if (had_.hasIdentity && !hasIdentity(node)) world_.violated("lasts", name + " lost its identity with the power");
  const auto whole = wholeVersions(node);
  for (const auto& [workload, digest] : had_.whole) {
    const auto now = whole.find(workload);
    if (now == whole.end() || now->second != digest)
      world_.violated("lasts", name + " had committed a version, and lost it with the power");
  }
}

bool LastingChecks::isWhole(const SimNode& node, const WorkloadName& workload) {
  const auto boot = bootOf(node);
  const agent::BootEntry* entry = boot ? boot->find(workload) : nullptr;
  return entry != nullptr && entry->good &&
         isWholeSlot(node, agent::slotPath(kNode, workload, *entry->good), entry->holds[*entry->good]);
}

void LastingChecks::finish(const SimNode& node) {
  const auto boot = bootOf(node);
  for (const auto& [name, record] : node.store().state().workloads) {
    if (record.state != InstallState::Committed) continue;
    const agent::BootEntry* entry = boot ? boot->find(name) : nullptr;
    if (entry == nullptr || !entry->good || entry->holds[*entry->good] != record.target.digest)
      world_.violated("versions", "node " + std::to_string(node.index()) + " has committed " +
                                      record.target.version.toString() + ", and its boot record does not say so");
  }
}

}  // namespace flotilla::simulation
