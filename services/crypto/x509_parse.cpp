#include <algorithm>

#include "services/crypto/hash.h"
#include "services/crypto/pem.h"
#include "services/crypto/x509_object.h"

namespace flotilla {
namespace {

constexpr std::string_view kNodeUriPrefix = "spiffe://flotilla/node/";

Error badCertificate(const char* why) {
  return invalid("certificate_malformed", why);
}

// The bytes of an IA5String, unless there is something unprintable in them (a NUL cuts names short in C code).
std::optional<std::string> printable(const ASN1_IA5STRING* text) {
  std::string value(asText(ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))));
  const bool clean = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  return clean ? std::optional(std::move(value)) : std::nullopt;
}

Result<std::string> singleUri(const X509* certificate) {
  int found = -1;
  const GeneralNamesPtr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &found, nullptr)));
  if (!names && found == -1) return std::string();
  if (!names) return badCertificate("the names of the certificate cannot be read");
  std::string uri;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const auto value = printable(name->d.uniformResourceIdentifier);
    if (!value || value->empty()) return badCertificate("the certificate has an unreadable URI name");
    if (!uri.empty()) return badCertificate("the certificate has two URI names");
    uri = *value;
  }
  return uri;
}

Result<TimePoint> asTimePoint(const ASN1_TIME* time) {
  std::tm tm{};
  if (ASN1_TIME_to_tm(time, &tm) != 1) return badCertificate("a time in the certificate cannot be read");
  using namespace std::chrono;
  const year_month_day date{year(tm.tm_year + 1900), month(static_cast<unsigned>(tm.tm_mon + 1)),
                            day(static_cast<unsigned>(tm.tm_mday))};
  return TimePoint(sys_days(date) + hours(tm.tm_hour) + minutes(tm.tm_min) + seconds(tm.tm_sec));
}

}  // namespace

X509Ptr certificateFromPem(std::string_view pem) {
  const ErrorScope errors;
  const auto der = readPemBlock(pem, kCertificatePem);
  return der ? fromDer<X509Ptr>(*der, d2i_X509) : nullptr;
}

std::string certificateToPem(const X509* certificate) {
  return writePem(kCertificatePem, toDer(certificate, i2d_X509));
}

std::string publicKeyDerOf(const X509* certificate) {
  return toDer(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY);
}

Digest fingerprintOf(const X509* certificate) {
  return sha256(publicKeyDerOf(certificate));
}

Result<CertificateRequest> parseRequest(std::string_view pem) {
  if (pem.size() > kMaxPemBytes)
    return invalid("csr_too_large", "a certificate request has at most " + std::to_string(kMaxPemBytes) + " bytes");
  const ErrorScope errors;
  const auto der = readPemBlock(pem, kRequestPem);
  const RequestPtr request = der ? fromDer<RequestPtr>(*der, d2i_X509_REQ) : nullptr;
  if (!request) return invalid("csr_malformed", "this is not a certificate request in PEM");
  // The key is looked at before it is used: verifying with one of 16,000 bits, or of a curve of the sender's own, is
  // work.
  const std::string key = toDer(X509_REQ_get_X509_PUBKEY(request.get()), i2d_X509_PUBKEY);
  EVP_PKEY* pkey = X509_REQ_get0_pubkey(request.get());
  if (!isP256(key) || pkey == nullptr) return invalid("csr_key", "the key of the request is not a P-256 key");
  if (X509_REQ_get_signature_nid(request.get()) != NID_ecdsa_with_SHA256 || X509_REQ_verify(request.get(), pkey) != 1)
    return invalid("csr_signature", "the request is not signed by its own key with ECDSA and SHA-256");
  if (X509_NAME_entry_count(X509_REQ_get_subject_name(request.get())) != 0 ||
      X509_REQ_get_attr_count(request.get()) != 0)
    return invalid("csr_names", "the request asks for names or extensions, which only the server chooses");
  return CertificateRequest{key, sha256(key)};
}

Result<CertificateInfo> parseCertificate(std::string_view pem) {
  const ErrorScope errors;
  const X509Ptr certificate = certificateFromPem(pem);
  if (!certificate) return badCertificate("this is not one certificate in PEM of at most 16 KiB");
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
  if (ASN1_STRING_type(serial) != V_ASN1_INTEGER) return badCertificate("the serial number is negative");
  CertificateInfo info;
  info.fingerprint = fingerprintOf(certificate.get());
  info.serialHex = toHex(asText(ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))));
  FLOTILLA_TRY(info.uri, singleUri(certificate.get()));
  FLOTILLA_TRY(info.notBefore, asTimePoint(X509_get0_notBefore(certificate.get())));
  FLOTILLA_TRY(info.notAfter, asTimePoint(X509_get0_notAfter(certificate.get())));
  return info;
}

std::string nodeUri(const NodeId& node) {
  return std::string(kNodeUriPrefix) + node.value;
}

Result<NodeId> nodeFromUri(std::string_view uri) {
  const bool ours = uri.starts_with(kNodeUriPrefix);
  if (!ours || !checkName("node", uri.substr(kNodeUriPrefix.size())))
    return invalid("not_a_node", "the certificate does not name a node");
  return NodeId(std::string(uri.substr(kNodeUriPrefix.size())));
}

}  // namespace flotilla
