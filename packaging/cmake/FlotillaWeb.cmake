# The built web UI as part of flotillad.
#
# Whoever builds the app (ui/web, with FLOTILLA_WEB=ON) makes a target `web` and puts index.html, assets/... into
# build/<preset>/web, each file with its .gz and .br beside it if it has them; manifest.json there is written last. Without
# that target flotillad has no app and says so at "/".

# flotilla_embed_web(TARGET t FUNCTION builtWeb DIR dir [STAMP file]): adds to `t` the definition of
# `controlplane::WebFiles FUNCTION()` over the files of DIR; of none without DIR.
function(flotilla_embed_web)
  cmake_parse_arguments(ARG "" "TARGET;FUNCTION;DIR;STAMP" "" ${ARGN})
  set(out ${FLOTILLA_GEN_DIR}/web/${ARG_TARGET}_${ARG_FUNCTION}.cpp)
  set(depends ${ARG_STAMP})
  if(NOT ARG_STAMP AND ARG_DIR)
    file(GLOB_RECURSE depends CONFIGURE_DEPENDS ${ARG_DIR}/*)
  endif()
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DDIR=${ARG_DIR} -DFUNCTION=${ARG_FUNCTION}
            -P ${CMAKE_SOURCE_DIR}/packaging/cmake/EmbedWeb.cmake
    DEPENDS ${depends} ${CMAKE_SOURCE_DIR}/packaging/cmake/EmbedWeb.cmake
    VERBATIM)
  target_sources(${ARG_TARGET} PRIVATE ${out})
  # Names of its own in a file of its own; and the compiler's cache does not look into what the assembler includes.
  set_source_files_properties(${out} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
