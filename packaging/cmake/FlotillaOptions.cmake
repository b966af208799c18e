# Language, warnings, sanitizers and output folders: the same for every target of ours.
option(FLOTILLA_TESTS "Build the tests (needs Qt Test)" ON)
option(FLOTILLA_WEB "Build the web app (needs npm and the npm registry)" ON)
option(FLOTILLA_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(FLOTILLA_PLUGIN_DIR ${CMAKE_BINARY_DIR}/bin/plugins)
set(FLOTILLA_GEN_DIR ${CMAKE_BINARY_DIR}/gen)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

# Warnings are errors on our own targets; generated code links flotilla_base_options without them.
add_library(flotilla_base_options INTERFACE)
target_include_directories(flotilla_base_options INTERFACE ${CMAKE_SOURCE_DIR})
target_include_directories(flotilla_base_options SYSTEM INTERFACE ${FLOTILLA_GEN_DIR})
if(FLOTILLA_SANITIZE)
  target_compile_options(flotilla_base_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(flotilla_base_options INTERFACE -fsanitize=address,undefined)
endif()

add_library(flotilla_options INTERFACE)
target_link_libraries(flotilla_options INTERFACE flotilla_base_options)
target_compile_options(flotilla_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
# GCC 12 reports null dereferences, overlapping copies and unset variants inside the standard library once it inlines; the
# warnings stay on without optimisation.
target_compile_options(flotilla_options INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:-Wno-null-dereference;-Wno-restrict;-Wno-maybe-uninitialized>)
# A unity build puts several files into one, where GCC takes their anonymous namespaces for those of a header.
if(CMAKE_UNITY_BUILD)
  target_compile_options(flotilla_options INTERFACE -Wno-subobject-linkage)
endif()
