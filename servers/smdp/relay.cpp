// Functions that the Operator asks of the SM-DP and the SM-SR performs: own checks, then ES3; what the SM-SR
// says goes back unchanged (PROC-PATH-02, -05, -06).
#include <set>

#include "servers/smdp/functions.hpp"
#include "servers/smdp/translation.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;
using lines::Handled;

namespace {

/// On ES3 nobody but this SM-DP says for which Operator it speaks: profiles of others are refused here.
/// (PROC-GEN-10)
Result<EsStatus> check_owner(Work& work, const lines::Received& received, const es::Function& function) {
  const es::Value& content = received.message.content;
  if (content.shape().find("Iccid") == nullptr) return EsStatus::success();
  const bool list = function.name == "AuditEIS";
  Stock stock(work.unit);
  // In one order, so that two calls never wait for each other's rows.
  std::set<std::string> iccids;
  for (const es::Value* iccid : content.all("Iccid")) iccids.insert(iccid->text());
  for (const std::string& iccid : iccids) {
    const auto item = stock.find(iccid);
    if (!item) return tl::unexpected(item.error());
    if (!*item) return EsStatus::of(list ? Failure::ProfilesNotAllowed : Failure::IccidUnknown, {}, iccid);
    if ((*item)->mno_id != received.sender)
      return EsStatus::of(list ? Failure::ProfilesNotAllowed : Failure::NotAllowed, {}, iccid);
  }
  return EsStatus::success();
}

/// An Operator speaks of its own authorisations and configurations only (PROC-PLMA-03).
EsStatus check_subject(const lines::Received& received) {
  const es::Value& content = received.message.content;
  for (const std::string_view name : {"Plma", "Onc"}) {
    const es::Value* subject = content.shape().find(name) != nullptr ? content.find(name) : nullptr;
    if (subject != nullptr && subject->text("Mno-id") != received.sender)
      return EsStatus::of(Failure::NotAllowed, {}, subject->text("Mno-id"));
  }
  return EsStatus::success();
}

Result<EsStatus> check(Work& work, const lines::Received& received) {
  if (auto refusal = smsr_refusal(work, received.message)) return std::move(*refusal);
  if (EsStatus subject = check_subject(received); !subject.ok()) return subject;
  return check_owner(work, received, *received.message.function);
}

/// An audit of all that the Operator has on an eUICC (PROC-QRY-02), and it is nothing: refused, as on ES4
/// (PROC-QRY-05). Not before: only the SM-SR knows whether there is such an eUICC at all.
bool found_nothing(const Job& job, const es::Message& es2_response) {
  if (es2_response.function->name != "AuditEIS" || !job.es3_iccid.empty()) return false;
  const es::Value* eis = es2_response.content.find("Eis");
  return eis != nullptr && eis->all("ProfileInfo").empty();
}

/// The function of the Operator's call.
const es::Function& function_of(const Job& job) {
  return es::function_named(es::Interface::Es2, std::string_view(job.function).substr(sizeof("ES2.") - 1));
}

}  // namespace

Result<Handled> relay(Work& work, const Arrival& arrival) {
  const lines::Received& received = arrival.received;
  const es::Function& es2 = *received.message.function;
  const auto checked = check(work, received);
  if (!checked) return tl::unexpected(checked.error());
  if (!checked->ok()) {
    say(work, lines::LogLine::Level::Info, received, "refused: " + checked->describe());
    return es::response_of(es2, *checked);
  }
  const SmDpSettings& settings = work.office.settings;
  const bool synchronous = es2.style == es::Style::Synchronous;
  Job job = job_for(work, received, arrival.record,
                    synchronous ? settings.server_validity : settings.card_validity);
  const es::Function& es3 = es::function_named(es::Interface::Es3, arrival.row.counterpart);
  const auto called = call_smsr(work, job, onward(received.message, es3, received.sender));
  if (!called) return tl::unexpected(called.error());
  if (!*called) return es::response_of(es2, EsStatus::of(Failure::SmSrUnknown, {}, job.smsr_id));
  if (auto kept = keep(work, job); !kept) return tl::unexpected(kept.error());
  return std::nullopt;
}

Result<void> finish_relay(Work& work, Job& job, const es::Message& response) {
  es::Message answer = back(response, function_of(job), job.caller);
  if (found_nothing(job, answer))
    answer = es::response_of(function_of(job), EsStatus::of(Failure::EisNotAllowed, {}, job.eid));
  if (auto answered = answer_operator(work, job, answer); !answered) return answered;
  return keep(work, job);
}

Result<void> fail_relay(Work& work, Job& job, const EsStatus& status) {
  if (auto answered = answer_operator(work, job, es::response_of(function_of(job), status)); !answered)
    return answered;
  return keep(work, job);
}

}  // namespace sixline::servers::smdp
