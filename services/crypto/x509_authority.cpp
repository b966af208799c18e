#include "services/crypto/pem.h"
#include "services/crypto/x509_object.h"

namespace flotilla {
namespace {

constexpr Duration kAuthorityLife = std::chrono::hours(24) * 3650;
// Machines whose clocks are a little behind accept a new authority at once.
constexpr Duration kClockSkew = std::chrono::hours(1);

struct Life {
  TimePoint notBefore;
  TimePoint notAfter;
};

void setTime(ASN1_TIME* field, TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  must(ASN1_TIME_set(field, static_cast<std::time_t>(seconds)) != nullptr, "ASN1_TIME_set");
}

// 128 random bits, so that serial numbers neither repeat nor tell how many there are.
void setSerial(X509* certificate) {
  const BignumPtr number(BN_new());
  must(number && BN_rand(number.get(), 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1, "random serial");
  if (BN_is_zero(number.get())) must(BN_one(number.get()) == 1, "BN_one");
  must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "set serial");
}

void setCommonName(X509_NAME* name, std::string_view text) {
  must(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, asBytes(text), static_cast<int>(text.size()), -1,
                                  0) == 1,
       "set common name");
}

// Everything but names of the issuer, extensions and signature.
X509Ptr draft(std::string_view commonName, EVP_PKEY* publicKey, const Life& life) {
  X509Ptr certificate(X509_new());
  must(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
           X509_set_pubkey(certificate.get(), publicKey) == 1,
       "draft certificate");
  setSerial(certificate.get());
  setCommonName(X509_get_subject_name(certificate.get()), commonName);
  setTime(X509_getm_notBefore(certificate.get()), life.notBefore);
  setTime(X509_getm_notAfter(certificate.get()), life.notAfter);
  return certificate;
}

struct ExtensionText {
  int nid;
  const char* value;  // in the syntax of openssl.cnf; only constants of this file
};

void addExtensions(X509* certificate, X509* issuer, std::initializer_list<ExtensionText> extensions) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  for (const auto& [nid, value] : extensions) {
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add extension");
  }
}

GeneralNamePtr ia5Name(int type, std::string_view text) {
  GeneralNamePtr name(GENERAL_NAME_new());
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  must(name && value != nullptr && ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1, "name");
  GENERAL_NAME_set0_value(name.get(), type, value);
  return name;
}

GeneralNamePtr hostName(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  if (address == nullptr) return ia5Name(GEN_DNS, host);
  GeneralNamePtr name(GENERAL_NAME_new());
  must(name != nullptr, "GENERAL_NAME_new");
  GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address);
  return name;
}

// Built name by name and not from a text, in which a comma in a name would begin a second name.
void addAlternativeNames(X509* certificate, std::vector<GeneralNamePtr> names) {
  const GeneralNamesPtr list(sk_GENERAL_NAME_new_null());
  must(list != nullptr, "sk_GENERAL_NAME_new_null");
  for (GeneralNamePtr& name : names) {
    must(sk_GENERAL_NAME_push(list.get(), name.get()) > 0, "sk_GENERAL_NAME_push");
    (void)name.release();
  }
  must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1, "add names");
}

std::string signedPem(X509* certificate, const X509* issuer, const IdentityKey& key) {
  must(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
           X509_sign(certificate, key.state().key.get(), EVP_sha256()) > 0,
       "sign certificate");
  return certificateToPem(certificate);
}

struct LeafKind {
  const char* commonName;
  const char* extendedKeyUsage;
};
constexpr LeafKind kNodeLeaf{"Flotilla node", "clientAuth"};
constexpr LeafKind kServerLeaf{"Flotilla server", "serverAuth"};

std::string issueLeaf(const CertificateAuthority& authority, const IdentityKey& authorityKey, const LeafKind& kind,
                      EVP_PKEY* publicKey, std::vector<GeneralNamePtr> names, const Life& life) {
  const X509Ptr issuer = certificateFromPem(authority.certificatePem());
  must(issuer != nullptr, "read own certificate");
  const X509Ptr leaf = draft(kind.commonName, publicKey, life);
  addExtensions(leaf.get(), issuer.get(),
                {{NID_basic_constraints, "critical,CA:FALSE"},
                 {NID_key_usage, "critical,digitalSignature"},
                 {NID_ext_key_usage, kind.extendedKeyUsage},
                 {NID_subject_key_identifier, "hash"},
                 {NID_authority_key_identifier, "keyid:always"}});
  if (!names.empty()) addAlternativeNames(leaf.get(), std::move(names));
  return signedPem(leaf.get(), issuer.get(), authorityKey);
}

}  // namespace

CertificateAuthority CertificateAuthority::create(std::string_view name, TimePoint now) {
  IdentityKey key = IdentityKey::generate();
  const Life life{now - kClockSkew, now + kAuthorityLife};
  const X509Ptr certificate = draft(name, key.state().key.get(), life);
  addExtensions(certificate.get(), certificate.get(),
                {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                 {NID_key_usage, "critical,keyCertSign"},
                 {NID_subject_key_identifier, "hash"},
                 {NID_authority_key_identifier, "keyid:always"}});
  std::string pem = signedPem(certificate.get(), certificate.get(), key);
  return CertificateAuthority(std::move(key), std::move(pem));
}

Result<CertificateAuthority> CertificateAuthority::load(std::string_view keyPem, std::string_view certificatePem) {
  FLOTILLA_TRY(IdentityKey key, IdentityKey::fromPem(keyPem));
  const ErrorScope errors;
  const X509Ptr certificate = certificateFromPem(certificatePem);
  if (!certificate || X509_check_ca(certificate.get()) != 1 || X509_self_signed(certificate.get(), 1) != 1 ||
      (X509_get_key_usage(certificate.get()) & KU_KEY_CERT_SIGN) == 0)
    return invalid("ca_malformed", "this is not the certificate of an authority");
  if (fingerprintOf(certificate.get()) != key.fingerprint())
    return invalid("ca_key_mismatch", "the key of the authority does not belong to its certificate");
  return CertificateAuthority(std::move(key), certificateToPem(certificate.get()));
}

std::string CertificateAuthority::keyPem() const {
  return key_.toPem();
}

Digest CertificateAuthority::fingerprint() const {
  return key_.fingerprint();
}

std::string CertificateAuthority::issueNode(const CertificateRequest& request, const NodeId& node, TimePoint notBefore,
                                            TimePoint notAfter) const {
  const auto key = fromDer<PkeyPtr>(request.publicKeyDer, d2i_PUBKEY);
  must(key != nullptr, "read the key of a request");
  std::vector<GeneralNamePtr> names;
  names.push_back(ia5Name(GEN_URI, nodeUri(node)));
  return issueLeaf(*this, key_, kNodeLeaf, key.get(), std::move(names), {notBefore, notAfter});
}

bool CertificateAuthority::issued(std::string_view certificatePem) const {
  const ErrorScope errors;
  const X509Ptr certificate = certificateFromPem(certificatePem);
  return certificate && X509_verify(certificate.get(), key_.state().key.get()) == 1;
}

std::string CertificateAuthority::issueServer(const IdentityKey& key, const std::vector<std::string>& hosts,
                                              TimePoint notBefore, TimePoint notAfter) const {
  std::vector<GeneralNamePtr> names;
  names.reserve(hosts.size());
  for (const std::string& host : hosts) names.push_back(hostName(host));
  return issueLeaf(*this, key_, kServerLeaf, key.state().key.get(), std::move(names), {notBefore, notAfter});
}

}  // namespace flotilla
