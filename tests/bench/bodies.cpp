// sixline_bench_bodies [BODY ...]: how long one operation of the card takes in each body, medians of one run,
// and how large the images are.
//   native   in this process        vpcd   through pcscd and vpcd        qemu   firmware over its serial line
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "host/es/es5.hpp"
#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "tests/support/source_tree.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/prepared_card.hpp"
#include "tools/sixline/subscriber.hpp"

namespace sixline::tests::bench {
namespace {

using tools::PreparedCard;
using Clock = std::chrono::steady_clock;

constexpr int repetitions = 100;
/// Of what takes a whole procedure.
constexpr int switches = 11;
constexpr int installations = 3;

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

double median(std::vector<double> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

template <class Work>
double microseconds(Work work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count();
}

/// Microseconds, the median of all repetitions.
double measure(PreparedCard& card, const Operation& operation) {
  std::vector<double> times;
  operation.run(card);
  for (int i = 0; i < repetitions; ++i) times.push_back(microseconds([&] { operation.run(card); }));
  return median(std::move(times));
}

using Variables = host::session::Variables;
using Body = std::unique_ptr<tools::ScriptBody>;

std::unique_ptr<PreparedCard> card_with(const Body& body, std::string_view fixture, Variables& variables) {
  auto card = body ? PreparedCard::make(*body) : PreparedCard::make();
  must(card);
  must((*card)->load(fixture, variables));
  must((*card)->reset());
  return std::move(*card);
}

/// From the request to the confirmation: REFRESH, restart, notification. To and fro between two profiles.
double measure_switch(const Body& body) {
  Variables variables;
  const auto card = card_with(body, "two_profiles", variables);
  std::vector<double> times;
  for (int i = 0; i < switches; ++i)
    times.push_back(microseconds([&] {
      const wire::Aid target(variables.at(i % 2 == 0 ? "isdp2" : "isdp1"));
      must(card->command_isd_r("ES5.EnableProfile", host::es::es5::enable_profile(target)));
      const auto message = card->take_notification();
      must(message);
      const auto notification = host::es::es5::read_notification(*message);
      must(notification);
      must(card->command_isd_r(
          "ES5.HandleNotificationConfirmation",
          host::es::es5::handle_notification_confirmation(notification->sequence_number)));
    }));
  return median(std::move(times));
}

/// Our template through SCP03t in SCP80 in short messages, on a card that has an ISD-P with keys.
double measure_installation(const Body& body) {
  std::vector<double> times;
  for (int i = 0; i < installations; ++i) {
    Variables variables;
    const auto card = card_with(body, "isd_p", variables);
    times.push_back(microseconds([&] {
      auto link = card->link("scp03t", wire::Aid(variables.at("isdp1")));
      must(link);
      const auto answer = (*link)->transmit(variables.at("package"));
      must(answer);
      if (host::to_hex(answer->data).find("800100") == std::string::npos)
        give_up("the package was not installed");
    }));
  }
  return median(std::move(times));
}

std::vector<double> measure_body(const std::string& reader) {
  tools::GlobalOptions options;
  options.reader = reader;
  const tools::Context context(options, std::cout, std::cerr);
  auto body = tools::open_script_body(context);
  must(body);
  std::vector<double> medians;
  {
    Variables variables;
    const auto card = card_with(*body, "one_profile", variables);
    for (const Operation& operation : operations) medians.push_back(measure(*card, operation));
  }
  medians.push_back(measure_switch(*body));
  medians.push_back(measure_installation(*body));
  return medians;
}

constexpr const char* procedures[] = {"ES5.EnableProfile, to the confirmation",
                                      "ES8 installation of our template"};

/// What the linker made of it, where the images were built.
void print_image_sizes() {
  const auto root = tests::support::source_tree();
  if (!std::filesystem::exists(root / "build/arm/bin")) {
    std::printf("\nimages: not built (cmake --preset arm && cmake --build --preset arm)\n");
    return;
  }
  std::printf("\n");
  std::fflush(stdout);
  if (std::system((root / "tools/dev/sizes").c_str()) != 0) give_up("tools/dev/sizes fails");
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
  std::printf("%-38s", "median, microseconds");
  for (const std::string& body : bodies) std::printf(" %10s", body.c_str());
  constexpr std::size_t simple = std::size(operations);
  for (std::size_t row = 0; row < simple + std::size(procedures); ++row) {
    std::printf("\n%-38s", row < simple ? operations[row].name : procedures[row - simple]);
    for (const auto& column : columns) std::printf(" %10.0f", column[row]);
  }
  std::printf("\n");
  print_image_sizes();
  return 0;
}
