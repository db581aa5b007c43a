// A request of the Operator about one profile: what enable, disable and delete have in common.
#pragma once

#include "tools/sixline/command.hpp"
#include "tools/sixline/ecosystem.hpp"

namespace sixline::tools {

template <class Request>
class OperatorCommand final : public Command {
 public:
  void define(Options options) override {
    define_home(options, home_);
    options.add("iccid", iccid_, "the profile").required();
  }

  ExitCode run(const Context& context) override {
    auto ecosystem = Ecosystem::open(context, Workspace::at(home_), context.options().json);
    if (!ecosystem) return context.fail(ecosystem.error());
    Request request;
    request.caller = (*ecosystem)->caller();
    request.eid = (*ecosystem)->eid();
    request.iccid = iccid_;
    return report(context, (*ecosystem)->request(request));
  }

 private:
  std::string home_, iccid_;
};

}  // namespace sixline::tools
