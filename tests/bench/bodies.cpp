// sixline_bench_bodies [BODY ...]: how long one operation of the card takes in each body, medians of one run.
//   native   in this process        vpcd   through pcscd and vpcd        qemu   firmware over its serial line
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "host/es/es5.hpp"
#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/prepared_card.hpp"
#include "tools/sixline/subscriber.hpp"

namespace sixline::tests::bench {
namespace {

using tools::PreparedCard;
using Clock = std::chrono::steady_clock;

constexpr int repetitions = 100;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "sixline_bench_bodies: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
void must(const host::Result<T>& result) {
  if (!result) give_up(result.error().describe());
}

const host::profile::ProfileFacts& subscription() {
  static const auto facts = host::profile::facts_of(host::profile::template_package());
  must(facts);
  return *facts;
}

void select_application(PreparedCard& card) {
  must(card.session().select(*wire::Aid::from(host::profile::template_usim_aid())));
}

void select_file(PreparedCard& card) {
  must(card.session().select(std::uint16_t{0x6F07}));
}

void read_binary(PreparedCard& card) {
  must(card.session().read_binary(9));
}

void update_record(PreparedCard& card) {
  const host::ByteString record(176, 0x5A);
  must(card.session().select(std::uint16_t{0x6F3C}));
  must(card.session().expect("UPDATE RECORD", {0x00, 0xDC, 0x01, 0x04}, record));
}

void authenticate(PreparedCard& card) {
  must(tools::verify_aka(card.session(), subscription()));
}

void get_status_over_scp80(PreparedCard& card) {
  must(card.command_isd_r("ES5.GetStatus", host::es::es5::get_status()));
}

void cold_reset(PreparedCard& card) {
  must(card.reset());
}

struct Operation {
  const char* name;
  void (*run)(PreparedCard& card);
};
constexpr Operation operations[] = {
    {"SELECT ADF.USIM", select_application},
    {"SELECT EF.IMSI", select_file},
    {"READ BINARY, 9 bytes", read_binary},
    {"SELECT and UPDATE RECORD, 176 bytes", update_record},
    {"AUTHENTICATE, Milenage", authenticate},
    {"reset", cold_reset},
    {"ES5.GetStatus over SCP80", get_status_over_scp80},
};

/// Microseconds, the median of all repetitions.
double measure(PreparedCard& card, const Operation& operation) {
  std::vector<double> times;
  operation.run(card);
  for (int i = 0; i < repetitions; ++i) {
    const auto begun = Clock::now();
    operation.run(card);
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
  }
  std::nth_element(times.begin(), times.begin() + repetitions / 2, times.end());
  return times[repetitions / 2];
}

std::vector<double> measure_body(const std::string& reader) {
  tools::GlobalOptions options;
  options.reader = reader;
  const tools::Context context(options, std::cout, std::cerr);
  auto body = tools::open_script_body(context);
  must(body);
  auto card = *body ? PreparedCard::make(**body) : PreparedCard::make();
  must(card);
  host::session::Variables variables;
  must((*card)->load("one_profile", variables));
  must((*card)->reset());
  std::vector<double> medians;
  for (const Operation& operation : operations) medians.push_back(measure(**card, operation));
  return medians;
}

}  // namespace
}  // namespace sixline::tests::bench

int main(int argc, char** argv) {
  using namespace sixline::tests::bench;
  // The card behind vpcd is this very program as a process of its own.
  if (argc > 1 && std::string_view(argv[1]) == "card")
    return static_cast<int>(sixline::tools::run_command_line(argc, argv, std::cout, std::cerr));
  std::vector<std::string> bodies(argv + 1, argv + argc);
  if (bodies.empty()) bodies = {"native", "vpcd", "qemu"};
  std::vector<std::vector<double>> columns;
  for (const std::string& body : bodies) columns.push_back(measure_body(body));
  std::printf("%-38s", "median of 100, microseconds");
  for (const std::string& body : bodies) std::printf(" %10s", body.c_str());
  for (std::size_t row = 0; row < std::size(operations); ++row) {
    std::printf("\n%-38s", operations[row].name);
    for (const auto& column : columns) std::printf(" %10.0f", column[row]);
  }
  std::printf("\n");
  return 0;
}
