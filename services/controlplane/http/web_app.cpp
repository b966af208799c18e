#include "services/controlplane/http/web_app.h"

#include <algorithm>

#include "services/controlplane/http/accepted.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kIndex = "/index.html";

// FNV-1a: tells builds apart, guards nothing.
std::string tagOf(std::string_view content) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  std::string out = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[hash >> shift & 0xF];
  return out + '"';
}

Reply plain(unsigned status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  reply.body = std::move(text);
  return reply;
}

bool isFile(std::string_view path) {
  return path.substr(path.rfind('/')).find('.') != std::string_view::npos;
}

bool namesTag(std::string_view header, const std::string& tag) {
  return header == "*" || header.find(tag) != std::string_view::npos;
}

}  // namespace

WebApp::WebApp(WebFiles files) {
  for (const WebFile& file : files) files_.emplace(file.path, Entry{&file, tagOf(file.identity)});
}

Reply WebApp::answer(const RequestHead& head, std::string_view path) const {
  if (files_.empty()) return plain(404, "This build of flotillad has no web UI.\n");
  const auto at = files_.find(isFile(path) || path.starts_with("/assets/") ? path : kIndex);
  if (at == files_.end()) return plain(404, "There is no such file.\n");
  const auto& [file, tag] = at->second;
  Reply reply;
  reply.headers.emplace_back("Content-Type", file->type);
  reply.headers.emplace_back("Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  reply.headers.emplace_back("ETag", tag);
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (namesTag(head.ifNoneMatch, tag)) {
    reply.status = 304;
    return reply;
  }
  const bool brotli = !file->brotli.empty() && accepts(head.acceptEncoding, "br");
  const bool gzip = !brotli && !file->gzip.empty() && accepts(head.acceptEncoding, "gzip");
  if (brotli || gzip) reply.headers.emplace_back("Content-Encoding", brotli ? "br" : "gzip");
  reply.body = brotli ? file->brotli : gzip ? file->gzip : file->identity;
  return reply;
}

}  // namespace flotilla::controlplane
