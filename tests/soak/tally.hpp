// What was called, how it was answered, and what was wrong about it.
#pragma once

#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <vector>

namespace sixline::tests::soak {

/// May be used by many threads at once.
class Tally {
 public:
  void add(const std::string& call, const std::string& answer);
  /// An answer that must not be; kept to be shown.
  void add_wrong(const std::string& call, const std::string& what);
  std::size_t wrong() const;
  std::size_t total() const;
  /// One line for each call: how many, and how many of each answer.
  void print(std::ostream& out) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, std::size_t>> calls_{};
  std::vector<std::string> wrong_{};
  std::size_t wrong_count_ = 0;
};

}  // namespace sixline::tests::soak
