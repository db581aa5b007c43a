// Thousands of messages that nobody would send, from peers that are known: whatever they are, the SM-SR
// answers them; none is a failure of its own. [SGP.02 §5.1.6] (PROC-GEN-01, PROC-GEN-02)
#include "tests/servers/stranger.hpp"

#include "host/es/request_content.hpp"
#include "tests/host/es/golden.hpp"
#include "tests/servers/smsr/rows.hpp"
#include "tests/servers/store/postgresql_server.hpp"

namespace sixline::tests::smsr {

namespace {

constexpr std::size_t rounds = 20;
constexpr std::size_t between_ticks = 40;

struct Letter {
  std::string name{};
  std::string sender{};
  soap::Post post{};
};

Letter letter_of(const es::Message& message, const std::string& sender) {
  soap::Header header;
  header.from = {"https://peer-" + sender, sender, "peer", {}};
  header.to = {"https://sr", {}, {}, {}};
  if (message.kind == es::Kind::Request && message.function->style == es::Style::Asynchronous)
    header.reply_to = header.from;
  if (message.kind == es::Kind::Response) header.relates_to = "//sr/1";
  header.message_id = "//" + sender + "/1";
  header.context_id = "context-1";
  header.transaction_id = "transaction-1";
  return {es::element_name(*message.function, message.kind), sender, soap::post_of(header, message)};
}

/// A registration of an eUICC that is not known yet, in order.
es::Message registration(Bench& bench) {
  es::EumDelivery delivery = delivery_of(unknown_eid, issue_ecasd(unknown_eid), bench.now);
  delivery.scp80 = bench.record().eis.isd_r.key_sets.front();
  delivery.profiles = {bench.profile(disabled_iccid)};
  return es::message_of(es::RegisterEis{{eum_id, {}, "register", 0}, delivered(delivery)});
}

/// Everything that an SM-SR can be sent: in order where there is a row for it, else as it is declared.
std::vector<Letter> letters(Bench& bench) {
  std::vector<Letter> out;
  for (const FunctionRow& row : functions()) out.push_back(letter_of(proper(bench, row), rightful(row)));
  for (const es::Message& message : es::test::golden_messages(es::test::Fill::EachOnce)) {
    const bool answers = message.kind == es::Kind::Response;
    const es::Function& function = *message.function;
    if ((answers ? soap::caller_role(function) : soap::provider_role(function)) != soap::Role::SmSr ||
        soap::service_of(function, message.kind).offered_by != soap::Role::SmSr)
      continue;
    const soap::Role from = answers ? soap::provider_role(function) : soap::caller_role(function);
    out.push_back(letter_of(message, from == soap::Role::SmDp   ? smdp_id
                                     : from == soap::Role::Eum  ? eum_id
                                     : from == soap::Role::SmSr ? other_smsr_id
                                                                : operator_id));
  }
  out.push_back(letter_of(registration(bench), eum_id));
  return out;
}

KnownValues known() {
  const auto aid = [](std::uint16_t number) {
    return host::to_hex(wire::aid::euicc(static_cast<std::uint16_t>(0x10 + number)).view());
  };
  return {{"Iccid",
           {disabled_iccid, created_iccid, in_creation_iccid, fall_back_iccid, others_iccid, elsewhere_iccid,
            unknown_iccid}},
          {"Mno-id", {operator_id, other_operator_id, m2m_sp_id}},
          {"M2m-sp-id", {m2m_sp_id, other_m2m_sp_id, operator_id, "1.2"}},
          {"ProfileType", {"gold", "silver", "bootstrap"}},
          {"Sd-aid", {aid(1), aid(2), aid(3), aid(99)}},
          {"FunctionCallIdentifier", call_ids()},
          {"ValidityPeriod", {"1", "60", "86400", "9223372036854775807"}}};
}

/// What the SM-SR makes of it, and of what is due then; empty when nothing is wrong.
std::string verdict_on(Bench& bench, const Letter& letter, const std::string& body) {
  soap::Post post = letter.post;
  post.body = body;
  const host::http::Request arrives = posted(post, letter.sender);
  SmSrDesk desk = bench.desk();
  const lines::Reception reception(soap::Role::SmSr, bench.peers, bench.self, desk);
  const lines::Arrival arrival = reception.open(arrives, bench.now);
  auto unit = arrival.only_reads ? bench.rows->begin_reading() : bench.rows->begin();
  std::string failure = internal_failure(reception.take(**unit, arrival, bench.now, bench.effects));
  if (failure.empty() && !arrival.only_reads)
    if (const auto done = (*unit)->commit(); !done) failure = done.error().describe();
  bench.effects = {};
  return failure;
}

std::string tick(Bench& bench) {
  bench.now += 7;
  for (bool more = true; more;) {
    auto unit = bench.rows->begin();
    SmSrDesk desk = bench.desk();
    const auto stepped = desk.on_due(**unit, bench.now, bench.effects);
    if (!stepped) return stepped.error().describe();
    if (const auto done = (*unit)->commit(); !done) return done.error().describe();
    more = *stepped;
  }
  return {};
}

/// One seed, one store.
void hear(const std::string& address, unsigned seed) {
  Bench bench(address);
  Stranger stranger(seed, known());
  const std::vector<Letter> all = letters(bench);
  std::size_t said = 0;
  for (std::size_t round = 0; round < rounds; ++round)
    for (const Letter& letter : all) {
      const std::string body =
          stranger.any(3) == 0 ? stranger.mutated(letter.post.body) : stranger.odd(letter.post.body);
      ASSERT_EQ(verdict_on(bench, letter, body), "") << letter.name << ", seed " << seed << "\n"
                                                     << body.substr(0, 6'000);
      if (++said % between_ticks == 0) {
        ASSERT_EQ(tick(bench), "") << letter.name << ", seed " << seed;
      }
    }
}

TEST(Stranger, NeverMakesTheSmSrFail) {
  for (unsigned seed = 1; seed <= 3 && !HasFatalFailure(); ++seed) hear("sqlite::memory:", seed);
}

/// It refuses what SQLite takes: text that is none, keys without end.
TEST(Stranger, NeverMakesTheSmSrFailOnPostgresql) {
  const auto server = PostgresqlServer::start();
  if (!server) GTEST_SKIP() << server.error().describe();
  hear((*server)->new_database().value(), 4);
}

}  // namespace

}  // namespace sixline::tests::smsr
