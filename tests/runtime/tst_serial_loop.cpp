#include <QtTest>
#include <atomic>
#include <future>

#include "services/runtime/serial_loop.h"

using namespace flotilla;
using namespace std::chrono_literals;

class TstSerialLoop : public QObject {
  Q_OBJECT

 private slots:
  void runs_tasks_in_the_order_of_posting() {
    SerialLoop loop;
    std::vector<int> seen;
    for (int i = 0; i < 1000; ++i) loop.post([&seen, i] { seen.push_back(i); });
    const auto all = loop.run([&] { return seen; });
    QCOMPARE(all.size(), std::size_t{1000});
    QVERIFY(std::is_sorted(all.begin(), all.end()));
  }

  void runs_one_task_at_a_time_on_its_own_thread() {
    SerialLoop loop;
    int unguarded = 0;
    std::atomic<bool> elsewhere = false;
    std::vector<std::thread> posters;
    for (int t = 0; t < 4; ++t) {
      posters.emplace_back([&] {
        for (int i = 0; i < 500; ++i)
          loop.post([&] {
            ++unguarded;
            if (!loop.onLoop()) elsewhere = true;
          });
      });
    }
    for (std::thread& poster : posters) poster.join();
    QCOMPARE(loop.run([&] { return unguarded; }), 2000);
    QVERIFY(!elsewhere);
    QVERIFY(!loop.onLoop());
  }

  void runs_delayed_tasks_by_their_time() {
    SerialLoop loop;
    std::promise<std::string> done;
    std::string order;
    const auto start = std::chrono::steady_clock::now();
    loop.postAfter(30ms, [&] {
      order += "c";
      done.set_value(order);
    });
    loop.postAfter(10ms, [&] { order += "b"; });
    loop.post([&] { order += "a"; });
    QCOMPARE(done.get_future().get(), std::string("abc"));
    QVERIFY(std::chrono::steady_clock::now() - start >= 30ms);
  }

  void lets_a_task_post_another() {
    SerialLoop loop;
    std::promise<void> done;
    loop.post([&] { loop.post([&] { done.set_value(); }); });
    QCOMPARE(done.get_future().wait_for(10s), std::future_status::ready);
  }

  void drops_what_has_not_run_when_it_stops() {
    const auto held = std::make_shared<int>(1);
    bool ran = false;
    {
      SerialLoop loop;
      loop.postAfter(1h, [held, &ran] { ran = true; });
      loop.stop();
      loop.post([held, &ran] { ran = true; });
      loop.stop();
    }
    QVERIFY(!ran);
    QCOMPARE(held.use_count(), 1L);
  }

  void runs_nothing_after_a_task_that_stops_it() {
    bool ran = false;
    {
      SerialLoop loop;
      std::promise<void> stopped;
      loop.post([&] {
        loop.post([&] { ran = true; });
        loop.stop();
        stopped.set_value();
      });
      stopped.get_future().wait();
    }
    QVERIFY(!ran);
  }

  void releases_what_a_task_holds_as_soon_as_it_ran() {
    SerialLoop loop;
    auto held = std::make_shared<int>(1);
    std::weak_ptr<int> watch = held;
    loop.post([held = std::move(held)] {});
    QVERIFY(loop.run([&] { return watch.expired(); }));
  }
};

QTEST_GUILESS_MAIN(TstSerialLoop)
#include "tst_serial_loop.moc"
