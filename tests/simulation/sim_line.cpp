#include "tests/simulation/sim_line.h"

#include <utility>

#include "tests/simulation/sim_plane.h"

namespace flotilla::simulation {
namespace {

constexpr Duration kConnectWithin = std::chrono::seconds(20);
constexpr Duration kAskWithin = std::chrono::seconds(10);

// The node's end. Shared with what is on its way, so that it can be given up at any moment.
struct NodeEnd {
  agent::LineEvents events;
  bool given = false;  // up

  void finish(const agent::LineEnd& why) {
    if (std::exchange(given, true)) return;
    const auto onEnd = events.onEnd;
    onEnd(why);
  }
};

agent::LineEnd brokenLine(const std::string& cause, bool byPeer = false) {
  return {Error{ErrorCode::Unavailable, "unavailable", cause}, cause, byPeer};
}

class SimLine final : public agent::Line {
 public:
  SimLine(std::shared_ptr<Connection> connection, std::shared_ptr<NodeEnd> end, std::weak_ptr<PlaneEnd> far)
      : connection_(std::move(connection)), end_(std::move(end)), far_(std::move(far)) {}
  ~SimLine() override {
    end_->given = true;
    if (connection_) connection_->close(Side::Node);
  }
  void say(v1::AgentMessage message) override {
    if (end_->given || !connection_) return;
    const bool twice = message.has_report() && connection_->repeats();
    auto tell = [far = far_, message = std::move(message)] {
      if (const auto plane = far.lock()) plane->onMessage(message);
    };
    if (twice) connection_->send(Side::Node, tell);
    connection_->send(Side::Node, std::move(tell));
  }

 private:
  std::shared_ptr<Connection> connection_;
  std::shared_ptr<NodeEnd> end_;
  std::weak_ptr<PlaneEnd> far_;
};

}  // namespace

bool canReachPlane(Switchboard& switchboard, Network& network, std::size_t node) {
  const SimPlane& plane = switchboard.planeOf(node);
  return plane.isUp() && !network.way(node, plane.index()).isCut();
}

std::unique_ptr<agent::Line> SimDialler::dial(const agent::Identity& identity, agent::LineEvents events) {
  auto end = std::make_shared<NodeEnd>(NodeEnd{std::move(events)});
  SimPlane& plane = switchboard_.planeOf(node_.index());
  if (!plane.isUp() || network_.way(node_.index(), plane.index()).isCut()) {
    const bool refused = !plane.isUp();
    node_.actor().postAfter(refused ? Duration(std::chrono::milliseconds(5)) : kConnectWithin,
                            [end] { end->finish(brokenLine("nobody answers")); });
    return std::make_unique<SimLine>(nullptr, end, std::weak_ptr<PlaneEnd>());
  }
  const auto connection = network_.open(node_.index(), plane.index());
  connection->attach(Side::Node, {&node_.actor(), [end] { end->finish(brokenLine("the connection broke")); }});
  LineFromPlane toNode{
      [end](const v1::ServerMessage& message) {
        if (!end->given) end->events.onMessage(message);
      },
      [end](const Error& why) {
        end->finish({why, why.message, false});
      },
  };
  auto far = plane.expect(connection, node_.index(), std::move(toNode),
                          [end] { end->finish(brokenLine("closed by the peer", true)); });
  connection->attach(Side::Plane, {&plane.actor(), [weak = std::weak_ptr(far)] {
                                     if (const auto session = weak.lock()) session->onBroken();
                                   }});
  connection->send(Side::Node, [far, pem = identity.certificatePem] { far->onHandshake(pem); });
  return std::make_unique<SimLine>(connection, end, far);
}

void SimDialler::askRenewal(const v1::RenewExpiredRequest& request, const std::string&,
                            std::function<void(Result<std::string>)> answer) {
  struct Asked {
    std::function<void(Result<std::string>)> answer;
    void settle(const Result<std::string>& result) {
      if (const auto tell = std::exchange(answer, {})) tell(result);
    }
  };
  auto asked = std::make_shared<Asked>(Asked{std::move(answer)});
  node_.actor().postAfter(kAskWithin, [asked] {
    asked->settle(Error{ErrorCode::Unavailable, "unavailable", "nobody answers"});
  });
  SimPlane& plane = switchboard_.planeOf(node_.index());
  if (!canReachPlane(switchboard_, network_, node_.index())) return;
  const auto connection = network_.open(node_.index(), plane.index());
  connection->attach(Side::Node, {&node_.actor(), {}});
  connection->attach(Side::Plane, {&plane.actor(), {}});
  connection->send(Side::Node, [&plane, connection, asked, request] {
    plane.renewExpired(request, [connection, asked](Result<v1::RenewResponse> response) {
      connection->send(Side::Plane, [asked, response = std::move(response)] {
        asked->settle(response ? Result<std::string>(response->certificate_pem())
                               : Result<std::string>(response.error()));
      });
    });
  });
}

}  // namespace flotilla::simulation
