// Servers are killed in the middle of their work, and nothing is lost, done twice or left over.  DESIGN.md
#include <csignal>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "tests/ha/lab_at_work.hpp"
#include "tests/servers/store/postgresql_server.hpp"

namespace sixline::tests::ha {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr unsigned enabled_on_card = 0x3F, disabled_on_card = 0x1F;  // [SGP.02 §2.2.1.3]

std::string text_of(const es::Eis& eis) {
  std::string out;
  for (const es::EisProfile& profile : eis.profiles)
    out += profile.iccid + " " + host::to_hex(profile.isd_p_aid) + " " +
           std::string(es::name_of(profile.state)) + "\n";
  return out;
}

/// What the SM-SR knows of one eUICC, what an audit finds, and what the card says are as ordered.
void expect_as_ordered(LabAtWork& lab, const Order& order) {
  SCOPED_TRACE(order.eid);
  const auto known = lab.ask_for_eis("GetEIS", order.eid);
  const auto audited = lab.ask_for_eis("AuditEIS", order.eid);
  const auto card = lab.card_status(order.eid);
  ASSERT_TRUE(known) << known.error().describe();
  ASSERT_TRUE(audited) << audited.error().describe();
  ASSERT_TRUE(card) << card.error().describe();
  EXPECT_EQ(text_of(*known), text_of(*audited));
  std::map<std::string, unsigned> wanted;
  for (const es::EisProfile& profile : known->profiles) {
    const bool ordered = profile.iccid == order.iccid;
    EXPECT_TRUE(ordered || profile.iccid == order.bootstrap) << "an orphan: " << profile.iccid;
    const bool enabled = ordered == order.enable;
    EXPECT_EQ(es::name_of(profile.state),
              es::name_of(enabled ? es::ProfileState::Enabled : es::ProfileState::Disabled))
        << profile.iccid;
    wanted[host::to_hex(profile.isd_p_aid)] = enabled ? enabled_on_card : disabled_on_card;
  }
  EXPECT_EQ(known->profiles.size(), 2U);
  EXPECT_EQ(*card, wanted);
}

/// Waits: what a dead process had claimed is posted a little later.
void expect_empty(LabAtWork& lab, const std::string& role) {
  SCOPED_TRACE(role);
  const auto store = lab.open_store(role);
  ASSERT_TRUE(store) << store.error().describe();
  auto counts = (*store)->counts();
  for (const auto end = Clock::now() + 30s; counts && counts->jobs + counts->outbox > 0 && Clock::now() < end;
       counts = (*store)->counts())
    std::this_thread::sleep_for(100ms);
  ASSERT_TRUE(counts) << counts.error().describe();
  EXPECT_EQ(counts->jobs, 0U);
  EXPECT_EQ(counts->outbox, 0U);
}

/// Every order has an answer, every profile is on the card it was given to and on no other.
void expect_all_done(LabAtWork& lab) {
  std::map<std::string, std::string> given;
  for (const Order& order : lab.orders()) {
    EXPECT_EQ(order.wrong, "") << order.eid;
    EXPECT_TRUE(given.emplace(order.iccid, order.eid).second) << order.iccid << " twice";
    if (order.wrong.empty()) expect_as_ordered(lab, order);
  }
  const auto store = lab.open_store("smdp");
  ASSERT_TRUE(store) << store.error().describe();
  const auto unit = (*store)->begin_reading();
  ASSERT_TRUE(unit);
  const auto stock = (*unit)->stock();
  ASSERT_TRUE(stock);
  EXPECT_EQ(stock->size(), lab.orders().size());
  for (const auto& row : *stock) EXPECT_EQ(row.used_by, given[row.iccid]) << row.iccid;
}

/// Downloads everything; `interrupt` is done once, when `when` answers have come.
void download_with(LabAtWork& lab, std::size_t at_once, std::size_t when,
                   const std::function<void()>& interrupt) {
  const auto begun = Clock::now();
  std::promise<std::size_t> reached;
  std::jthread load([&] {
    lab.download_all(at_once, [&](std::size_t answered) {
      if (answered == when) reached.set_value(answered);
    });
  });
  auto moment = reached.get_future();
  ASSERT_EQ(moment.wait_for(120s), std::future_status::ready);
  const std::size_t at_interrupt = moment.get();
  // On this thread: a program ends with the thread that started it.
  interrupt();
  load.join();
  const std::chrono::duration<double> took = Clock::now() - begun;
  std::cout << lab.orders().size() << " downloads in " << took.count() << " s, "
            << static_cast<double>(lab.orders().size()) / took.count() << " a second; interrupted after "
            << at_interrupt << '\n';
}

void kill_now(tools::ChildProcess& process) {
  ASSERT_TRUE(process.running());
  ::kill(process.id(), SIGKILL);
  EXPECT_EQ(process.wait(5s), 128 + SIGKILL);
}

void end_well(tools::ChildProcess& process) {
  ASSERT_TRUE(process.running());
  ::kill(process.id(), SIGTERM);
  EXPECT_EQ(process.wait(20s), 0);
}

#define ASSERT_DONE(step)                                   \
  do {                                                      \
    const auto done_step = (step);                          \
    ASSERT_TRUE(done_step) << done_step.error().describe(); \
  } while (false)

class HaTest : public testing::Test {
 protected:
  void begin(std::size_t cards, std::size_t sm_srs) {
    auto postgresql = PostgresqlServer::start();
    if (!postgresql && postgresql.error().code == host::ErrorCode::Unsupported)
      GTEST_SKIP() << postgresql.error().what;
    ASSERT_TRUE(postgresql) << postgresql.error().describe();
    postgresql_ = std::move(*postgresql);
    const auto database = postgresql_->new_database();
    ASSERT_TRUE(database) << database.error().describe();
    auto lab = LabAtWork::make(cards, *database);
    ASSERT_TRUE(lab) << lab.error().describe();
    lab_ = std::move(*lab);
    for (std::size_t i = 0; i < sm_srs; ++i) ASSERT_DONE(lab_->start_sm_sr(i));
    ASSERT_DONE(lab_->start_sm_dp());
    ASSERT_DONE(lab_->register_cards());
  }
  bool ready() const { return !HasFatalFailure() && !IsSkipped(); }

  std::unique_ptr<PostgresqlServer> postgresql_{};
  std::unique_ptr<LabAtWork> lab_{};
};

/// SIXLINE_HA_CARDS: another number of eUICCs.
std::size_t cards_wanted() {
  const char* const text = std::getenv("SIXLINE_HA_CARDS");
  return text == nullptr ? 200 : std::stoul(text);
}

TEST_F(HaTest, TwoSmSrsOneStoreOneKilledInTheMiddle) {
  const std::size_t cards = cards_wanted();
  begin(cards, LabAtWork::sm_srs);
  if (!ready()) return;
  download_with(*lab_, 24, cards * 3 / 10, [&] { kill_now(lab_->sm_sr(0)); });
  expect_all_done(*lab_);
  EXPECT_EQ(lab_->needless_answers(), 0U);
  expect_empty(*lab_, "smdp");
  expect_empty(*lab_, "smsr");
  end_well(lab_->sm_dp());
  end_well(lab_->sm_sr(1));
}

TEST_F(HaTest, SmDpKilledInTheMiddleAndStartedAgain) {
  begin(20, 1);
  if (!ready()) return;
  download_with(*lab_, 20, 5, [&] {
    kill_now(lab_->sm_dp());
    ASSERT_DONE(lab_->start_sm_dp());
  });
  expect_all_done(*lab_);
  expect_empty(*lab_, "smdp");
  expect_empty(*lab_, "smsr");
  end_well(lab_->sm_dp());
  end_well(lab_->sm_sr(0));
}

TEST_F(HaTest, BothEndedUnderLoadAndStartedAgain) {
  begin(20, 1);
  if (!ready()) return;
  download_with(*lab_, 20, 5, [&] {
    end_well(lab_->sm_sr(0));
    end_well(lab_->sm_dp());
    ASSERT_DONE(lab_->start_sm_dp());
    ASSERT_DONE(lab_->start_sm_sr(0));
  });
  expect_all_done(*lab_);
  expect_empty(*lab_, "smdp");
  expect_empty(*lab_, "smsr");
  end_well(lab_->sm_dp());
  end_well(lab_->sm_sr(0));
}

}  // namespace
}  // namespace sixline::tests::ha
