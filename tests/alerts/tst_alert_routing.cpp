#include <QtTest>

#include <functional>

#include "services/controlplane/core/alerts/alert_rules.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

AlertRoute to(std::string receiver, std::vector<Matcher> matchers, bool goesOn = false) {
  AlertRoute out;
  out.receiver = std::move(receiver);
  out.matchers = std::move(matchers);
  out.goesOn = goesOn;
  return out;
}

Words takersOf(const RouteTree& tree, const Labels& labels) {
  Words out;
  for (const std::size_t index : tree.match(labels)) out.push_back(tree.at(index).receiver);
  return out;
}

}  // namespace

class TstAlertRouting : public QObject {
  Q_OBJECT

 private slots:
  void the_first_child_that_matches_takes_it_and_goes_on_adds_later_ones() {
    AlertRoute root = to("root", {});
    AlertRoute team = to("team", {is("owner", "vision")});
    team.routes = {to("team-pager", {is("severity", "page")}), to("team-log", {is("severity", "page")})};
    root.routes = {to("audit", {isNot("owner", "")}, true), team, to("late", {is("owner", "vision")})};
    const RouteTree tree = RouteTree::compile(root).value();
    QCOMPARE(takersOf(tree, {{"owner", "vision"}, {"severity", "page"}}), (Words{"audit", "team-pager"}));
    QCOMPARE(takersOf(tree, {{"owner", "vision"}, {"severity", "ticket"}}), (Words{"audit", "team"}));
    QCOMPARE(takersOf(tree, {{"owner", "other"}}), Words{"audit"});
    QCOMPARE(takersOf(tree, {}), Words{"root"});
  }

  // A child that matched and goes on still takes the alert from its parent.
  void a_parent_is_taken_only_if_no_child_is() {
    AlertRoute root = to("root", {});
    root.routes = {to("a", {is("x", "1")}, true), to("b", {is("y", "1")}, true)};
    const RouteTree tree = RouteTree::compile(root).value();
    QCOMPARE(takersOf(tree, {{"x", "1"}, {"y", "1"}}), (Words{"a", "b"}));
    QCOMPARE(takersOf(tree, {{"x", "1"}}), Words{"a"});
  }

  void children_inherit_what_they_do_not_say() {
    AlertRoute root = to("root", {});
    root.groupBy = {"region"};
    root.groupWait = 10s;
    root.muteIn = {"nightly"};
    root.escalation = {{{15min, "boss"}}};
    AlertRoute child = to("", {is("a", "1")});
    child.groupInterval = 7min;
    AlertRoute grandchild = to("leaf", {is("b", "1")});
    grandchild.escalation = std::vector<EscalationStep>{};
    child.routes = {grandchild};
    root.routes = {child};
    const RouteTree tree = RouteTree::compile(root).value();
    const Route& leaf = tree.at(tree.match({{"a", "1"}, {"b", "1"}}).at(0));
    QCOMPARE(leaf.receiver, std::string("leaf"));
    QCOMPARE(leaf.groupBy, Words{"region"});
    QVERIFY(leaf.groupWait == 10s && leaf.groupInterval == 7min && leaf.muteIn.empty() && leaf.escalation.empty());
    // 4 h is no multiple of 7 min; the next one is 35 * 7 min.
    QVERIFY(leaf.repeatInterval == 245min);
    QVERIFY(tree.at(0).repeatInterval == 4h);
    QCOMPARE(tree.at(1).receiver, std::string("root"));
  }

  void groups_are_by_route_and_labels() {
    AlertRoute root = to("root", {});
    root.groupBy = {"region", "missing"};
    root.routes = {to("a", {is("x", "1")}), to("b", {is("x", "2")})};
    root.routes[1].groupBy = {"..."};
    const RouteTree tree = RouteTree::compile(root).value();
    const auto key = [&](const Labels& labels) {
      const Route& route = tree.at(tree.match(labels).at(0));
      return groupKeyOf(route, groupLabelsOf(route, labels));
    };
    QCOMPARE(key({{"region", "eu"}, {"n", "1"}}), std::string("{}:{region=\"eu\"}"));
    QCOMPARE(key({{"region", "eu"}, {"x", "1"}}), std::string("{}/{x=\"1\"}:{region=\"eu\"}"));
    QCOMPARE(key({{"n", "1"}, {"x", "2"}}), std::string("{}/{x=\"2\"}:{n=\"1\", x=\"2\"}"));
    QVERIFY(key({{"region", "a\", b=\"c"}}) != key({{"region", "a"}, {"b", "c"}}));
  }

  void two_routes_with_the_same_matchers_have_groups_of_their_own() {
    AlertRoute root = to("root", {});
    root.routes = {to("a", {is("x", "1")}, true), to("b", {is("x", "1")})};
    const RouteTree tree = RouteTree::compile(root).value();
    const auto routes = tree.match({{"x", "1"}});
    QCOMPARE(routes.size(), std::size_t{2});
    QVERIFY(tree.at(routes[0]).path != tree.at(routes[1]).path);
  }

  void what_cannot_be_meant_names_its_field() {
    const auto fieldOf = [](const std::function<void(Alerting&)>& spoil) {
      Alerting alerting = simpleAlerting();
      alerting.route.routes = {to("ops", {is("a", "1")})};
      spoil(alerting);
      const auto rules = compileAlerting(alerting);
      return rules ? std::string("taken") : rules.error().field + " " + rules.error().reason;
    };
    QCOMPARE(fieldOf([](Alerting&) {}), std::string("taken"));
    QCOMPARE(fieldOf([](Alerting& a) { a.route.routes[0].receiver = "opps"; }),
             std::string("route.routes[0].receiver unknown_receiver"));
    QCOMPARE(fieldOf([](Alerting& a) { a.route.routes[0].muteIn = {"x"}; }),
             std::string("route.routes[0].muteIn[0] unknown_window"));
    QCOMPARE(fieldOf([](Alerting& a) {
               a.route.routes[0].escalation = {{{5min, "x"}}};
             }),
             std::string("route.routes[0].escalation[0].receiver unknown_receiver"));
    QCOMPARE(fieldOf([](Alerting& a) { a.receivers[1].rotation = "x"; }),
             std::string("receivers[1].rotation unknown_rotation"));
    QCOMPARE(fieldOf([](Alerting& a) { a.receivers[1].name = "ops"; }), std::string("receivers[1].name same_name"));
    QCOMPARE(fieldOf([](Alerting& a) { a.route.matchers = {is("a", "1")}; }),
             std::string("route.matchers root_matchers"));
    QCOMPARE(fieldOf([](Alerting& a) { a.route.groupInterval = 0s; }), std::string("route bad_interval"));
    QCOMPARE(fieldOf([](Alerting& a) { a.route.routes[0].matchers = {fits("a", "(")}; }),
             std::string("route.routes[0].matchers[0].value bad_pattern"));
    QCOMPARE(fieldOf([](Alerting& a) { a.windows = {{.name = "w", .hours = {.zone = "Mars"}}}; }),
             std::string("windows[0].zone unknown_zone"));
    const std::string deep = fieldOf([](Alerting& a) {
      for (int i = 0; i < 20; ++i) {
        AlertRoute outer;
        outer.routes = a.route.routes;
        a.route.routes = {outer};
      }
    });
    QVERIFY2(deep.ends_with(" too_deep"), deep.c_str());
  }

  void what_holds_when_nothing_is_declared_can_be_used() {
    const AlertRules rules = compileAlerting(builtInAlerting()).value();
    QCOMPARE(rules.routes.at(0).receiver, std::string("nobody"));
    QCOMPARE(rules.inhibitions.size(), std::size_t{3});
  }
};

QTEST_GUILESS_MAIN(TstAlertRouting)
#include "tst_alert_routing.moc"
