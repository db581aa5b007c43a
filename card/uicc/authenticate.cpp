// AUTHENTICATE: 3G and GSM security contexts.  [TS 31.102 §7.1] [TS 33.102 §6.3]
#include "card/crypto/tuak.hpp"
#include "card/crypto/xor_algorithm.hpp"
#include "card/uicc/aka_options.hpp"
#include "card/uicc/handlers.hpp"
#include "card/uicc/pin_status.hpp"
#include "card/uicc/sequence_check.hpp"
#include "card/uicc/target.hpp"
#include "card/uicc/usim_services.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;
using crypto::AuthenticationFunctions;
using crypto::AuthenticationKeys;

// P2
constexpr std::uint8_t application_key = 0x80;
constexpr std::uint8_t context_bits = 0x07;
constexpr std::uint8_t gsm_context = 0x00;
constexpr std::uint8_t umts_context = 0x01;
constexpr std::uint8_t reserved_bits = 0x78;

// First byte of the answer.
constexpr std::uint8_t success_tag = 0xDB;
constexpr std::uint8_t synchronisation_failure_tag = 0xDC;

/// AMF that makes a test USIM resynchronise.  [TS 34.108 §8.1.2.2]
constexpr crypto::Amf amf_resynch{0xFF, 0xFF};
constexpr crypto::Amf amf_of_auts{};

constexpr std::size_t kc_size = 8;
constexpr std::size_t sres_size = 4;
using Kc = std::array<std::uint8_t, kc_size>;

/// AUTN, cut into its parts.
struct Token {
  crypto::SequenceNumber concealed_sqn{};
  crypto::Amf amf{};
  Bytes mac;
};

/// Everything one authentication works with.
struct Work {
  Uicc& uicc;
  std::uint16_t adf;
  std::uint16_t holder;
  AkaParameters parameters;
  SequenceNumbers numbers;
};

crypto::SequenceNumber exclusive_or(crypto::SequenceNumber a, const crypto::SequenceNumber& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] ^= b[i];
  return a;
}

/// c3: Kc from CK and IK.  [TS 33.102 §6.8.1.2]
Kc convert_keys(const AuthenticationKeys& keys) {
  Kc kc;
  for (std::size_t i = 0; i < kc_size; ++i) {
    const unsigned ck = static_cast<unsigned>(keys.ck.view()[i] ^ keys.ck.view()[kc_size + i]);
    const unsigned ik = static_cast<unsigned>(keys.ik.view()[i] ^ keys.ik.view()[kc_size + i]);
    kc[i] = static_cast<std::uint8_t>(ck ^ ik);
  }
  return kc;
}

/// c2: SRES from RES, which counts as padded with zeros.  [TS 33.102 §6.8.1.2]
std::array<std::uint8_t, sres_size> convert_res(const AuthenticationKeys& keys) {
  std::array<std::uint8_t, sres_size> sres{};
  const Bytes res = keys.res.view();
  for (std::size_t i = 0; i < res.size(); ++i) sres[i % sres_size] ^= res[i];
  return sres;
}

void put_with_length(wire::Writer& out, Bytes value) {
  out.put(static_cast<std::uint8_t>(value.size()));
  out.put(value);
}

/// Takes `10 RAND` from the front of the command data.
Result<crypto::Rand, StatusWord> take_rand(Bytes& data) {
  crypto::Rand rand;
  if (data.size() < 1 + rand.size() || data[0] != rand.size()) return wire::fail(sw::wrong_length);
  std::copy_n(data.subspan(1).begin(), rand.size(), rand.begin());
  data = data.subspan(1 + rand.size());
  return rand;
}

Result<Token, StatusWord> take_token(Bytes data, std::size_t mac_size) {
  Token token;
  const std::size_t size = token.concealed_sqn.size() + token.amf.size() + mac_size;
  if (data.size() != 1 + size || data[0] != size) return wire::fail(sw::wrong_length);
  data = data.subspan(1);
  std::copy_n(data.begin(), token.concealed_sqn.size(), token.concealed_sqn.begin());
  std::copy_n(data.subspan(token.concealed_sqn.size()).begin(), token.amf.size(), token.amf.begin());
  token.mac = data.last(mac_size);
  return token;
}

StatusWord answer_gsm(const Work& work, const AuthenticationFunctions& functions, Bytes data,
                      ResponseApdu& response) {
  if (!has_service(work.uicc.files(), work.adf, service::gsm_security_context))
    return sw::security_context_not_supported;
  const auto rand = take_rand(data);
  if (!rand) return rand.error();
  if (!data.empty()) return sw::wrong_length;
  AuthenticationKeys keys;
  functions.f2345(*rand, keys);
  put_with_length(response.data(), convert_res(keys));
  put_with_length(response.data(), convert_keys(keys));
  return sw::ok;
}

void put_resynchronisation(const Work& work, const AuthenticationFunctions& functions,
                           const crypto::Rand& rand, wire::Writer& out) {
  crypto::SequenceNumber sqn;
  wire::write_be(highest_sqn(work.numbers), sqn);
  std::array<std::uint8_t, crypto::max_mac> mac;
  const MutableBytes mac_s = MutableBytes(mac).first(functions.mac_size());
  functions.f1_star(rand, sqn, amf_of_auts, mac_s);
  out.put(synchronisation_failure_tag);
  out.put(static_cast<std::uint8_t>(sqn.size() + mac_s.size()));
  out.put(exclusive_or(sqn, functions.f5_star(rand)));
  out.put(mac_s);
}

void put_success(const Work& work, const AuthenticationKeys& keys, wire::Writer& out) {
  out.put(success_tag);
  put_with_length(out, keys.res.view());
  put_with_length(out, keys.ck.view());
  put_with_length(out, keys.ik.view());
  if (has_service(work.uicc.files(), work.adf, service::gsm_access)) put_with_length(out, convert_keys(keys));
}

StatusWord answer_umts(Work& work, const AuthenticationFunctions& functions, Bytes data,
                       ResponseApdu& response) {
  const auto rand = take_rand(data);
  if (!rand) return rand.error();
  const auto token = take_token(data, functions.mac_size());
  if (!token) return token.error();

  AuthenticationKeys keys;
  functions.f2345(*rand, keys);
  const crypto::SequenceNumber sqn = exclusive_or(token->concealed_sqn, keys.ak);
  std::array<std::uint8_t, crypto::max_mac> expected;
  const MutableBytes mac = MutableBytes(expected).first(functions.mac_size());
  functions.f1(*rand, sqn, token->amf, mac);
  if (!crypto::equal_constant_time(mac, token->mac)) return sw::authentication_error;

  const std::uint64_t number = wire::read_be(sqn);
  const bool test_resynch = work.parameters.algorithm == AkaAlgorithm::XorTest && token->amf == amf_resynch;
  if (test_resynch || !is_fresh(number, work.parameters, work.numbers)) {
    put_resynchronisation(work, functions, *rand, response.data());
    return sw::ok;
  }
  accept(number, work.numbers);
  const StatusWord stored =
      store_sequence_numbers(work.uicc.store(), work.uicc.owner(), work.holder, work.numbers);
  if (stored != sw::ok) return stored;
  put_success(work, keys, response.data());
  return sw::ok;
}

StatusWord answer(Work& work, const AuthenticationFunctions& functions, const CommandApdu& command,
                  ResponseApdu& response) {
  if ((command.p2 & context_bits) == gsm_context) return answer_gsm(work, functions, command.data, response);
  return answer_umts(work, functions, command.data, response);
}

/// A limited number of authentications makes guessing keys by measurement harder, so failed ones count.
StatusWord count(Work& work) {
  const std::uint32_t most = work.parameters.auth_counter_max;
  if (most == 0 || work.parameters.algorithm == AkaAlgorithm::XorTest) return sw::ok;
  if (work.numbers.authentications >= most) return sw::conditions_not_satisfied;
  ++work.numbers.authentications;
  const StatusWord stored =
      store_sequence_numbers(work.uicc.store(), work.uicc.owner(), work.holder, work.numbers);
  return stored == sw::ok ? work.uicc.commit() : stored;
}

StatusWord run_milenage(Work& work, const CommandApdu& command, ResponseApdu& response) {
  const crypto::MilenageConstants constants{work.parameters.rotation, work.parameters.xoring};
  const crypto::Milenage milenage(work.uicc.environment().crypto(), work.parameters.key.view(),
                                  work.parameters.opc.view(), constants);
  if (!milenage.valid()) return sw::conditions_not_satisfied;
  return answer(work, milenage, command, response);
}

StatusWord run_algorithm(Work& work, const CommandApdu& command, ResponseApdu& response) {
  const AkaParameters& parameters = work.parameters;
  const AkaLengths lengths = aka_lengths(parameters.options);
  switch (parameters.algorithm) {
    case AkaAlgorithm::Milenage: return run_milenage(work, command, response);
    case AkaAlgorithm::Tuak: {
      const crypto::Tuak tuak(parameters.key.view(), parameters.opc.view(),
                              {lengths.mac, lengths.res, lengths.keys}, parameters.keccak_iterations);
      if (!tuak.valid()) return sw::conditions_not_satisfied;
      return answer(work, tuak, command, response);
    }
    case AkaAlgorithm::XorTest: {
      const std::uint8_t res = std::min(lengths.res, std::uint8_t{crypto::aes_block});
      const crypto::XorAlgorithm algorithm(parameters.key.view(), res);
      if (!algorithm.valid()) return sw::conditions_not_satisfied;
      return answer(work, algorithm, command, response);
    }
  }
  return sw::conditions_not_satisfied;
}

StatusWord check_context(const CommandApdu& command) {
  if (command.p1 != 0 || (command.p2 & application_key) == 0 || (command.p2 & reserved_bits) != 0)
    return sw::wrong_p1p2;
  const std::uint8_t context = command.p2 & context_bits;
  return context == gsm_context || context == umts_context ? sw::ok : sw::security_context_not_supported;
}

}  // namespace

StatusWord authenticate(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  if (const StatusWord context = check_context(command); context != sw::ok) return context;
  // The application must be active and current, itself or through a directory in it.
  const auto adf = uicc.enclosing_adf(session.directory);
  if (!adf || adf->node != session.adf) return sw::conditions_not_satisfied;
  if (const StatusWord state = check_state(uicc.files(), *adf); state != sw::ok) return state;
  const auto holder = aka_holder(uicc.store(), uicc.owner(), adf->node);
  if (!holder) return sw::conditions_not_satisfied;
  if (!uicc.satisfied(session, adf->node, application_pin(adf->pin_status.view())))
    return sw::security_not_satisfied;
  Work work{.uicc = uicc, .adf = adf->node, .holder = *holder, .parameters = {}, .numbers = {}};
  const StatusWord loaded = load_aka(uicc.store(), uicc.owner(), *holder, work.parameters, work.numbers);
  if (loaded != sw::ok) return loaded;
  if (const StatusWord counted = count(work); counted != sw::ok) return counted;
  return run_algorithm(work, command, response);
}

}  // namespace sixline::card::uicc
