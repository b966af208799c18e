#include "services/controlplane/notify/notifier_host.h"

#include <algorithm>
#include <mutex>

#include "services/controlplane/notify/secret_files.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {

// The way back to the loop, until the host stops. Threads of the pool may come late.
struct NotifierHost::Answers {
  explicit Answers(Executor& executor) : loop(&executor) {}
  std::mutex mutex;
  Executor* loop;

  void post(Executor::Task task) {
    const std::lock_guard lock(mutex);
    if (loop != nullptr) loop->post(std::move(task));
  }
};

// One notification on its way. Only on the loop.
struct NotifierHost::Dispatch {
  std::string receiver;
  std::vector<std::string> kinds;  // of its notifiers
  std::vector<bool> reported;
  std::size_t open = 0;
  std::string complaints = {};
  std::function<void(Status)> done;

  void answer(Status status) {
    if (!done) return;
    const auto call = std::move(done);
    done = nullptr;
    call(std::move(status));
  }

  void report(std::size_t index, const Status& status) {
    if (reported[index]) return;
    reported[index] = true;
    --open;
    if (status) return answer(okStatus());
    log::warn("a notifier did not take a message",
              {{"receiver", receiver}, {"notifier", kinds[index]}, {"error", status.error().message}});
    complaints += (complaints.empty() ? "" : "; ") + kinds[index] + ": " + status.error().message;
    if (open == 0) answer(Error{ErrorCode::Unavailable, "not_notified", complaints});
  }

  // Whoever has not answered by now hangs.
  void close() {
    for (std::size_t i = 0; i < reported.size(); ++i)
      report(i, Error{ErrorCode::Unavailable, "notifier_hangs", "did not come back in time"});
  }
};

NotifierHost::NotifierHost(Ports ports, NotifyConfig config)
    : ports_(ports),
      config_(std::move(config)),
      rules_(std::make_shared<const MessageRules>(config_.messages)),
      library_(NotifierLibrary::load(ports.files, config_.plugins)),
      answers_(std::make_shared<Answers>(ports.loop)),
      pool_(ports.clock, ports.random, ports.files, config_.secrets, config_.limits) {}

NotifierHost::~NotifierHost() {
  stop();
}

void NotifierHost::stop() {
  {
    const std::lock_guard lock(answers_->mutex);
    answers_->loop = nullptr;
  }
  pool_.stop();
}

Status NotifierHost::check(const Notifier& notifier) const {
  FLOTILLA_TRY(const auto factory, library_.find(notifier.kind));
  FLOTILLA_TRY(const auto secrets, readSecrets(ports_.files, config_.secrets, notifier));
  auto opened = OpenedNotifier::open(factory, notifier.settings, secrets);
  if (opened) return okStatus();
  Error error = opened.error();
  error.message = withoutSecrets(std::move(error.message), secrets);
  // A secret is declared by the name of its file.
  if (notifier.secretFiles.contains(error.field)) error.field += "_file";
  return error;
}

void NotifierHost::send(const Notification& notification, TimePoint deadline, std::function<void(Status)> done) {
  const auto dispatch = std::make_shared<Dispatch>();
  dispatch->receiver = notification.receiver;
  dispatch->done = std::move(done);
  const auto& alerts = notification.alerts;
  const bool anyFires =
      std::any_of(alerts.begin(), alerts.end(), [&](const Alert& alert) { return alert.firesAt(notification.at); });
  const auto kept = std::make_shared<const Notification>(notification);
  std::vector<const Notifier*> chosen;
  for (const Notifier& notifier : kept->notifiers)
    if (anyFires || notifier.sendResolved) chosen.push_back(&notifier);
  if (chosen.empty()) return answers_->post([dispatch] { dispatch->answer(okStatus()); });

  dispatch->open = chosen.size();
  dispatch->reported.resize(chosen.size(), false);
  for (const Notifier* const notifier : chosen) dispatch->kinds.push_back(notifier->kind);
  const auto left = std::max(Duration(0), deadline - ports_.clock.now());
  for (std::size_t i = 0; i < chosen.size(); ++i) give(*chosen[i], kept, ports_.clock.steady() + left, dispatch, i);
  // The pool ends attempts at their deadline; this is for those that do not listen.
  ports_.loop.postAfter(left + config_.limits.grace / 2, [this, answers = answers_] {
    const std::lock_guard lock(answers->mutex);
    if (answers->loop != nullptr) pool_.cancelOverdue();
  });
  ports_.loop.postAfter(left + config_.limits.grace, [dispatch] { dispatch->close(); });
}

void NotifierHost::give(const Notifier& notifier, const std::shared_ptr<const Notification>& notification,
                        SteadyPoint deadline, const std::shared_ptr<Dispatch>& dispatch, std::size_t index) {
  const auto report = [answers = answers_, dispatch, index](Status status) {
    answers->post([dispatch, index, status = std::move(status)] { dispatch->report(index, status); });
  };
  auto factory = library_.find(notifier.kind);
  if (!factory) return report(factory.error());
  const Status added = pool_.add({notifier, *factory, notification, rules_, deadline, report});
  if (!added) report(added.error());
}

}  // namespace flotilla::controlplane
