// Tasks: what is to be done after the matter itself is over.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/task_fields.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct AddArguments {
  NewTask task;
  Duration within{};
};

struct EditArguments {
  TaskChange change;
  Duration within{};
};

TimePoint dueIn(Duration within) {
  return within == Duration{} ? TimePoint{} : SystemClock().now() + within;
}

void printTask(const Task& task) {
  std::vector<std::pair<std::string, std::string>> fields{
      {"task", task.id.value},
      {"title", task.title},
      {"about", orDash(task.about)},
      {"where", task.region.empty() ? "(fleet)" : task.region.value},
      {"state", std::string(toText(task.state))},
      {"priority", std::string(toText(task.priority))},
      {"owner", orDash(task.owner)},
      {"due", shortTime(task.due)},
      {"opened by", task.openedBy.empty() ? "flotilla" : task.openedBy}};
  if (!task.why.empty()) fields.emplace_back("why", task.why);
  if (!task.reason.empty()) fields.emplace_back("because", task.reason);
  printFields(std::cout, fields);
}

Status listTasks(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Task> page,
               session.ask<Page<Task>>([&](auto& client, auto done) { client.listTasks(query, done); }));
  session.show([&] {
    Table table({"TASK", "STATE", "PRIORITY", "DUE", "OWNER", "ABOUT", "TITLE"});
    for (const Task& one : page.items)
      table.add({one.id.value, std::string(toText(one.state)), std::string(toText(one.priority)), shortTime(one.due),
                 orDash(one.owner), orDash(one.about), one.title});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status addTask(Session& session, const AddArguments& arguments) {
  session.seenIn = "tasks list";
  NewTask task = arguments.task;
  task.due = dueIn(arguments.within);
  FLOTILLA_TRY(const Task opened, session.ask<Task>([&](auto& client, auto done) { client.openTask(task, done); }));
  session.show([&] { printTask(opened); });
  return okStatus();
}

Status changeTask(Session& session, const TaskChange& change) {
  session.seenIn = "tasks list";
  FLOTILLA_TRY(const Task after, session.ask<Task>([&](auto& client, auto done) { client.editTask(change, done); }));
  session.show([&] { printTask(after); });
  return okStatus();
}

Status editTask(Session& session, const EditArguments& arguments) {
  TaskChange change = arguments.change;
  if (arguments.within != Duration{}) change.due = dueIn(arguments.within);
  return changeTask(session, change);
}

CLI::Option* addId(CLI::App& app, TaskChange& change) {
  return app.add_option("task", change.id.value, "Its name, as tasks list gives it")->required();
}

void addWithin(CLI::App& app, Duration& within, const char* help) {
  addDuration(app, "--due-in", within, {std::chrono::minutes(1), std::chrono::hours(24 * 400)}, help);
}

void declareAdd(CLI::App& app, AddArguments& arguments) {
  NewTask& task = arguments.task;
  app.add_option("title", task.title, "What is to be done, in a few words")->required();
  app.add_option("--why", task.why, "Why, in as many lines as it takes")->type_name("TEXT");
  addText(app, "--about", task.about, "What it is about: incident/INC-2, run/RUN-1 or runbook/and-its-name");
  addName(app, "--region", task.region, "Where, if it is about nothing that says so; left out, the whole fleet");
  addParsed(app, "--priority", task.priority, parseOneOf<TaskPriority>(kTaskPriorityNames), "How much it matters")
      ->type_name("PRIORITY");
  addText(app, "--owner", task.owner, "Who does it");
  addWithin(app, arguments.within, "By when, from now; left out, in a week");
}

void declareEdit(CLI::App& app, EditArguments& arguments) {
  TaskChange& change = arguments.change;
  addId(app, change);
  addParsed(app, "--priority", change.priority,
            parseOneOf<std::optional<TaskPriority>, TaskPriority>(kTaskPriorityNames), "How much it matters")
      ->type_name("PRIORITY");
  app.add_option("--owner", change.owner, "Who does it; '' for nobody")->type_name("NAME");
  addWithin(app, arguments.within, "By when, from now");
}

void addMove(CLI::App& tasks, Session& session, const char* name, TaskState to, const char* help) {
  addCommand<TaskChange>(
      tasks, session, name, help,
      [to](CLI::App& app, TaskChange& change) {
        addId(app, change);
        if (to == TaskState::Open) return;
        auto* reason = app.add_option("--reason", change.reason, "Why")->type_name("TEXT");
        if (to == TaskState::Dropped) reason->required();
      },
      [to](Session& s, const TaskChange& change) {
        TaskChange moved = change;
        moved.state = to;
        return changeTask(s, moved);
      });
}

}  // namespace

void addTaskCommands(CLI::App& root, Session& session) {
  CLI::App* tasks = addGroup(root, "tasks", "Keep what is to be done when an incident is over", kReliabilityGroup);
  addCommand<ListQuery>(
      *tasks, session, "list", "List tasks, those that are open first",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, taskFields(), "state:open about:incident/INC-2");
      },
      listTasks);
  addCommand<AddArguments>(*tasks, session, "add", "Open one", declareAdd, addTask);
  addCommand<EditArguments>(*tasks, session, "edit", "Change its priority, owner or day", declareEdit, editTask);
  addMove(*tasks, session, "done", TaskState::Done, "It is done");
  addMove(*tasks, session, "drop", TaskState::Dropped, "Nobody has to do it");
  addMove(*tasks, session, "reopen", TaskState::Open, "It is to be done after all");
}

}  // namespace flotilla::cli
