// What the demonstration fleet answers about game days.
#include <algorithm>

#include "app/console/adapters/demo_answers.h"
#include "models/domain/game_day_fields.h"

namespace flotilla::console {

void DemoFleet::moveGameDays() {
  DemoChanges changes;
  advanceDemoGameDays(state_, gameDays_, changes);
  changes.normalize();
  publish(changes);
}

void DemoFleet::listGameDays(const ListQuery& query, Done<Page<GameDay>> done) {
  answer<Page<GameDay>>(std::move(done), [this, query] {
    moveGameDays();
    std::vector<GameDay> all;
    for (const GameDayDetail& detail : gameDays_.all) all.push_back(detail.gameDay);
    std::stable_partition(all.begin(), all.end(), [](const GameDay& one) { return isOpen(one.state); });
    return pageOf(state_, std::move(all), query, gameDayFields());
  });
}

void DemoFleet::getGameDay(const GameDayId& gameDay, Done<GameDayDetail> done) {
  answer<GameDayDetail>(std::move(done), [this, gameDay] {
    moveGameDays();
    return demoGameDay(gameDays_, gameDay);
  });
}

void DemoFleet::prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) {
  answer<GameDayPreview>(std::move(done),
                         [this, wanted] { return prepareDemoGameDay(state_, gameDays_, response_, wanted); });
}

void DemoFleet::startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) {
  answer<GameDay>(std::move(done),
                  [this, wanted, digest] { return startDemoGameDay(state_, gameDays_, response_, wanted, digest); });
}

void DemoFleet::abortGameDay(const GameDayId& gameDay, const std::string& reason, Done<GameDay> done) {
  answer<GameDay>(std::move(done),
                  [this, gameDay, reason] { return abortDemoGameDay(state_, gameDays_, gameDay, reason); });
}

}  // namespace flotilla::console
