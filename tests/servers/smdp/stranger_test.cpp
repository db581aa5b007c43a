// Thousands of messages that nobody would send, from peers that are known: whatever they are, the SM-DP
// answers them; none is a failure of its own. [SGP.02 §5.1.6] (PROC-GEN-01, PROC-GEN-02)
#include "tests/servers/stranger.hpp"

#include <gtest/gtest.h>

#include "tests/host/es/golden.hpp"
#include "tests/servers/smdp/bench.hpp"
#include "tests/servers/store/postgresql_server.hpp"

namespace sixline::tests::smdp {

namespace {

namespace soap = es::soap;

constexpr std::size_t rounds = 40;
constexpr std::size_t between_ticks = 40;

struct Letter {
  es::Message message;
  std::string sender{};
  soap::Post post{};
};

Letter letter_of(const es::Message& message) {
  const bool answers = message.kind == es::Kind::Response;
  const soap::Role from =
      answers ? soap::provider_role(*message.function) : soap::caller_role(*message.function);
  const std::string& sender = from == soap::Role::SmSr ? smsr_id : operator_id;
  soap::Header header;
  header.from = {"https://peer-" + sender, sender, "peer", {}};
  header.to = {"https://smdp", smdp_id, {}, {}};
  if (message.kind == es::Kind::Request && message.function->style == es::Style::Asynchronous)
    header.reply_to = header.from;
  if (answers) header.relates_to = "//" + smdp_id + "/1";
  header.message_id = "//" + sender + "/1";
  header.context_id = "context-1";
  header.transaction_id = "transaction-1";
  return {message, sender, soap::post_of(header, message)};
}

/// Everything that an SM-DP can be sent.
std::vector<Letter> letters() {
  std::vector<Letter> out;
  for (const es::Message& message : es::test::golden_messages(es::test::Fill::EachOnce)) {
    const bool answers = message.kind == es::Kind::Response;
    const es::Function& function = *message.function;
    const bool ours =
        (answers ? soap::caller_role(function) : soap::provider_role(function)) == soap::Role::SmDp;
    if (ours && soap::service_of(function, message.kind).offered_by == soap::Role::SmDp)
      out.push_back(letter_of(message));
  }
  return out;
}

/// Answers what was asked of the SM-SR, oddly, and lets time pass.
std::string tick(Bench& bench, Stranger& stranger) {
  bench.now += 7;
  for (const store::OutboxRow& row : bench.take_outbox()) {
    const auto envelope = soap::read_envelope(row.envelope);
    if (!envelope || envelope->message() == nullptr) return "nobody can read " + row.envelope;
    const es::Message& message = envelope->message()->message;
    if (row.recipient != smsr_id || message.kind != es::Kind::Request) continue;
    Letter letter = letter_of(bench.respond(message));
    const std::size_t named = letter.post.body.find("//" + smdp_id + "/1");
    if (message.function->style == es::Style::Synchronous || named == std::string::npos) continue;
    letter.post.body.replace(named, smdp_id.size() + 4, row.message_id);
    if (stranger.any(2) == 0) letter.post.body = stranger.odd(letter.post.body);
    const std::string failure = bench.hear(letter.post, letter.sender);
    if (!failure.empty()) return failure + "\n" + letter.post.body.substr(0, 6'000);
  }
  bench.pass(0);
  return {};
}

/// One seed, one store.
void hear(std::unique_ptr<store::Store> rows, unsigned seed) {
  const std::vector<Letter> all = letters();
  Bench bench(std::move(rows));
  const std::string own = bench.stock("100");
  const std::string others = bench.stock("200", other_operator_id);
  for (const char* digits : {"300", "400", "500", "600"}) bench.stock(digits);
  const std::vector<std::string> smsrs{smsr_id, smsr_id, smsr_id, smsr_without_address, "1.2"};
  Stranger stranger(seed, {{"Eid", {eid, eid, eid, other_eid}},
                           {"Iccid", {own, own, others, "89999010000000000066"}},
                           {"Smsr-id", smsrs},
                           {"SmSr-id", smsrs},
                           {"Mno-id", {operator_id, operator_id, other_operator_id, m2m_sp_id, "1.2"}},
                           {"M2m-sp-id", {m2m_sp_id, other_operator_id}},
                           {"ProfileType", {"gold", "silver"}},
                           {"FunctionCallIdentifier", call_ids()},
                           {"ValidityPeriod", {"1", "60", "86400", "9223372036854775807"}}});
  std::size_t said = 0;
  for (std::size_t round = 0; round < rounds; ++round)
    for (const Letter& letter : all) {
      soap::Post post = letter.post;
      post.body = stranger.any(3) == 0 ? stranger.mutated(post.body) : stranger.odd(post.body);
      ASSERT_EQ(bench.hear(post, letter.sender), "")
          << es::element_name(*letter.message.function, letter.message.kind) << ", seed " << seed << "\n"
          << post.body.substr(0, 6'000);
      if (++said % between_ticks == 0) {
        ASSERT_EQ(tick(bench, stranger), "") << "seed " << seed;
      }
    }
}

TEST(Stranger, NeverMakesTheSmDpFail) {
  for (unsigned seed = 1; seed <= 3 && !HasFatalFailure(); ++seed) hear(store_for_tests(), seed);
}

/// It refuses what SQLite takes: text that is none, keys without end.
TEST(Stranger, NeverMakesTheSmDpFailOnPostgresql) {
  const auto server = PostgresqlServer::start();
  if (!server) GTEST_SKIP() << server.error().describe();
  hear(store::Store::open((*server)->new_database().value(), test_master_key()).value(), 4);
}

}  // namespace

}  // namespace sixline::tests::smdp
