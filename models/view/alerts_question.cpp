#include "models/view/alerts_question.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kGroupsAsked = 200;
constexpr std::uint32_t kResolvedAsked = 500;

struct Question {
  OperatorApi& api;
  const Guard& guard;
  const std::size_t mostAlerts;
  const Done<AlertsAnswer> done;
  ListQuery query = {};
  AlertsAnswer answer = {};
  std::size_t alerts = 0;
};

void askResolved(const std::shared_ptr<Question>& question) {
  ListQuery query;
  query.filter = "state:resolved";
  query.pageSize = kResolvedAsked;
  question->api.listAlertStatus(query,
                                question->guard.onGui<Page<AlertStatus>>([question](Result<Page<AlertStatus>> page) {
                                  if (!page) return question->done(page.error());
                                  question->answer.resolved = std::move(page->items);
                                  question->done(std::move(question->answer));
                                }));
}

void askGroups(const std::shared_ptr<Question>& question) {
  const auto take = [question](Result<Page<AlertGroup>> page) {
    if (!page) return question->done(page.error());
    for (AlertGroup& group : page->items) {
      question->alerts += group.alerts.size();
      question->answer.groups.push_back(std::move(group));
    }
    question->answer.total = page->total;
    question->query.pageToken = page->nextPageToken;
    if (page->nextPageToken.empty() || question->alerts >= question->mostAlerts) return askResolved(question);
    askGroups(question);
  };
  question->api.listAlertGroups(question->query, question->guard.onGui<Page<AlertGroup>>(take));
}

}  // namespace

void askAlerts(OperatorApi& api, const Guard& guard, std::size_t mostAlerts, Done<AlertsAnswer> done) {
  auto question = std::make_shared<Question>(Question{api, guard, mostAlerts, std::move(done)});
  question->query.pageSize = kGroupsAsked;
  askGroups(question);
}

}  // namespace flotilla::view
