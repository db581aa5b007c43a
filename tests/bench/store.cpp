// sixline_bench_store [ROWS] [THREADS] [sqlite]: how quickly the store finds among ever more eUICCs, steps
// and hands out, on SQLite and PostgreSQL. One column a database and size; medians, or rates over at least
// two seconds.
#include "servers/store/store.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <thread>

#include "tests/bench/bench.hpp"
#include "tests/servers/store/postgresql_server.hpp"

namespace sixline::tests::bench {
namespace {

using Clock = std::chrono::steady_clock;
using servers::store::EuiccRow;
using servers::store::OutboxRow;
using servers::store::Store;
using servers::store::Unit;

constexpr std::size_t operators = 100;
constexpr std::size_t page = 100;
constexpr std::size_t batch = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Neighbours in one order are far apart in the other, as cards of one delivery are by their ICCIDs.
std::size_t scrambled(std::size_t number) {
  return number * 2'654'435'761u % 1'000'000'007u;
}
std::string digits(std::size_t number, std::size_t size) {
  std::string text = std::to_string(number);
  return std::string(size - text.size(), '0') + text;
}
std::string eid_of(std::size_t number) {
  return "89001012" + digits(number, 24);
}
std::string iccid_of(std::size_t number, std::size_t profile) {
  return "89" + std::to_string(profile) + digits(scrambled(number), 16);
}
std::string operator_of(std::size_t number) {
  return "1.3.6.1." + std::to_string(number % operators);
}

EuiccRow euicc(std::size_t number) {
  const std::string type = "type " + std::to_string(number % 7);
  return {eid_of(number),
          std::string(1200, 's'),
          std::string(1000, 'k'),
          {{iccid_of(number, 1), operator_of(number), "1.9", type, "44" + digits(scrambled(number), 12),
            "Enabled"},
           {iccid_of(number, 2), operator_of(number + 1), "1.9", type, "", "Disabled"}},
          {}};
}

void fill(Store& store, std::size_t from, std::size_t to) {
  while (from < to) {
    auto unit = store.begin();
    must(unit.has_value(), "begin");
    const std::size_t end = std::min(to, from + 1000);
    for (; from < end; ++from) must((*unit)->insert_euicc(euicc(from)).has_value(), "insert an eUICC");
    must((*unit)->commit().has_value(), "commit");
  }
}

/// Microseconds of one question: the median of 300, each in a unit of its own, each about another row.
double median_us(Store& store, std::size_t rows, const std::function<std::size_t(Unit&, std::size_t)>& ask) {
  std::vector<double> took;
  for (std::size_t i = 0; i < 300; ++i) {
    const std::size_t about = scrambled(i + 17) % rows;
    const auto start = Clock::now();
    auto unit = store.begin_reading();
    must(unit && ask(**unit, about) > 0, "a question without an answer");
    took.push_back(seconds_since(start) * 1e6);
  }
  std::nth_element(took.begin(), took.begin() + 150, took.end());
  return took[150];
}

/// Times `act` is done in a second by so many threads; it gets the number of its thread and of its turn.
double rate(std::size_t threads, const std::function<bool(std::size_t, std::size_t)>& act) {
  std::vector<std::thread> running;
  std::vector<std::size_t> done(threads, 0);
  const auto start = Clock::now();
  for (std::size_t t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      while (seconds_since(start) < 2 && act(t, done[t])) ++done[t];
    });
  for (std::thread& thread : running) thread.join();
  std::size_t all = 0;
  for (const std::size_t count : done) all += count;
  return static_cast<double>(all) / seconds_since(start);
}

/// What every step does at least: lock, change the state and one profile, write what happened, and commit.
bool step(Store& store, std::size_t about, std::size_t turn) {
  auto unit = store.begin();
  must(unit.has_value(), "begin");
  auto row = (*unit)->lock_euicc(eid_of(about));
  must(row.has_value(), "lock");
  row->profiles[0].state = turn % 2 == 0 ? "Disabled" : "Enabled";
  row->state[0] = static_cast<char>('a' + turn % 26);
  must((*unit)->update_euicc(*row) &&
           (*unit)->append_audit({row->eid, static_cast<host::es::Time>(turn), std::string(200, 'a')}) &&
           (*unit)->commit(),
       "a step");
  return true;
}

void fill_outbox(Store& store, std::size_t rows) {
  auto unit = store.begin();
  for (std::size_t i = 0; i < rows; ++i)
    must((*unit)
             ->put_outbox({.message_id = "//sr/" + std::to_string(i),
                           .recipient = "1.2",
                           .url = "https://a/",
                           .envelope = std::string(2000, 'e'),
                           .next_attempt = static_cast<host::es::Time>(i)})
             .has_value(),
         "put a message");
  must((*unit)->commit().has_value(), "commit");
}

/// Claims a batch, posts nothing, removes it: what a message costs the database.
bool empty_outbox(Store& store) {
  std::vector<OutboxRow> rows;
  {
    auto unit = store.begin();
    rows = (*unit)->claim_outbox(1'000'000'000, 2'000'000'000, batch).value();
    must((*unit)->commit().has_value(), "claim");
  }
  if (rows.empty()) return false;
  auto unit = store.begin();
  for (const OutboxRow& row : rows) must((*unit)->remove_outbox(row.message_id).has_value(), "remove");
  must((*unit)->commit().has_value(), "remove");
  return true;
}

class Table {
 public:
  void add(const std::string& line, double value) {
    if (!values_.contains(line)) order_.push_back(line);
    values_[line].push_back(value);
  }
  /// Of the lines in microseconds: what each column is of the first.
  void print_ratios(const std::vector<std::string>& columns) const {
    std::printf("\n%-34s", ("ratio to " + columns.front()).c_str());
    for (const std::string& column : columns) std::printf("%14s", column.c_str());
    for (const std::string& line : order_) {
      if (line.find("(us)") == line.npos) continue;
      std::printf("\n%-34s", line.c_str());
      for (const double value : values_.at(line)) std::printf("%14.2f", value / values_.at(line).front());
    }
    std::printf("\n");
  }
  void print(const std::vector<std::string>& columns) const {
    std::printf("\n%-34s", "");
    for (const std::string& column : columns) std::printf("%14s", column.c_str());
    for (const std::string& line : order_) {
      std::printf("\n%-34s", line.c_str());
      for (const double value : values_.at(line)) std::printf("%14.0f", value);
    }
    std::printf("\n");
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<double>> values_;
};

void measure_questions(Store& store, std::size_t rows, Table& table) {
  const auto question = [&](const char* name, const std::function<std::size_t(Unit&, std::size_t)>& ask) {
    table.add(name, median_us(store, rows, ask));
  };
  question("by EID, whole row (us)",
           [](Unit& unit, std::size_t about) { return unit.find_euicc(eid_of(about))->profiles.size(); });
  question("by ICCID (us)",
           [](Unit& unit, std::size_t about) { return unit.eids_with_iccid(iccid_of(about, 2))->size(); });
  question("by MSISDN (us)", [](Unit& unit, std::size_t about) {
    return unit.eids_with_msisdn("44" + digits(scrambled(about), 12))->size();
  });
  question("100 of an Operator (us)", [&](Unit& unit, std::size_t about) {
    return unit.eids_of_operator(operator_of(about), eid_of(about % (rows / 2)), page)->size();
  });
  question("100 of an M2M SP (us)", [&](Unit& unit, std::size_t about) {
    return unit.eids_of_m2m_sp("1.5", eid_of(about % (rows / 2)), page)->size();
  });
}

void measure_work(Store& store, std::size_t rows, std::size_t threads, Table& table) {
  const auto steps = [&](std::size_t count) {
    return rate(count, [&](std::size_t thread, std::size_t turn) {
      return step(store, (scrambled(turn) * count + thread) % rows, turn);
    });
  };
  table.add("steps/s, one thread", steps(1));
  table.add("steps/s, " + std::to_string(threads) + " threads", steps(threads));
  table.add("rows read/s, " + std::to_string(threads) + " threads",
            rate(threads, [&](auto thread, auto turn) {
              auto unit = store.begin_reading();
              return unit && (*unit)->find_euicc(eid_of(scrambled(turn * threads + thread) % rows));
            }));
  fill_outbox(store, 20'000);
  table.add("messages claimed and removed/s",
            static_cast<double>(batch) * rate(2, [&](auto, auto) { return empty_outbox(store); }));
  while (empty_outbox(store)) {
  }
}

void measure(const std::string& name, const std::string& address, std::size_t most, std::size_t threads,
             Table& table, std::vector<std::string>& columns) {
  auto store = Store::open(address, host::crypto::Secret(host::ByteString(32, 1)));
  must(store.has_value(), "open the store");
  {
    auto unit = (*store)->begin();
    for (std::size_t type = 0; type < 7; ++type)
      must((*unit)->put_plma({operator_of(3), "type " + std::to_string(type), "1.5", {"GetEIS"}}).has_value(),
           "put an authorisation");
    must((*unit)->commit().has_value(), "commit");
  }
  std::size_t there = 0;
  for (std::size_t rows = 1000; rows <= most; rows *= 10) {
    const auto start = Clock::now();
    fill(**store, there, rows);
    columns.push_back(name + " 10^" + std::to_string(std::to_string(rows).size() - 1));
    table.add("eUICCs registered/s, 1000 a unit", static_cast<double>(rows - there) / seconds_since(start));
    there = rows;
    measure_questions(**store, rows, table);
    measure_work(**store, rows, threads, table);
    std::cerr << columns.back() << " done\n";
  }
}

}  // namespace
}  // namespace sixline::tests::bench

int main(int argc, char** argv) {
  using namespace sixline;
  using namespace sixline::tests::bench;
  const std::size_t most = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  const std::size_t threads = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 8;
  must(most >= 1000 && threads > 0, "usage: sixline_bench_store [ROWS, at least 1000] [THREADS] [sqlite]");
  const bool sqlite_only = argc > 3 && std::string_view(argv[3]) == "sqlite";
  auto folder = tools::TemporaryFolder::make("bench");
  must(folder.has_value(), "make a folder");
  Table table;
  std::vector<std::string> columns;
  measure("SQLite", "sqlite:" + (folder->path() / "store.db").string(), most, threads, table, columns);
  if (columns.size() > 1) table.print_ratios(columns);
  if (sqlite_only) {
    table.print(columns);
    return 0;
  }
  auto server = tests::PostgresqlServer::start(true);
  if (server) {
    auto address = (*server)->new_database();
    must(address.has_value(), "make a database");
    measure("Postgres", *address, most, threads, table, columns);
  } else {
    std::cout << "PostgreSQL skipped: " << server.error().describe() << "\n";
  }
  table.print(columns);
  return 0;
}
