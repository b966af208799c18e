// Inputs of a model as a node gave them to it, one line of JSON each.
#include <charconv>
#include <cmath>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

constexpr Duration kAnswerTakes = std::chrono::seconds(15);  // beyond the time that a capture may last

struct CaptureArguments {
  std::string node;
  SampleQuery query;
  std::string reason;
  std::string file;
};

// JSON knows no NaN and no infinity: null.
std::string numbersText(const std::vector<float>& values) {
  std::string out = "[";
  for (const float value : values) {
    if (out.size() > 1) out += ',';
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out += std::isfinite(value) ? std::string(text, end) : "null";
  }
  return out + "]";
}

std::string lineOf(const InputSample& sample, const NodeSamples& from) {
  std::string out = "{\"at\":" + jsonText(toRfc3339(sample.at)) + ",\"node\":" + jsonText(from.node) +
                    ",\"workload\":" + jsonText(from.captured.workload.value) +
                    ",\"version\":" + jsonText(from.captured.version) + ",\"input\":" + numbersText(sample.input);
  if (!sample.output.empty()) out += ",\"output\":" + numbersText(sample.output);
  if (sample.label >= 0) out += ",\"label\":" + std::to_string(sample.label);
  if (!sample.failure.empty()) out += ",\"failure\":" + jsonText(sample.failure);
  return out + "}\n";
}

Status capture(Session& session, const CaptureArguments& arguments) {
  session.options.timeout = std::max(session.options.timeout, arguments.query.within + kAnswerTakes);
  FLOTILLA_TRY(const NodeSamples got, session.ask<NodeSamples>([&](auto& client, auto done) {
    client.inputSamples(arguments.node, arguments.query, arguments.reason, done);
  }));
  std::string lines;
  for (const InputSample& sample : got.captured.samples) lines += lineOf(sample, got);
  FLOTILLA_CHECK(writeOutput("--out", arguments.file, lines));
  session.show([&] {
    std::cout << counted(got.captured.samples.size(), "input") << " of " << got.captured.workload.value << ' '
              << harmless(got.captured.version) << " on " << harmless(got.node) << " written to "
              << harmless(arguments.file) << '\n';
    if (!got.captured.endedEarly.empty()) std::cerr << "note: no more: " << harmless(got.captured.endedEarly) << '\n';
  });
  return okStatus();
}

void declareCapture(CLI::App& app, CaptureArguments& arguments) {
  addText(app, "node", arguments.node, "Name or id")->required();
  addName(app, "--workload", arguments.query.workload, "Whose inputs")->required();
  addWhole(app, "--samples", arguments.query.samples, 1, kMaxSamples, "The next so many");
  addDuration(app, "--within", arguments.query.within, {kShortestCapture, kLongestCapture}, "Then what there is");
  addText(app, "--reason", arguments.reason, "What it is for; it is audited")->required()->type_name("TEXT");
  addText(app, "--out", arguments.file, "Where to write them, a line of JSON each; what is there is replaced")
      ->required()
      ->type_name("FILE");
}

}  // namespace

void addCaptureCommand(CLI::App& drift, Session& session) {
  addCommand<CaptureArguments>(drift, session, "capture",
                               "Capture the next inputs of a model on a node, for a look or for training",
                               declareCapture, capture);
}

}  // namespace flotilla::cli
