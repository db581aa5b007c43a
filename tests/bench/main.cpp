// sixline_bench: every measurement in one run, then a table of ratios.
#include <benchmark/benchmark.h>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "tests/bench/bench.hpp"

namespace sixline::tests::bench {
namespace {

using Rates = std::map<std::string, double>;  ///< median items per second

class MedianKeeper final : public benchmark::ConsoleReporter {
 public:
  MedianKeeper() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.aggregate_name == "median")
        rates[run.run_name.function_name] = run.counters.at("items_per_second");
    ConsoleReporter::ReportRuns(runs);
  }
  Rates rates;
};

/// Each card has a process of its own: a PC/SC client stays with the first service it meets.
void add_reader_rates(const std::string& program, Rates& rates) {
  for (const std::string card : {"native", "echo"}) {
    FILE* out = ::popen((program + " --reader " + card).c_str(), "r");
    must(out != nullptr, "start the reader's part");
    std::string text;
    for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) text.push_back(static_cast<char>(c));
    must(::pclose(out) == 0, "the reader's part failed");
    if (text.starts_with('!')) {
      std::cout << "reader skipped: " << text.substr(2);
      return;
    }
    std::istringstream lines(text);
    std::string command;
    for (double rate = 0; lines >> command >> rate;) rates["reader/" + command + "/" + card] = rate;
  }
}

void print_ratio(const Rates& rates, const std::string& measured, const std::string& reference) {
  const auto a = rates.find(measured);
  const auto b = rates.find(reference);
  if (a == rates.end() || b == rates.end()) return;
  std::printf("%-44s %12.0f %12.0f %8.3f\n", measured.c_str(), a->second, b->second, a->second / b->second);
}

void print_ratios(const Rates& rates) {
  std::printf("\n%-44s %12s %12s %8s\n", "items/s, medians", "measured", "reference", "ratio");
  for (const auto& [name, rate] : rates) {
    const auto stem = name.substr(0, name.rfind('/'));
    if (name.ends_with("/native")) print_ratio(rates, name, stem + "/echo");
    if (name.starts_with("install/") && name.ends_with("/scp03t")) print_ratio(rates, name, stem + "/direct");
  }
  print_ratio(rates, "segments/card_unwrap", "segments/raw_decrypt");
  print_ratio(rates, "segments/host_wrap", "segments/raw_encrypt");
}

}  // namespace
}  // namespace sixline::tests::bench

int main(int argc, char** argv) {
  using namespace sixline::tests::bench;
  if (argc == 3 && std::string(argv[1]) == "--reader") return measure_reader(argv[2]);
  std::vector<char*> arguments(argv, argv + argc);
  std::string repetitions = "--benchmark_repetitions=5";
  std::string aggregates = "--benchmark_report_aggregates_only=true";
  arguments.insert(arguments.begin() + 1, {repetitions.data(), aggregates.data()});
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  register_apdu();
  register_install();
  register_scp03t();
  MedianKeeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  add_reader_rates(argv[0], keeper.rates);
  print_ratios(keeper.rates);
  return 0;
}
