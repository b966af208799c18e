# One target per folder. The name follows the path: services/agent/core -> flotilla_agent_core, alias flotilla::agent_core;
# the first segment (models, services) is dropped because the rest is unique.

function(flotilla_target_name out)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REGEX REPLACE "^(models|services)/" "" path ${path})
  string(REPLACE "/" "_" name ${path})
  set(${out} ${name} PARENT_SCOPE)
endfunction()

# flotilla_library(LINK a b): a static library of every .cpp in this folder, or an interface library if there is none.
# RECURSE takes subfolders too (the capabilities of a core are one target).
function(flotilla_library)
  cmake_parse_arguments(ARG "RECURSE" "" "LINK;PRIVATE" ${ARGN})
  flotilla_target_name(name)
  if(ARG_RECURSE)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  else()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  if(sources)
    add_library(flotilla_${name} STATIC ${sources})
    target_link_libraries(flotilla_${name} PUBLIC flotilla_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(flotilla_${name} INTERFACE)
    target_link_libraries(flotilla_${name} INTERFACE flotilla_options ${ARG_LINK})
  endif()
  add_library(flotilla::${name} ALIAS flotilla_${name})
endfunction()

# flotilla_program(NAME flotillad LINK a b): an executable of every .cpp in this folder and below.
function(flotilla_program)
  cmake_parse_arguments(ARG "" "NAME" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${ARG_NAME} ${sources})
  target_link_libraries(${ARG_NAME} PRIVATE flotilla_options ${ARG_LINK})
endfunction()

# flotilla_plugin(LINK a b): a module that a program loads at run time from <bin>/plugins; named after its folder.
function(flotilla_plugin)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  get_filename_component(name ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} MODULE ${sources})
  target_link_libraries(${name} PRIVATE flotilla_options flotilla::plugins_api ${ARG_LINK})
  set_target_properties(${name} PROPERTIES
    PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${FLOTILLA_PLUGIN_DIR} CXX_VISIBILITY_PRESET hidden)
endfunction()

# flotilla_window_test(tst_thing): under sanitizers, what a test that draws needs on top. Stacks go through Qt, which keeps
# no frame pointers: only the slow unwinder finds the function that a suppression names. (An OpenGL driver compiles shaders,
# for which that is far too slow; it needs no suppression.)
function(flotilla_window_test name)
  if(FLOTILLA_SANITIZE)
    set(sanitizers ${CMAKE_SOURCE_DIR}/tests/support/sanitizers)
    target_sources(${name} PRIVATE ${sanitizers}/kept_libraries.cpp)
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT
      "ASAN_OPTIONS=fast_unwind_on_malloc=0" "LSAN_OPTIONS=print_suppressions=0:suppressions=${sanitizers}/lsan.supp")
    set_property(TEST ${name} PROPERTY TIMEOUT 900)
  endif()
endfunction()

# flotilla_test(tst_thing LABEL quick LINK a b): one Qt Test executable per subject, from <name>.cpp in this folder.
function(flotilla_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "LINK;DEPENDS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL quick)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${name}.cpp)
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE flotilla_options Qt6::Test ${ARG_LINK})
  target_compile_definitions(${name} PRIVATE
    FLOTILLA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" FLOTILLA_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
endfunction()

# flotilla_migrations(): compiles migrations/NNNN_name.sql of this folder into the folder's library.
function(flotilla_migrations)
  flotilla_target_name(name)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(out ${FLOTILLA_GEN_DIR}/${path}/migration_scripts.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DSCRIPTS=${scripts}" -DHEADER=${path}/migrations.h
            -P ${CMAKE_SOURCE_DIR}/packaging/cmake/EmbedMigrations.cmake
    DEPENDS ${scripts} ${CMAKE_SOURCE_DIR}/packaging/cmake/EmbedMigrations.cmake
    VERBATIM)
  target_sources(flotilla_${name} PRIVATE ${out})
endfunction()

# flotilla_qml_module(URI Flotilla.Controls GENERATED a.qml IMPORTS QtQuick LINK Qt6::Quick): a static QML module of every
# .cpp and .qml in this folder. A program or test links it as flotilla::<folder> and finds it below qrc:/qt/qml.
# Without qmlcachegen: its output differs from run to run and is most of the build; the start gains a hundredth of a second.
function(flotilla_qml_module)
  cmake_parse_arguments(ARG "" "URI" "SINGLETONS;GENERATED;IMPORTS;LINK" ${ARGN})
  flotilla_target_name(name)
  set(QT_QML_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/qml)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  file(GLOB qml_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/*.qml)
  foreach(file ${ARG_GENERATED})
    get_filename_component(alias ${file} NAME)
    set_source_files_properties(${file} PROPERTIES QT_RESOURCE_ALIAS ${alias} GENERATED TRUE)
  endforeach()
  if(ARG_SINGLETONS)
    set_source_files_properties(${ARG_SINGLETONS} PROPERTIES QT_QML_SINGLETON_TYPE TRUE)
  endif()
  qt_add_library(flotilla_${name} STATIC)
  set_target_properties(flotilla_${name} PROPERTIES AUTOMOC ON)
  qt_add_qml_module(flotilla_${name}
    URI ${ARG_URI}
    VERSION 1.0
    RESOURCE_PREFIX /qt/qml
    NO_CACHEGEN
    SOURCES ${sources}
    QML_FILES ${qml_files} ${ARG_GENERATED}
    IMPORTS ${ARG_IMPORTS})
  # The registration that Qt generates includes headers by their bare names.
  target_include_directories(flotilla_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(flotilla_${name} PUBLIC flotilla_options Qt6::Quick ${ARG_LINK})
  # The object that registers the plugin has to be named: nothing refers to it, and CMake does not pass on objects.
  add_library(flotilla_qml_${name} INTERFACE)
  target_link_libraries(flotilla_qml_${name} INTERFACE flotilla_${name} flotilla_${name}plugin
    $<TARGET_OBJECTS:flotilla_${name}plugin_init>)
  add_library(flotilla::${name} ALIAS flotilla_qml_${name})
  set_property(GLOBAL APPEND PROPERTY FLOTILLA_QML_MODULES flotilla_${name})
endfunction()
