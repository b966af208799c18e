# Writes OUT: every file below DIR as bytes of the program, and a table of them as FUNCTION().
set(symbols "")
set(rows "")
set(count 0)

function(embed file)
  set(symbol "${FUNCTION}_${count}")
  string(APPEND symbols
    "__asm__(\".pushsection .rodata\\n.balign 16\\n.global ${symbol}_begin\\n${symbol}_begin:\\n.incbin \\\"${file}\\\"\\n\"\n"
    "        \".global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.popsection\\n\");\n"
    "extern \"C\" const char ${symbol}_begin[];\nextern \"C\" const char ${symbol}_end[];\n")
  set(symbols "${symbols}" PARENT_SCOPE)
  set(view "between(${symbol}_begin, ${symbol}_end)" PARENT_SCOPE)
  math(EXPR count "${count} + 1")
  set(count ${count} PARENT_SCOPE)
endfunction()

function(content_type path)
  get_filename_component(extension ${path} LAST_EXT)
  set(types
    .html "text/html; charset=utf-8" .js "text/javascript; charset=utf-8" .mjs "text/javascript; charset=utf-8"
    .css "text/css; charset=utf-8" .json "application/json" .webmanifest "application/manifest+json"
    .svg "image/svg+xml" .png "image/png" .ico "image/x-icon" .woff2 "font/woff2" .txt "text/plain; charset=utf-8")
  list(FIND types "${extension}" at)
  set(type "application/octet-stream" PARENT_SCOPE)
  if(NOT at EQUAL -1)
    math(EXPR at "${at} + 1")
    list(GET types ${at} found)
    set(type "${found}" PARENT_SCOPE)
  endif()
endfunction()

set(files "")
if(DIR)
  file(GLOB_RECURSE files RELATIVE ${DIR} ${DIR}/*)
  list(SORT files)
endif()
foreach(file ${files})
  if(file MATCHES "\\.(gz|br|map)$")
    continue()
  endif()
  content_type(${file})
  embed(${DIR}/${file})
  set(row "{\"/${file}\", \"${type}\", ${view}")
  foreach(suffix gz br)
    if(EXISTS ${DIR}/${file}.${suffix})
      embed(${DIR}/${file}.${suffix})
      string(APPEND row ", ${view}")
    else()
      string(APPEND row ", {}")
    endif()
  endforeach()
  # Vite puts what is in a file into its name, and all such files into assets/.
  if(file MATCHES "^assets/.*-[A-Za-z0-9_-]+\\.[a-z0-9]+$")
    string(APPEND row ", true},\n")
  else()
    string(APPEND row ", false},\n")
  endif()
  string(APPEND rows "      ${row}")
endforeach()

set(body "#include \"services/controlplane/http/web_front.h\"\n\n${symbols}\nnamespace flotilla::controlplane {\n\n")
string(APPEND body "WebFiles ${FUNCTION}();\n\nWebFiles ${FUNCTION}() {\n")
if(rows)
  string(APPEND body
    "  const auto between = [](const char* begin, const char* end) {\n"
    "    return std::string_view(begin, static_cast<std::size_t>(end - begin));\n  };\n"
    "  static const WebFile kFiles[] = {\n${rows}  };\n  return kFiles;\n")
else()
  string(APPEND body "  return {};\n")
endif()
string(APPEND body "}\n\n}  // namespace flotilla::controlplane\n")
file(WRITE ${OUT} "${body}")
