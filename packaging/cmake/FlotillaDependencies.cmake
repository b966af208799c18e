# Third-party packages. Each appears in packaging/dependencies.txt with its reason.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)   # before gRPC, and in module mode: Debian ships no protobuf-config.cmake
find_package(gRPC 1.51 CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
if(NOT TARGET re2::re2)   # gRPC's package looks for it too
  pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
  add_library(re2::re2 ALIAS PkgConfig::RE2)
endif()
find_package(CURL REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
if(FLOTILLA_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Test)
endif()

# The console.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Qml Quick Svg Widgets Charts)
if(FLOTILLA_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS QuickTest)
endif()
find_program(FLOTILLA_QMLLINT qmllint PATHS /usr/lib/qt6/bin REQUIRED)
set(FLOTILLA_PYTHON /usr/bin/python3 CACHE FILEPATH "Python 3 with the packages of packaging/dependencies.txt")
