#include "servers/flow/probe.hpp"

#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

bool says_not_found(wire::StatusWord status) {
  return status == wire::sw::reference_not_found || status == wire::sw::file_not_found;
}

Probe read_probe(Bytes responses) {
  const auto reply = single_reply(responses);
  if (!reply) return {};
  if (says_not_found(reply->status)) return {Presence::Absent};
  if (!reply->status.ok()) return {};
  const auto all = es5::read_status(reply->data);
  if (!all || all->size() != 1) return {};
  return {Presence::Present, all->front().state};
}

}  // namespace sixline::servers::flow
