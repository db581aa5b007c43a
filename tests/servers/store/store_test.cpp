// What is kept and found again, whatever the database is.
#include "tests/servers/store/store_suite.hpp"

namespace sixline::servers::store {
namespace {

TEST_P(StoreTest, KeepsWhatWasCommitted) {
  const EuiccRow row = euicc("1", 17);
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(row)); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), row);
    EXPECT_EQ(unit.lock_euicc("1"), row);
    EXPECT_EQ(unit.find_euicc("2").error().code, ErrorCode::NotFound);
    EXPECT_EQ(unit.lock_euicc("2").error().code, ErrorCode::NotFound);
  });
}

TEST_P(StoreTest, ForgetsWhatWasNot) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  {
    auto unit = begin();
    ASSERT_TRUE(unit->insert_euicc(euicc("2")));
    EuiccRow changed = euicc("1", 99);
    changed.state = "other";
    changed.profiles.clear();
    ASSERT_TRUE(unit->update_euicc(changed));
    ASSERT_TRUE(unit->put_outbox(outbox("m")));
    ASSERT_TRUE(unit->put_job({"j", "download", "1", "s", {}}));
  }
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), euicc("1"));
    EXPECT_FALSE(unit.find_euicc("2"));
    EXPECT_EQ(unit.next_outbox_attempt().value(), std::nullopt);
    EXPECT_FALSE(unit.lock_job("j"));
  });
}

TEST_P(StoreTest, RefusesAnEidTwiceAndGoesOn) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  in_unit([&](Unit& unit) {
    EuiccRow other = euicc("1");
    other.state = "stolen";
    EXPECT_EQ(unit.insert_euicc(other).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(unit.insert_euicc(euicc("2")));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), euicc("1"));
    EXPECT_TRUE(unit.find_euicc("2"));
  });
}

TEST_P(StoreTest, ChangesStateProfilesAndWaking) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  EuiccRow row = euicc("1", 5);
  row.state = "changed";
  row.profiles[0].state = "Disabled";
  row.profiles.push_back({"8903", "1.9", "", "", "", "Created"});
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.lock_euicc("1"));
    ASSERT_TRUE(unit.update_euicc(row));
    ASSERT_TRUE(unit.update_euicc(row));
    EXPECT_EQ(unit.update_euicc(euicc("2")).error().code, ErrorCode::NotFound);
  });
  in_unit([&](Unit& unit) { EXPECT_EQ(unit.find_euicc("1"), row); });
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.remove_euicc("1")); });
  in_unit([&](Unit& unit) {
    EXPECT_FALSE(unit.find_euicc("1"));
    EXPECT_TRUE(unit.eids_with_iccid("8903")->empty());
  });
}

TEST_P(StoreTest, RefusesAnIccidTwiceInOneEuicc) {
  EuiccRow row = euicc("1");
  row.profiles[1].iccid = row.profiles[0].iccid;
  {
    auto unit = begin();
    EXPECT_EQ(unit->insert_euicc(row).error().code, ErrorCode::BadInput);
  }
  in_unit([&](Unit& unit) { EXPECT_FALSE(unit.find_euicc("1")); });
}

TEST_P(StoreTest, WritesAProfileLessInTheMiddle) {
  EuiccRow row = euicc("1");
  row.profiles.push_back({"8903", "1.9", "", "", "", "Created"});
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(row)); });
  row.profiles.erase(row.profiles.begin() + 1);
  std::swap(row.profiles[0], row.profiles[1]);
  // Without reading it before: what is there is found out.
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.update_euicc(row)); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), row);
    EXPECT_TRUE(unit.eids_with_iccid("89021")->empty());
  });
}

TEST_P(StoreTest, ReadsOneMomentAndRefusesChanges) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  {
    auto reading = store_->begin_reading();
    ASSERT_TRUE(reading);
    EXPECT_EQ((*reading)->find_euicc("1"), euicc("1"));
    EXPECT_EQ((*reading)->insert_euicc(euicc("2")).error().code, ErrorCode::Storage);
  }
  if (is_shared()) {
    auto reading = store_->begin_reading();
    EXPECT_EQ((*reading)->eids("", 10)->size(), 1u);
    in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("3"))); });
    EXPECT_EQ((*reading)->eids("", 10)->size(), 1u)
        << "a writer neither waits for readers nor shows up there";
  }
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("4"))); });
  EXPECT_FALSE((*store_->begin_reading())->find_euicc("2"));
}

TEST_P(StoreTest, FindsEuiccsByWhatTheyCarry) {
  in_unit([&](Unit& unit) {
    for (const char* eid : {"1", "2", "3"}) ASSERT_TRUE(unit.insert_euicc(euicc(eid)));
    EuiccRow other = euicc("4");
    other.profiles = {{"89044", "1.7", "", "type A", "99", "Enabled"}};
    ASSERT_TRUE(unit.insert_euicc(other));
    ASSERT_TRUE(unit.put_plma({"1.2", "type A", "1.5", {"EnableProfile"}}));
  });
  using Eids = std::vector<std::string>;
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.eids_with_iccid("89012"), Eids{"2"});
    EXPECT_EQ(unit.eids_with_msisdn("99"), Eids{"4"});
    EXPECT_EQ(unit.eids_with_msisdn("nobody"), Eids{});
    EXPECT_EQ(unit.eids("", 10), (Eids{"1", "2", "3", "4"}));
    EXPECT_EQ(unit.eids("1", 2), (Eids{"2", "3"}));
    EXPECT_EQ(unit.eids_of_operator("1.2", "", 10), (Eids{"1", "2", "3"}));
    EXPECT_EQ(unit.eids_of_operator("1.2", "1", 1), (Eids{"2"}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.5", "", 10), (Eids{"1", "2", "3"}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.6", "", 10), Eids{});
    ASSERT_TRUE(unit.put_plma({"1.7", "type A", "1.5", {"GetEIS"}}));
    ASSERT_TRUE(unit.put_plma({"1.4", "type B", "1.5", {"GetEIS"}}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.5", "", 10), (Eids{"1", "2", "3", "4"}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.5", "1", 2), (Eids{"2", "3"}));
  });
}

TEST_P(StoreTest, GivesWhatIsDueFirstComeFirst) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1", 30)));
    ASSERT_TRUE(unit.insert_euicc(euicc("2", 10)));
    ASSERT_TRUE(unit.insert_euicc(euicc("3")));
    ASSERT_TRUE(unit.put_job({"late", "download", "1", "s", 12}));
    ASSERT_TRUE(unit.put_job({"early", "download", "1", "s", 11}));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.next_euicc_wake().value(), 10);
    EXPECT_EQ(unit.next_job_wake().value(), 11);
    EXPECT_EQ(unit.lock_due_euicc(9).value(), std::nullopt);
    auto due = unit.lock_due_euicc(30).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->eid, "2");
    EXPECT_EQ(due->profiles.size(), 2u);
    due->wake_at.reset();
    ASSERT_TRUE(unit.update_euicc(*due));
    EXPECT_EQ(unit.lock_due_euicc(30).value()->eid, "1");
    EXPECT_EQ(unit.lock_due_job(20).value()->id, "early");
    EXPECT_EQ(unit.lock_due_job(10).value(), std::nullopt);
  });
}

TEST_P(StoreTest, PutsOffWithoutTouchingTheRest) {
  const EuiccRow whole = euicc("1", 10);
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(whole));
    ASSERT_TRUE(unit.lock_due_euicc(30).value());
    ASSERT_TRUE(unit.put_off_euicc("1"));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.lock_due_euicc(30).value(), std::nullopt);
    EuiccRow kept = unit.find_euicc("1").value();
    kept.wake_at = whole.wake_at;
    EXPECT_EQ(kept, whole);
  });
}

TEST_P(StoreTest, PutsOffAJobWithoutTouchingTheRest) {
  const JobRow whole{"j", "download", "1", "state", 10};
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_job(whole));
    ASSERT_TRUE(unit.lock_due_job(30).value());
    ASSERT_TRUE(unit.put_off_job("j"));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.lock_due_job(30).value(), std::nullopt);
    EXPECT_EQ(unit.next_job_wake().value(), std::nullopt);
    JobRow kept = unit.lock_job("j").value();
    kept.wake_at = whole.wake_at;
    EXPECT_EQ(kept, whole);
  });
}

TEST_P(StoreTest, AppendsToTheAuditTrail) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1")));
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(unit.append_audit({"1", 100 - i, "r" + std::to_string(i)}));
    ASSERT_TRUE(unit.append_audit({"2", 1, "other"}));
  });
  in_unit([&](Unit& unit) {
    const auto all = unit.audit_of("1", 3);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 3u);
    EXPECT_EQ((*all)[0].record, "r2");
    EXPECT_EQ((*all)[2], (AuditRow{"1", 96, "r4"}));
  });
}

/// What an SM-SR did remains its own record, wherever the eUICC goes (PROC-AUD-03, PROC-AUD-06).
TEST_P(StoreTest, KeepsTheAuditTrailOfWhatIsRemoved) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1")));
    ASSERT_TRUE(unit.append_audit({"1", 7, "record"}));
  });
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.remove_euicc("1")); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1").error().code, ErrorCode::NotFound);
    EXPECT_EQ(unit.audit_of("1", 10).value(), (std::vector<AuditRow>{{"1", 7, "record"}}));
  });
}

TEST_P(StoreTest, ReplacesAndRevokesAuthorisations) {
  const es::Plma first{"1.2", "type", "1.5", {"EnableProfile", "GetEIS"}};
  const es::Onc onc{"1.2", "type", {"HandleProfileEnabledNotification"}};
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_plma({"1.2", "type", "1.5", {"DeleteProfile"}}));
    ASSERT_TRUE(unit.put_plma(first));
    ASSERT_TRUE(unit.put_plma({"1.3", "type", "1.5", {"GetEIS"}}));
    ASSERT_TRUE(unit.put_onc(onc));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.plmas("1.2", "", ""), std::vector{first});
    EXPECT_EQ(unit.plmas("", "type", "1.5")->size(), 2u);
    EXPECT_EQ(unit.plmas("", "", "1.6")->size(), 0u);
    EXPECT_EQ(unit.oncs("1.2", "type"), std::vector{onc});
    ASSERT_TRUE(unit.put_plma({"1.2", "type", "1.5", {}}));
    ASSERT_TRUE(unit.put_onc({"1.2", "type", {}}));
    EXPECT_EQ(unit.plmas("1.2", "", "")->size(), 0u);
    EXPECT_EQ(unit.oncs("", "")->size(), 0u);
  });
}

TEST_P(StoreTest, RecognisesACallThatCameBefore) {
  ReceivedRow row{"1.2", "ES3.CreateISDP", "call", "//m", "digest", "{}", "", 50};
  in_unit([&](Unit& unit) { EXPECT_TRUE(*unit.add_received(row)); });
  in_unit([&](Unit& unit) { EXPECT_FALSE(*unit.add_received(row)); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value(), row);
    EXPECT_EQ(unit.find_received("1.3", "ES3.CreateISDP", "call").value(), std::nullopt);
    row.answer = "<answer/>";
    ASSERT_TRUE(unit.put_received(row));
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value()->answer, "<answer/>");
    EXPECT_EQ(unit.forget_received(50).value(), 0u);
    EXPECT_EQ(unit.forget_received(51).value(), 1u);
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value(), std::nullopt);
  });
}

TEST_P(StoreTest, KnowsWhichJobWaitsForAnAnswer) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_job({"j", "download", "1", "secret", 7}));
    ASSERT_TRUE(unit.put_job({"j", "download", "1", "secret 2", {}}));
    ASSERT_TRUE(unit.put_call({"//m", "j"}));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.lock_job("j"), (JobRow{"j", "download", "1", "secret 2", {}}));
    EXPECT_EQ(unit.find_call("//m").value()->job_id, "j");
    EXPECT_EQ(unit.find_call("//n").value(), std::nullopt);
    ASSERT_TRUE(unit.remove_job("j"));
    EXPECT_EQ(unit.find_call("//m").value(), std::nullopt);
    EXPECT_EQ(unit.lock_job("j").error().code, ErrorCode::NotFound);
  });
}

TEST_P(StoreTest, HandsOutAMessageOnceUntilItsClaimEnds) {
  in_unit([&](Unit& unit) {
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(unit.put_outbox(outbox(id, 10)));
    ASSERT_TRUE(unit.put_outbox(outbox("later", 99)));
  });
  in_unit([&](Unit& unit) {
    EXPECT_TRUE(unit.claim_outbox(9, 60, 10)->empty());
    const auto two = unit.claim_outbox(10, 60, 2);
    ASSERT_TRUE(two);
    ASSERT_EQ(two->size(), 2u);
    OutboxRow expected = outbox("a", 60);
    EXPECT_EQ((*two)[0], expected);
    EXPECT_EQ((*two)[1].message_id, "b");
  });
  in_unit([&](Unit& unit) {
    const auto rest = unit.claim_outbox(10, 60, 10);
    ASSERT_EQ(rest->size(), 1u);
    OutboxRow row = rest->front();
    EXPECT_EQ(row.message_id, "c");
    row.attempts = 1;
    row.last_error = "refused";
    row.next_attempt = 20;
    row.give_up_at = 2'000;
    ASSERT_TRUE(unit.update_outbox(row));
    ASSERT_TRUE(unit.remove_outbox("a"));
    EXPECT_EQ(unit.next_outbox_attempt().value(), 20);
    EXPECT_EQ(unit.claim_outbox(20, 70, 10)->front(), [&] {
      row.next_attempt = 70;
      return row;
    }());
    EXPECT_EQ(unit.claim_outbox(60, 80, 10)->front().message_id, "b");
  });
}

TEST_P(StoreTest, RefusesAMessageTwiceAndGoesOn) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_outbox(outbox("a")));
    OutboxRow other = outbox("a");
    other.envelope = "another";
    EXPECT_EQ(unit.put_outbox(other).error().code, ErrorCode::BadInput);
    ASSERT_TRUE(unit.put_outbox(outbox("b")));
  });
  in_unit([&](Unit& unit) {
    const auto rows = unit.claim_outbox(10, 20, 10);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ((*rows)[0].envelope, "ea");
  });
}

TEST_P(StoreTest, KeepsAnswersUntilTheyAreFetched) {
  const auto kept = [](const std::string& id, const std::string& recipient) {
    OutboxRow row = outbox(id);
    row.url.clear();
    row.poll_address = "anonymous?id=1";
    row.recipient = recipient;
    return row;
  };
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_outbox(kept("first", "1.2")));
    ASSERT_TRUE(unit.put_outbox(kept("second", "1.2")));
    ASSERT_TRUE(unit.put_outbox(kept("foreign", "1.9")));
  });
  in_unit([&](Unit& unit) {
    EXPECT_TRUE(unit.claim_outbox(500, 600, 10)->empty());
    EXPECT_EQ(unit.next_outbox_attempt().value(), std::nullopt);
    EXPECT_FALSE(unit.take_polled("anonymous?id=2", "1.2").value());
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.3").value());
    const auto first = unit.take_polled("anonymous?id=1", "1.2").value();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->row.envelope, "efirst");
    EXPECT_TRUE(first->more);
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.2").value()->more);
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.2").value());
  });
}

TEST_P(StoreTest, ForgetsAnswersThatNobodyFetches) {
  OutboxRow kept = outbox("kept"), posted = outbox("posted");
  kept.url.clear();
  kept.poll_address = "anonymous?id=1";
  kept.give_up_at = posted.give_up_at = 50;
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_outbox(kept));
    ASSERT_TRUE(unit.put_outbox(posted));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.forget_polled(50).value(), 0u);
    EXPECT_EQ(unit.forget_polled(51).value(), 1u);
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", kept.recipient).value());
    EXPECT_EQ(unit.claim_outbox(500, 600, 10)->size(), 1u) << "a post ends in its own way";
  });
}

TEST_P(StoreTest, ReservesAProfileForOne) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_stock({"8901", "type A", "1.2", "package 1", ""}));
    ASSERT_TRUE(unit.put_stock({"8902", "type A", "1.2", "package 2", ""}));
  });
  in_unit([&](Unit& unit) {
    auto row = unit.lock_available("type A", "1.2").value();
    ASSERT_TRUE(row);
    EXPECT_EQ(*row, (StockRow{"8901", "type A", "1.2", "package 1", ""}));
    row->used_by = "1";
    ASSERT_TRUE(unit.put_stock(*row));
    EXPECT_EQ(unit.lock_available("type A", "1.2").value()->iccid, "8902");
    EXPECT_EQ(unit.lock_available("type B", "1.2").value(), std::nullopt);
    EXPECT_EQ(unit.lock_available("type A", "1.3").value(), std::nullopt);
    EXPECT_EQ(unit.lock_stock("8901")->used_by, "1");
    EXPECT_EQ(unit.lock_stock("8909").error().code, ErrorCode::NotFound);
    EXPECT_EQ(unit.stock()->size(), 2u);
  });
}

}  // namespace
}  // namespace sixline::servers::store
