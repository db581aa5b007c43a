#include "tools/sixline/options.hpp"

#include <CLI/CLI.hpp>

namespace sixline::tools {

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}

Option& Option::shows_default() {
  option_->capture_default_str();
  return *this;
}

Option& Option::called(std::string what) {
  option_->option_text(std::move(what));
  return *this;
}

Option& Option::or_alone(std::string value) {
  option_->expected(0, 1)->default_str(std::move(value));
  return *this;
}

Option& Option::each_with_a_value() {
  option_->type_size(1)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return *this;
}

Option& Option::takes_the_rest() {
  option_->expected(-1);
  return *this;
}

Option Options::add(std::string name, std::string& value, std::string help) {
  return Option(*app_->add_option(std::move(name), value, std::move(help)));
}

Option Options::add(std::string name, std::vector<std::string>& values, std::string help) {
  return Option(*app_->add_option(std::move(name), values, std::move(help)));
}

Option Options::add(std::string name, std::int64_t& value, std::string help) {
  return Option(*app_->add_option(std::move(name), value, std::move(help)));
}

Option Options::flag(std::string name, bool& value, std::string help) {
  return Option(*app_->add_flag(std::move(name), value, std::move(help)));
}

Options Options::subcommand(std::string name, std::string help) {
  return Options(*app_->add_subcommand(std::move(name), std::move(help)));
}

void Options::require_subcommand() {
  app_->require_subcommand(1);
}

void Options::footer(std::string text) {
  app_->footer(std::move(text));
}

bool Options::given() const {
  return app_->parsed();
}

}  // namespace sixline::tools
