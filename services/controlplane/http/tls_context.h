// The TLS side of a listener: TLS 1.3 only, no session tickets, so that a revoked certificate cannot come back by
// resumption. Thread: any; a context is not changed once it is made. Private to this folder.
#pragma once

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "models/domain/result.h"
#include "services/controlplane/http/http_server.h"

namespace flotilla::controlplane {

// `nodes`: a client certificate of our CA is required. Error Invalid/"bad_tls", which names the part and never shows
// it.
Result<std::shared_ptr<boost::asio::ssl::context>> makeTlsContext(const HttpTls& tls, bool nodes);

// The certificate that the peer presented, empty if none.
std::string peerCertificatePem(SSL* connection);

}  // namespace flotilla::controlplane
