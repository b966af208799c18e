// Each rule fires on text that breaks it and stays quiet on text that does not.
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "tests/architecture/scanner.h"
#include "tests/architecture/source_text.h"

using namespace flotilla::architecture;

namespace {

// A header's text with the obligatory first line.
std::string header(const std::string& body) {
  return "#pragma once\n" + body;
}

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

std::string functionOf(int lines) {
  return "void f() {\n" + repeated("  g();\n", lines - 2) + "}\n";
}

QStringList described(const std::vector<Finding>& findings) {
  QStringList lines;
  for (const auto& finding : findings) lines << QString::fromStdString(describe(finding));
  return lines;
}

QStringList names(const std::vector<FunctionSpan>& functions) {
  QStringList list;
  for (const auto& function : functions) list << QString::fromStdString(function.head).simplified();
  return list;
}

}  // namespace

class TstArchitectureRules : public QObject {
  Q_OBJECT
 private slots:
  void judges_an_include_by_its_folder_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");
    QTest::addColumn<QString>("rule");  // empty: allowed

    const auto row = [](const char* path, const char* include, const char* rule) {
      QTest::newRow(qPrintable(QString("%1 %2").arg(path, include))) << path << include << rule;
    };
    row("services/crypto/a.cpp", "\"models/domain/node.h\"", "");
    row("services/crypto/a.cpp", "\"services/crypto/b.h\"", "");
    row("models/domain/a.cpp", "\"services/runtime/clock.h\"",
        "models/domain may not include \"services/runtime/clock.h\"");
    row("services/agent/core/install/a.cpp", "\"services/agent/core/verify/b.h\"", "");
    row("services/agent/core/install/a.cpp", "\"services/agent/storage/b.h\"",
        "services/agent/core may not include \"services/agent/storage/b.h\"");
    row("services/controlplane/http/a.cpp", "\"services/controlplane/rpc/dispatcher.h\"", "");
    row("services/controlplane/http/a.cpp", "\"services/controlplane/rpc/server.h\"",
        "services/controlplane/http may not include \"services/controlplane/rpc/server.h\"");
    row("services/client/a.cpp", "\"services/proto/flotilla/v1/node.pb.h\"", "");
    row("services/client/a.h", "\"services/wire/node.h\"",
        "services/client may not include \"services/wire/node.h\" in a header, only in a .cpp");
    row("plugins/runtime-onnx/a.cpp", "\"plugins/runtime-onnx/b.h\"", "");
    row("plugins/runtime-onnx/a.cpp", "\"plugins/api/runtime.h\"", "");
    row("plugins/runtime-onnx/a.cpp", "\"plugins/runtime-process/b.h\"",
        "plugins/* may not include \"plugins/runtime-process/b.h\"");
    row("plugins/api/a.h", "\"models/domain/node.h\"", "plugins/api may not include \"models/domain/node.h\"");
    row("app/agent/main.cpp", "\"services/agent/uplink/uplink.h\"", "");
    row("app/agent/main.cpp", "\"services/controlplane/core/fleet.h\"",
        "app/agent may not include \"services/controlplane/core/fleet.h\"");
    row("services/runtime/a.cpp", "\"tests/support/b.h\"", "services/runtime may not include \"tests/support/b.h\"");
    row("tests/simulation/a.cpp", "\"services/agent/core/agent.h\"", "");
    row("services/crypto/a.cpp", "<models/domain/node.h>", "our own header models/domain/node.h goes in quotes");
    row("services/crypto/a.cpp", "\"../b.h\"", "relative include \"../b.h\"");
    row("tests/crypto/a.cpp", "\"../b.h\"", "relative include \"../b.h\"");
    row("services/crypto/a.cpp", "\"b.h\"", "\"b.h\" does not start at the root of the repository");
    row("services/fresh/a.cpp", "<vector>", "lies in a folder that the table does not know");
  }

  void judges_an_include_by_its_folder() { judge(); }

  void judges_a_third_party_header_by_its_folder_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");
    QTest::addColumn<QString>("rule");  // empty: allowed

    const auto pair = [](const char* header, const char* library, const char* allowed, const char* forbidden) {
      QTest::newRow(qPrintable(QString("%1 in %2").arg(header, allowed)))
          << allowed << QString("<%1>").arg(header) << "";
      QTest::newRow(qPrintable(QString("%1 in %2").arg(header, forbidden)))
          << forbidden << QString("<%1>").arg(header) << QString("%1 <%2> may not appear here").arg(library, header);
    };
    pair("grpcpp/grpcpp.h", "gRPC", "services/controlplane/rpc/a.h", "services/controlplane/http/a.cpp");
    pair("grpcpp/server.h", "gRPC", "services/client/a.cpp", "services/wire/a.cpp");
    pair("google/protobuf/util/json_util.h", "Protobuf", "services/wire/a.h", "services/client/a.cpp");
    pair("openssl/evp.h", "OpenSSL", "services/crypto/a.h", "services/publisher/a.cpp");
    pair("boost/asio.hpp", "Boost", "services/controlplane/http/a.h", "services/controlplane/rpc/a.cpp");
    pair("nlohmann/json.hpp", "nlohmann-json", "services/documents/a.cpp", "services/controlplane/core/a.cpp");
    pair("yaml-cpp/yaml.h", "yaml-cpp", "services/documents/a.cpp", "app/controlplane/a.cpp");
    pair("sqlite3.h", "SQLite", "services/agent/storage/a.cpp", "services/agent/core/a.cpp");
    pair("curl/curl.h", "libcurl", "services/agent/platform/linux/a.cpp", "services/agent/core/a.cpp");
    pair("spdlog/spdlog.h", "spdlog", "services/runtime/a.cpp", "services/agent/core/a.cpp");
    pair("CLI/CLI.hpp", "CLI11", "app/cli/commands/a.cpp", "app/agent/a.cpp");
    pair("onnxruntime_cxx_api.h", "ONNX Runtime", "plugins/runtime-onnx/a.cpp", "plugins/runtime-process/a.cpp");
    pair("QString", "Qt", "models/view/a.h", "models/domain/a.h");
    pair("QtCore/QObject", "Qt Core", "plugins/api/panel.h", "plugins/api/runtime.h");
    pair("sys/stat.h", "the operating system", "services/runtime/a.cpp", "services/agent/core/a.cpp");
    QTest::newRow("hidden") << "services/client/a.h"
                            << "<grpcpp/grpcpp.h>"
                            << "gRPC <grpcpp/grpcpp.h> may not appear here in a header, only in a .cpp";
    QTest::newRow("unknown") << "services/runtime/a.cpp"
                             << "<zstd.h>"
                             << "<zstd.h> is of no library that the table knows";
    QTest::newRow("a plugin's own") << "plugins/runtime-wasm/a.cpp"
                                    << "<wabt/binary.h>"
                                    << "";
    QTest::newRow("tests") << "tests/crypto/a.cpp"
                           << "<openssl/evp.h>"
                           << "";
    QTest::newRow("standard") << "models/domain/a.cpp"
                              << "<string_view>"
                              << "";
  }

  void judges_a_third_party_header_by_its_folder() { judge(); }

  void names_file_and_line() {
    const auto findings = checkCpp({"models/domain/a.cpp", "#include <vector>\n\n#include <openssl/evp.h>\n"});
    QCOMPARE(described(findings), QStringList{"models/domain/a.cpp:3: OpenSSL <openssl/evp.h> may not appear here"});
  }

  void ignores_includes_in_comments_and_strings() {
    const std::string text =
        "// #include <openssl/evp.h>\n/*\n#include <curl/curl.h>\n*/\n"
        "const char* a = R\"x(\n#include <sqlite3.h>\n)x\";\nconst char* b = \"\\\"\\\n#include <boost/x.h>\";\n";
    QCOMPARE(described(checkCpp({"models/domain/a.cpp", text})), QStringList{});
  }

  void wants_pragma_once_in_headers_only() {
    QCOMPARE(described(checkCpp({"models/domain/a.h", "// #pragma once\nint f();\n"})),
             QStringList{"models/domain/a.h:1: has no #pragma once"});
    QCOMPARE(described(checkCpp({"models/domain/a.h", header("int f();\n")})), QStringList{});
    QCOMPARE(described(checkCpp({"models/domain/a.cpp", "int f();\n"})), QStringList{});
  }

  void limits_the_length_of_files_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("limit");
    QTest::newRow("cpp") << "models/domain/a.cpp" << 500;
    QTest::newRow("h") << "models/domain/a.h" << 250;
    QTest::newRow("qml") << "ui/console/nodes/A.qml" << 300;
    QTest::newRow("ts") << "ui/web/a.ts" << 350;
    QTest::newRow("svelte") << "ui/web/a.svelte" << 350;
    QTest::newRow("test cpp") << "tests/domain/a.cpp" << 1000;
    QTest::newRow("test ts") << "ui/web/a.test.ts" << 700;
  }

  void limits_the_length_of_files() {
    QFETCH(QString, path);
    QFETCH(int, limit);
    const bool cpp = path.endsWith(".cpp") || path.endsWith(".h");
    const auto check = [&](int lines) {
      const SourceFile file{path.toStdString(), header(repeated("\n", lines - 1))};
      return described(cpp ? checkCpp(file) : checkUi(file));
    };
    QCOMPARE(check(limit), QStringList{});
    QCOMPARE(check(limit + 1), QStringList{QString("%1:0: has %2 lines, at most %3 are allowed")
                                               .arg(path, QString::number(limit + 1), QString::number(limit))});
  }

  void limits_the_length_of_functions() {
    QCOMPARE(described(checkCpp({"models/domain/a.cpp", functionOf(70)})), QStringList{});
    QCOMPARE(described(checkCpp({"models/domain/a.cpp", "\n" + functionOf(71)})),
             QStringList{"models/domain/a.cpp:2: the function has 71 lines, at most 70 are allowed: void f()"});
    QCOMPARE(described(checkCpp({"tests/domain/a.cpp", functionOf(140)})), QStringList{});
    QCOMPARE(checkCpp({"tests/domain/a.cpp", functionOf(141)}).size(), std::size_t{1});
  }

  void finds_functions_behind_every_kind_of_head_data() {
    QTest::addColumn<QString>("code");
    QTest::addColumn<QStringList>("heads");
    const auto row = [](const char* name, const char* code, const QStringList& heads) {
      QTest::newRow(name) << code << heads;
    };
    row("free", "int f(int a) {\n}", {"int f(int a)"});
    row("namespace", "namespace a::b {\nint f() { if (x) { } }\n}", {"int f()"});
    row("linkage", "extern \"C\" {\nint f() { }\n}", {"int f()"});
    row("class", "class A final : public B {\n public:\n  int f() const override { }\n  int a_ = 0;\n};",
        {"int f() const override"});
    row("attribute", "class [[nodiscard]] A { int f() noexcept { } };", {"int f() noexcept"});
    row("template", "template <class T>\nvoid f(T t) {\n}", {"template <class T> void f(T t)"});
    row("template class", "template <class T = int> class A { void f() { } };", {"void f()"});
    row("trailing type", "auto f() -> std::vector<int> {\n}", {"auto f() -> std::vector<int>"});
    row("constructor", "A::A(int a) : Base<int>{a}, a_{a}, b_(b) {\n}", {"A::A(int a) : Base<int>}, a_}, b_(b)"});
    row("operator", "bool A::operator==(const A& b) const {\n}", {"bool A::operator==(const A& b) const"});
    row("call operator", "bool A::operator()(int b) const {\n}", {"bool A::operator()(int b) const"});
    row("default value", "void f(std::vector<int> a = {}, int b = 0) {\n}",
        {"void f(std::vector<int> a = }, int b = 0)"});
    row("default value of a const function", "int f(int a = 0) const {\n}", {"int f(int a = 0) const"});
    row("returned struct", "struct A f() {\n}", {"struct A f()"});
    row("macro before a class", "Q_DECLARE_METATYPE(X)\nclass A {\n  void f() { }\n};", {"void f()"});
    row("constant", "const std::vector<F> kTable = {{f(1), g(2)}, {f(3), g(4)}};", {});
    row("constant of a call", "const auto kA = std::array{f(1)};", {});
    row("enumeration", "enum class A : int { a = f(1) };", {});
    row("initialised member", "struct A { std::vector<int> a{1, 2}; int b = 0; };", {});
    row("braces in text", "int f() { return '{' + \"}}\"[0]; } // {\nint g() { }", {"int f()", "int g()"});
    row("digit separators", "int f() { return 1'000'000; }\nint g() { }", {"int f()", "int g()"});
    row("macro body", "#define M(x) \\\n  if (x) {\nint f() { }", {"int f()"});
  }

  void finds_functions_behind_every_kind_of_head() {
    QFETCH(QString, code);
    QFETCH(QStringList, heads);
    QCOMPARE(names(findFunctions(readSource(code.toStdString()).code)), heads);
  }

  void judges_a_qml_import_by_its_folder_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("import");
    QTest::addColumn<QString>("rule");  // empty: allowed
    const auto row = [](const char* path, const char* import, const char* rule) {
      QTest::newRow(qPrintable(QString("%1 %2").arg(path, import))) << path << import << rule;
    };
    row("ui/console/theme/A.qml", "QtQuick.Controls 2.15", "");
    row("ui/console/theme/A.qml", "Flotilla.Models", "ui/console/theme may not import Flotilla.Models");
    row("ui/console/charts/A.qml", "QtCharts", "");
    row("ui/console/nodes/A.qml", "QtCharts", "ui/console/* may not import QtCharts");
    row("ui/console/nodes/A.qml", "Flotilla.Models", "");
    row("ui/console/nodes/A.qml", "Flotilla.Rollouts", "ui/console/* may not import Flotilla.Rollouts");
    row("ui/console/shell/A.qml", "Flotilla.Rollouts", "");
    row("ui/console/nodes/A.qml", "\"../rollouts\"", "relative import \"../rollouts\"");
  }

  void judges_a_qml_import_by_its_folder() {
    QFETCH(QString, path);
    QFETCH(QString, import);
    QFETCH(QString, rule);
    const auto findings =
        checkUi({path.toStdString(), "import QtQuick\nimport " + import.toStdString() + "\nItem {}\n"});
    QCOMPARE(described(findings), rule.isEmpty() ? QStringList{} : QStringList{path + ":2: " + rule});
  }

  void limits_what_a_target_links() {
    const SourceFile file{"services/crypto/CMakeLists.txt",
                          "# flotilla::agent_core\nflotilla_library(LINK flotilla::domain flotilla::runtime\n"
                          "  PRIVATE flotilla::documents OpenSSL::Crypto)\n"};
    QCOMPARE(described(checkCMake(file)),
             QStringList{"services/crypto/CMakeLists.txt:3: services/crypto may not link flotilla::documents"});
    QCOMPARE(described(checkCMake({"services/controlplane/http/CMakeLists.txt",
                                   "flotilla_library(LINK flotilla::controlplane_core flotilla::controlplane_rpc)"})),
             QStringList{});
    QCOMPARE(described(checkCMake({"app/agent/CMakeLists.txt", "flotilla_program(LINK flotilla::agent_uplink)"})),
             QStringList{});
  }

  void knows_the_top_level_folders() {
    QCOMPARE(described(checkTopLevel({".git", "app", "build", "services"})), QStringList{});
    QCOMPARE(described(checkTopLevel({"docs"})),
             QStringList{"docs:0: is a top-level folder that the architecture does not have"});
  }

  void finds_cycles_between_folders() {
    const SourceFile a{"services/a/a.h", "#include \"services/b/b.h\"\n"};
    const SourceFile b{"services/b/b.h", "#include \"services/c/c.h\"\n"};
    const SourceFile c{"services/c/c.h", "\n#include \"services/a/other.h\"\n"};
    QCOMPARE(described(checkCycles({a, b})), QStringList{});
    QCOMPARE(described(checkCycles({a, b, c})),
             (QStringList{"services/a/a.h:1: include cycle between folders services/a and services/b",
                          "services/b/b.h:1: include cycle between folders services/b and services/c",
                          "services/c/c.h:2: include cycle between folders services/c and services/a"}));
  }

  void tells_the_capabilities_of_a_core_apart() {
    const SourceFile ports{"services/agent/core/agent.h", "#include \"services/agent/core/verify/v.h\"\n"};
    const SourceFile verify{"services/agent/core/verify/v.h",
                            "#include \"services/agent/core/ports.h\"\n#include \"services/agent/core/install/i.h\"\n"};
    const SourceFile install{"services/agent/core/install/i.h", "#include \"services/agent/core/verify/w.h\"\n"};
    QCOMPARE(described(checkCycles({ports, verify})), QStringList{});
    QCOMPARE(checkCycles({ports, verify, install}).size(), std::size_t{2});
  }

  void takes_a_program_and_its_parts_as_one() {
    const SourceFile main{"app/cli/main.cpp", "#include \"app/cli/commands/nodes.h\"\n"};
    const SourceFile nodes{"app/cli/commands/nodes.cpp", "#include \"app/cli/session.h\"\n"};
    const SourceFile other{"app/cli/session.cpp", "#include \"services/client/a.h\"\n"};
    QCOMPARE(described(checkCycles({main, nodes, other})), QStringList{});
  }

  void reads_a_repository_from_disk() {
    const QTemporaryDir folder;
    const auto write = [&](const std::filesystem::path& path, const std::string& text) {
      const auto full = std::filesystem::path(folder.path().toStdString()) / path;
      std::filesystem::create_directories(full.parent_path());
      std::ofstream(full) << text;
    };
    write("models/domain/a.cpp", "#include <curl/curl.h>\n");
    write("ui/web/node_modules/x/a.ts", repeated("\n", 1000));
    write("ui/console/nodes/A.qml", "import QtCharts\n");
    write("services/wire/CMakeLists.txt", "flotilla_library(LINK flotilla::crypto)\n");
    write("docs/a.md", "");
    QCOMPARE(described(checkRepository(folder.path().toStdString())),
             (QStringList{"docs:0: is a top-level folder that the architecture does not have",
                          "models/domain/a.cpp:1: libcurl <curl/curl.h> may not appear here",
                          "ui/console/nodes/A.qml:1: ui/console/* may not import QtCharts",
                          "services/wire/CMakeLists.txt:1: services/wire may not link flotilla::crypto"}));
  }

 private:
  // One include in an otherwise correct file, judged by the row's rule.
  static void judge() {
    QFETCH(QString, path);
    QFETCH(QString, include);
    QFETCH(QString, rule);
    const auto findings = checkCpp({path.toStdString(), header("#include " + include.toStdString() + "\n")});
    QStringList rules;
    for (const auto& finding : findings) rules << QString::fromStdString(finding.rule);
    QCOMPARE(rules, rule.isEmpty() ? QStringList{} : QStringList{rule});
  }
};

QTEST_GUILESS_MAIN(TstArchitectureRules)
#include "tst_architecture_rules.moc"
