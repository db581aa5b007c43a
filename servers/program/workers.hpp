// Threads that do tasks in the order they came.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sixline::servers::program {

class Workers {
 public:
  using Task = std::function<void()>;

  Workers(unsigned threads, std::size_t max_waiting);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when too many wait, or when stopping: the task is not taken.
  bool offer(Task task);
  /// For what follows from work that was taken: there is always room. After stop(), done at once by the
  /// caller.
  void add(Task task);
  std::size_t waiting() const;
  /// Does all that was taken, then ends.
  void stop();

 private:
  void work();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::size_t max_waiting_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace sixline::servers::program
