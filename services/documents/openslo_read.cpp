// Documents of OpenSLO: the envelope that all kinds share, and references.
#include <algorithm>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"

namespace flotilla::openslo {
namespace {

constexpr const char* kVersion = "openslo/v1";
constexpr std::size_t kMaxName = 253;

// For messages, before anything of it is known to be right.
std::string nameIn(const YamlNode& node) {
  using Traits = DocumentTraits<YamlNode>;
  const YamlNode* const metadata = Traits::member(node, "metadata");
  const YamlNode* const name = metadata == nullptr ? nullptr : Traits::member(*metadata, "name");
  return name == nullptr ? std::string() : excerpt(name->text);
}

void readLabels(Fields& fields, Metadata& metadata, Findings& findings) {
  const YamlNode* const labels = fields.find("labels");
  if (labels == nullptr) return;
  if (labels->kind != YamlNode::Kind::Map) return fields.error("labels", "bad_value", "must be keys and values");
  for (const YamlNode& label : labels->children) {
    const Where where = below(fields.at("labels"), excerpt(label.key), &label);
    auto& values = metadata.labels[label.key];
    if (label.kind != YamlNode::Kind::List) {
      values = {textOf(label, where, findings, kMaxText).value_or("")};
      continue;
    }
    for (const YamlNode& value : label.children)
      values.push_back(textOf(value, where, findings, kMaxText).value_or(""));
  }
}

void checkAnnotation(const std::string& key, const Where& where, Findings& findings) {
  if (key.starts_with("openslo.com/"))
    findings.warn(where, "reserved_annotation", "annotations under openslo.com/ are reserved", "use another prefix");
  if (!key.starts_with(kOwnPrefix)) return;
  if (std::find(kOwnNotes.begin(), kOwnNotes.end(), key) == kOwnNotes.end())
    findings.error(where, "unknown_annotation", "is not a known annotation of Flotilla",
                   didYouMean(excerpt(key, 64), {kOwnNotes.begin(), kOwnNotes.end()}, ""));
}

void readAnnotations(Fields& fields, Metadata& metadata, Findings& findings) {
  const YamlNode* const annotations = fields.find("annotations");
  if (annotations == nullptr) return;
  if (annotations->kind != YamlNode::Kind::Map)
    return fields.error("annotations", "bad_value", "must be keys and values");
  for (const YamlNode& note : annotations->children) {
    const Where where = below(fields.at("annotations"), excerpt(note.key), &note);
    checkAnnotation(note.key, where, findings);
    metadata.annotations[note.key] = textOf(note, where, findings, kMaxText).value_or("");
  }
}

Metadata readMetadata(Fields& object, Findings& findings) {
  Metadata metadata;
  const YamlNode* const node = object.need("metadata");
  if (node == nullptr) return metadata;
  Fields fields(*node, object.at("metadata"), findings);
  metadata.name = fields.neededText("name", kMaxName);
  if (!metadata.name.empty() && !isLabel(metadata.name))
    fields.warn("name", "bad_name",
                "\"" + excerpt(metadata.name) + "\" is no RFC 1123 label (a-z, 0-9, '-'; at most 63)",
                labelOf(metadata.name).empty() ? "choose another name" : "write " + labelOf(metadata.name));
  metadata.displayName = fields.text("displayName");
  readLabels(fields, metadata, findings);
  readAnnotations(fields, metadata, findings);
  fields.finish();
  return metadata;
}

template <class T, class Read>
std::optional<std::size_t> readInto(std::vector<T> File::*list, T thing, Fields& fields, Reading& reading, Read read) {
  const YamlNode* const node = fields.need("spec");
  if (node != nullptr) {
    Fields spec(*node, fields.at("spec"), reading.findings);
    thing.description = spec.text("description", kMaxDescription);
    read(spec, thing);
    spec.finish();
  }
  // Only now: what is written inside of it may be of the same kind.
  auto& things = reading.file.*list;
  things.push_back(std::move(thing));
  return things.size() - 1;
}

template <class T>
T headOf(Fields& fields, bool inlined, Findings& findings) {
  T thing;
  thing.where = fields.where();
  thing.inlined = inlined;
  thing.metadata = readMetadata(fields, findings);
  return thing;
}

void readDataSource(Fields& spec, DataSource& source) {
  source.type = spec.neededText("type");
  // Whatever it holds may be secret: it is neither kept nor looked at.
  spec.find("connectionDetails");
}

bool checkVersion(Fields& fields) {
  const std::string version = fields.neededText("apiVersion");
  if (version.empty() || version == kVersion) return !version.empty();
  const bool older = version == "openslo/v1alpha", newer = version == "openslo.com/v2alpha";
  fields.error("apiVersion", "unsupported_version",
               older || newer ? version + " is another format, which is not read"
                              : "must be openslo/v1, not \"" + excerpt(version) + "\"",
               older   ? "convert it to openslo/v1: metrics move from the objectives into an SLI"
               : newer ? "convert it to openslo/v1: sli, sliRef and dataSourceRef have other names there"
                       : "write apiVersion: openslo/v1");
  return false;
}

}  // namespace

bool isLabel(std::string_view name) {
  return checkName({}, name).ok();
}

std::string labelOf(std::string_view name) {
  std::string out;
  bool lower = false;  // before a capital that begins a word
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z', plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if ((!capital && !plain) || (capital && lower)) out += out.empty() || out.back() == '-' ? "" : "-";
    if (capital) out += static_cast<char>(c - 'A' + 'a');
    if (plain) out += c;
    lower = plain;
  }
  out.resize(std::min<std::size_t>(out.size(), 63));
  while (out.ends_with('-')) out.pop_back();
  return out;
}

std::optional<std::size_t> readThing(Kind kind, Fields& fields, bool inlined, Reading& reading) {
  const auto read = [&](auto list, auto thing, auto readSpec) {
    return readInto(list, std::move(thing), fields, reading, readSpec);
  };
  Findings& notes = reading.findings;
  switch (kind) {
    case Kind::DataSource:
      return read(&File::dataSources, headOf<DataSource>(fields, inlined, notes), readDataSource);
    case Kind::Slo:
      return read(&File::slos, headOf<Slo>(fields, inlined, notes),
                  [&](Fields& spec, Slo& slo) { readSlo(spec, slo, reading); });
    case Kind::Sli:
      return read(&File::slis, headOf<Sli>(fields, inlined, notes),
                  [&](Fields& spec, Sli& sli) { readSli(spec, sli, reading); });
    case Kind::AlertPolicy:
      return read(&File::policies, headOf<Policy>(fields, inlined, notes),
                  [&](Fields& spec, Policy& policy) { readPolicy(spec, policy, reading); });
    case Kind::AlertCondition:
      return read(&File::conditions, headOf<Condition>(fields, inlined, notes), readCondition);
    case Kind::AlertNotificationTarget:
      return read(&File::targets, headOf<Target>(fields, inlined, notes),
                  [](Fields& spec, Target&) { spec.neededText("target"); });
    case Kind::Service:
      return read(&File::services, headOf<Service>(fields, inlined, notes), [](Fields&, Service&) {});
  }
  return {};
}

void readDocument(const YamlNode& node, std::size_t number, Reading& reading) {
  if (node.kind == YamlNode::Kind::Null) return;
  Where where{node.line, "document " + std::to_string(number)};
  Fields fields(node, where, reading.findings);
  if (!fields.usable() || !checkVersion(fields)) return;
  fields.need("kind");
  const auto kind = fields.word<Kind>("kind", kKindNames);
  if (!kind) return;
  if (const std::string name = nameIn(node); !name.empty()) where.object = std::string(toText(*kind)) + " " + name;
  Fields named(node, where, reading.findings);
  named.find("apiVersion");
  named.find("kind");
  readThing(*kind, named, false, reading);
  named.finish();
}

std::optional<std::size_t> readInlined(Kind kind, const YamlNode& member, const Where& where, Reading& reading) {
  Fields fields(member, where, reading.findings);
  if (!fields.usable()) return {};
  if (fields.has("kind") && fields.text("kind") != toText(kind))
    fields.error("kind", "bad_value", "must be " + std::string(toText(kind)) + " here");
  if (fields.has("apiVersion")) checkVersion(fields);
  const auto index = readThing(kind, fields, true, reading);
  fields.finish();
  return index;
}

std::optional<Use> readListed(Kind kind, const char* reference, const Item& item, Reading& reading) {
  Fields fields(*item.node, item.where, reading.findings);
  if (!fields.usable()) return {};
  if (!fields.has(reference)) {
    if (!fields.has("metadata") && !fields.has("spec")) {
      fields.error(reference, "missing_key", "is missing, and there is no " + std::string(toText(kind)) + " either");
      fields.find("kind");
      fields.finish();
      return {};
    }
    return Use{item.where, {}, readInlined(kind, *item.node, item.where, reading)};
  }
  Use use{fields.at(reference), fields.neededText(reference, kMaxName)};
  fields.finish();
  return use;
}

std::optional<Use> readIndicator(Fields& fields, Reading& reading) {
  const YamlNode* const inlined = fields.find("indicator");
  if (fields.has("indicatorRef")) {
    if (inlined != nullptr) fields.error("indicator", "bad_value", "stands beside indicatorRef", "keep one of them");
    return Use{fields.at("indicatorRef"), fields.neededText("indicatorRef", kMaxName)};
  }
  if (inlined == nullptr) return {};
  const Where where = fields.at("indicator");
  return Use{where, {}, readInlined(Kind::Sli, *inlined, where, reading)};
}

}  // namespace flotilla::openslo
