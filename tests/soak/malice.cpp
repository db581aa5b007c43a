#include "tests/soak/malice.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "host/pki/tls_certificate.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::tests::soak {

namespace {

using namespace std::chrono_literals;
using Letter = support::EsLink::Letter;
using Interface = es::Interface;
using es::soap::Role;

/// Of a sender who takes his time: less than the server's patience, and more.
constexpr auto between_bytes = 100ms;
constexpr unsigned slow_bytes = 30;
constexpr unsigned half_open = 16;
constexpr std::size_t too_deep = 100'000;
constexpr std::size_t long_text = 3'000'000;
constexpr std::size_t too_long = 60'000'000;

class Attacker {
 public:
  Attacker(const Shift& shift, const Arsenal& arsenal)
      : shift_(shift), arsenal_(arsenal), chance_(shift.number), messages_(golden()) {}

  std::size_t any(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(chance_);
  }
  bool over() const { return shift_.over; }
  support::RunningLab& lab() const { return shift_.lab; }
  const Arsenal& arsenal() const { return arsenal_; }
  std::uint16_t port() { return lab().lab().ports.at(any(2) == 0 ? "smsr" : "smdp"); }
  host::http::TlsIdentity identity() { return identity_of(lab().lab().folder, "m2m-sp"); }

  /// A message that is in order, of a caller who may send it, about an eUICC that does not exist.
  Letter letter() { return letter_of(messages_[any(messages_.size())]); }
  Letter get_eis() {
    return letter_of(
        es::message_of(Interface::Es4, es::Es3Request(es::GetEis{lab().new_call(), lab().cards()[0].eid})));
  }
  Letter letter_of(const es::Message& message) {
    const bool answers = message.kind == es::Kind::Response;
    const Role to =
        answers ? es::soap::caller_role(*message.function) : es::soap::provider_role(*message.function);
    const char* server = to == Role::SmDp ? "smdp" : "smsr";
    tools::EsOrder order{message};
    order.recipient = to == Role::SmDp ? tools::sm_dp_id : tools::sm_sr_id;
    order.url = lab().url(server, *message.function, message.kind);
    role_ = answers || es::soap::caller_role(*message.function) != Role::Eum ? "other-operator" : "eum";
    return lab().link(role_).letter_of(order).value();
  }
  /// The status of the answer; closed() when the connection ended.
  int post(const Letter& letter, const char* role = nullptr) {
    const auto response = lab().link(role != nullptr ? role : role_).post(letter);
    if (!response) return RawPeer::closed;
    body_ = response->body;
    // A server that fails without a word has met something that it did not foresee.
    return response->status == 500 && response->body.empty() ? internal_failure : response->status;
  }
  const std::string& body() const { return body_; }

  static constexpr int internal_failure = -500;
  static constexpr int believed = -200;

  static host::http::TlsIdentity identity_of(const std::filesystem::path& folder, const std::string& name) {
    using Root = host::pki::TlsTestRoot;
    return {folder / Root::certificate_file(name), folder / Root::key_file(name), folder / Root::root_file};
  }

 private:
  /// What goes to one of the two servers.
  static std::vector<es::Message> golden() {
    auto all = es::test::golden_messages(es::test::Fill::EachOnce);
    std::erase_if(all, [](const es::Message& message) {
      const bool answers = message.kind == es::Kind::Response;
      const Role to =
          answers ? es::soap::caller_role(*message.function) : es::soap::provider_role(*message.function);
      const bool ours = to == Role::SmSr || to == Role::SmDp;
      return !ours || es::soap::service_of(*message.function, message.kind).offered_by != to;
    });
    return all;
  }

  const Shift& shift_;
  const Arsenal& arsenal_;
  std::mt19937 chance_;
  std::vector<es::Message> messages_;
  const char* role_ = "other-operator";
  std::string body_{};
};

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// In place of what the body of the message holds.
std::string with_body(const std::string& envelope, std::string_view body) {
  const std::size_t begin = envelope.find('>', envelope.find(":Body")) + 1;
  const std::size_t end = envelope.rfind("</", envelope.rfind(":Body"));
  return envelope.substr(0, begin) + std::string(body) + envelope.substr(end);
}

// What is in XML.

int as_it_is(Attacker& me) {
  return me.post(me.letter());
}

int truncated(Attacker& me) {
  Letter letter = me.letter();
  letter.body.resize(1 + me.any(letter.body.size() - 1));
  return me.post(letter);
}

int mutated(Attacker& me) {
  Letter letter = me.letter();
  for (std::size_t i = 1 + me.any(8); i > 0; --i) {
    const std::size_t at = me.any(letter.body.size());
    switch (me.any(3)) {
      case 0: letter.body[at] = static_cast<char>(me.any(256)); break;
      case 1: letter.body.erase(at, 1 + me.any(20)); break;
      default: letter.body.insert(at, letter.body.substr(me.any(letter.body.size()), 1 + me.any(40)));
    }
  }
  return me.post(letter);
}

int deep(Attacker& me) {
  Letter letter = me.get_eis();
  letter.body = with_body(letter.body, repeated("<a>", too_deep) + repeated("</a>", too_deep));
  return me.post(letter);
}

int many_attributes(Attacker& me) {
  Letter letter = me.get_eis();
  std::string element = "<a";
  for (int i = 0; i < 50'000; ++i) element += " b" + std::to_string(i) + "=''";
  letter.body = with_body(letter.body, element + "/>");
  return me.post(letter);
}

int long_value(Attacker& me) {
  Letter letter = me.get_eis();
  const std::string eid = me.lab().cards()[0].eid;
  replace_all(letter.body, eid, std::string(long_text, '9'));
  return me.post(letter);
}

int other_namespace(Attacker& me) {
  Letter letter = me.get_eis();
  replace_all(letter.body, "namespaces.gsma.org/esim-messaging/3", "namespaces.gsma.org/esim-messaging/9");
  return me.post(letter);
}

int other_soap(Attacker& me) {
  Letter letter = me.get_eis();
  replace_all(letter.body, "http://www.w3.org/2003/05/soap-envelope",
              "http://schemas.xmlsoap.org/soap/envelope/");
  return me.post(letter);
}

int entity_bomb(Attacker& me) {
  Letter letter = me.get_eis();
  std::string bomb = "<!DOCTYPE b [<!ENTITY e0 \"boom\">";
  for (int i = 1; i < 30; ++i)
    bomb +=
        "<!ENTITY e" + std::to_string(i) + " \"" + repeated("&e" + std::to_string(i - 1) + ";", 10) + "\">";
  letter.body =
      bomb + "]>" +
      letter.body.substr(letter.body.find("?>") == letter.body.npos ? 0 : letter.body.find("?>") + 2);
  replace_all(letter.body, me.lab().cards()[0].eid, "&e29;");
  return me.post(letter);
}

int external_entity(Attacker& me) {
  Letter letter = me.get_eis();
  letter.body = "<!DOCTYPE b [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + letter.body;
  replace_all(letter.body, me.lab().cards()[0].eid, "&e;");
  return me.post(letter);
}

// Who speaks.

/// Whether a response says that the function was performed.
int unless_performed(Attacker& me, int status) {
  if (status != 200) return status;
  const auto envelope = es::soap::read_envelope(me.body());
  const es::Decoded* decoded = envelope ? envelope->message() : nullptr;
  const bool refused = decoded != nullptr && !es::status_of(decoded->message).ok();
  return refused ? status : Attacker::believed;
}

int wrong_role(Attacker& me) {
  es::RegisterEis registration{me.lab().new_call(), me.arsenal().unregistered};
  return unless_performed(me, me.post(me.letter_of(es::message_of(registration)), "m2m-sp"));
}

int other_name(Attacker& me) {
  Letter letter = me.get_eis();
  replace_all(letter.body, tools::other_operator_id, tools::operator_id);
  return unless_performed(me, me.post(letter));
}

/// The EIS of a new eUICC, in a way that is not what the EUM signed.
template <class Change>
int registered_with(Attacker& me, Change change) {
  Letter letter =
      me.letter_of(es::message_of(es::RegisterEis{me.lab().new_call(), me.arsenal().unregistered}));
  change(letter.body);
  return unless_performed(me, me.post(letter, "eum"));
}

struct Part {
  std::size_t begin, end;
};
/// The element of that name, with its tags.
Part part_of(const std::string& xml, std::string_view name) {
  const std::size_t named = xml.find(name);
  const std::size_t begin = xml.rfind('<', named);
  const std::size_t last = xml.rfind(name);
  return {begin, xml.find('>', last) + 1};
}

int signed_other_eid(Attacker& me) {
  return registered_with(me, [&](std::string& xml) {
    replace_all(xml, me.arsenal().unregistered.eid(), "89001012012341234012345678901224");
  });
}

/// [XMLDSIG] wrapping: what is signed stays somewhere, something else is where it is looked for.
int wrapped_before(Attacker& me) {
  return registered_with(me, [&](std::string& xml) {
    const Part part = part_of(xml, "EumSignedInfo");
    std::string forged = xml.substr(part.begin, part.end - part.begin);
    replace_all(forged, me.arsenal().unregistered.eid(), "89001012012341234012345678901224");
    xml.insert(part.begin, forged);
  });
}

int wrapped_after(Attacker& me) {
  return registered_with(me, [&](std::string& xml) {
    const Part part = part_of(xml, "EumSignedInfo");
    std::string forged = xml.substr(part.begin, part.end - part.begin);
    replace_all(forged, me.arsenal().unregistered.eid(), "89001012012341234012345678901224");
    xml.insert(part.end, forged);
  });
}

int wrapped_inside_signature(Attacker& me) {
  return registered_with(me, [&](std::string& xml) {
    const Part info = part_of(xml, "EumSignedInfo");
    const std::string genuine = xml.substr(info.begin, info.end - info.begin);
    std::string forged = genuine;
    replace_all(forged, me.arsenal().unregistered.eid(), "89001012012341234012345678901224");
    const std::size_t close = xml.find("</", xml.find("SignatureValue>", info.end));
    xml.insert(xml.find('>', close) + 1,
               "<Object xmlns=\"http://www.w3.org/2000/09/xmldsig#\">" + genuine + "</Object>");
    xml.replace(info.begin, info.end - info.begin, forged);
  });
}

int without_signature(Attacker& me) {
  return registered_with(me, [](std::string& xml) {
    const Part part = part_of(xml, "EumSignature");
    xml.erase(part.begin, part.end - part.begin);
  });
}

int mutated_registration(Attacker& me) {
  return registered_with(me, [&](std::string& xml) {
    const Part part = part_of(xml, "EumSignedInfo");
    const std::size_t at = part.begin + me.any(part.end - part.begin);
    xml[at] = xml[at] == '1' ? '2' : '1';
  });
}

// What is in HTTP.

std::string head(const std::string& lines, const std::string& path = "/esim-messaging/3/ES4/ES4SmSrService") {
  return "POST " + path +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/soap+xml; charset=utf-8\r\n" + lines +
         "\r\n";
}

int said(Attacker& me, const std::string& bytes, bool end = false) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  peer.send(bytes);
  if (end) peer.end_sending();
  return peer.status();
}

int other_content_type(Attacker& me) {
  Letter letter = me.get_eis();
  letter.content_type = "text/xml";
  return me.post(letter);
}

int other_path(Attacker& me) {
  Letter letter = me.get_eis();
  letter.url += std::string(1 + me.any(2000), 'x');
  return me.post(letter);
}

int other_method(Attacker& me) {
  return said(me, "GET /esim-messaging/3/ES4/ES4SmSrService HTTP/1.1\r\nHost: a\r\n\r\n");
}

int announced_too_long(Attacker& me) {
  return said(me, head("Content-Length: " + std::to_string(too_long) + "\r\n"));
}

int chunked_too_long(Attacker& me) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  peer.send(head("Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "100000\r\n" + std::string(0x100000, ' ') + "\r\n";
  for (std::size_t sent = 0; sent < too_long; sent += 0x100000)
    if (!peer.send(chunk)) break;
  return peer.status();
}

int broken_chunks(Attacker& me) {
  return said(me, head("Transfer-Encoding: chunked\r\n") + "5\r\n<a/>\r\nzz\r\n");
}

int two_lengths(Attacker& me) {
  return said(me,
              head("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
              true);
}

int long_header(Attacker& me) {
  return said(me, head("X-Long: " + std::string(64'000, 'h') + "\r\n"));
}

int garbage(Attacker& me) {
  std::string bytes(1 + me.any(5000), '\0');
  for (char& byte : bytes) byte = static_cast<char>(me.any(256));
  return said(me, bytes + "\r\n\r\n", true);
}

int body_ends_early(Attacker& me) {
  return said(me, head("Content-Length: 1000\r\n") + "<half", true);
}

int slow_sender(Attacker& me) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  const std::string bytes = head("Content-Length: 1000\r\n");
  for (unsigned i = 0; i < slow_bytes && !me.over(); ++i) {
    peer.send(bytes.substr(i, 1));
    std::this_thread::sleep_for(between_bytes);
  }
  return RawPeer::closed;
}

// What is in TLS.

int half_open_tls(Attacker& me) {
  // The beginning of a ClientHello, and nothing more.
  constexpr std::string_view hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
  std::vector<std::unique_ptr<RawPeer>> peers;
  for (unsigned i = 0; i < half_open; ++i) {
    peers.push_back(std::make_unique<RawPeer>(me.port()));
    if (peers.back()->connected()) peers.back()->send(hello.substr(0, me.any(hello.size() + 1)));
  }
  std::this_thread::sleep_for(1s);
  return RawPeer::closed;
}

int plain_http(Attacker& me) {
  RawPeer peer(me.port());
  if (!peer.connected()) return RawPeer::closed;
  peer.send(head("Content-Length: 0\r\n"));
  return peer.status();
}

int with_certificate(Attacker& me, const host::http::TlsIdentity* identity) {
  RawPeer peer(me.port());
  if (!peer.connected() || !peer.start_tls(identity)) return RawPeer::closed;
  peer.send(head("Content-Length: 0\r\n"));
  return peer.status();
}

int without_certificate(Attacker& me) {
  return with_certificate(me, nullptr);
}

int foreign_certificate(Attacker& me) {
  return with_certificate(me, &me.arsenal().stranger);
}

constexpr int closed = RawPeer::closed;
struct Attack {
  const char* name;
  int (*run)(Attacker& me);
  std::vector<int> allowed;  ///< statuses, beside 503; empty: any but a failure of the server
};
const Attack attacks[] = {
    {"as it is", as_it_is, {}},
    {"truncated XML", truncated, {400}},
    {"mutated", mutated, {}},
    {"deep XML", deep, {400}},
    {"50,000 attributes", many_attributes, {400}},
    {"value of 3 MB", long_value, {200, 400}},
    {"another namespace", other_namespace, {400}},
    {"SOAP 1.1", other_soap, {500}},
    {"entity bomb", entity_bomb, {400}},
    {"external entity", external_entity, {400}},
    {"wrong role", wrong_role, {200}},
    {"another's EntityId", other_name, {200}},
    {"another EID than signed", signed_other_eid, {200}},
    {"wrapped signature, before", wrapped_before, {200, 400}},
    {"wrapped signature, after", wrapped_after, {200, 400}},
    {"wrapped signature, inside", wrapped_inside_signature, {200, 400}},
    {"no signature", without_signature, {200}},
    {"mutated registration", mutated_registration, {200, 400}},
    {"another content type", other_content_type, {415}},
    {"another path", other_path, {404}},
    {"another method", other_method, {405}},
    {"announced too long", announced_too_long, {413, closed}},
    {"chunked too long", chunked_too_long, {413, closed}},
    {"broken chunks", broken_chunks, {400, closed}},
    {"two lengths", two_lengths, {400, closed}},
    {"header of 64 KB", long_header, {400, 431, closed}},
    {"garbage", garbage, {400, closed}},
    {"body ends early", body_ends_early, {400, closed}},
    {"slow sender", slow_sender, {closed}},
    {"half-open TLS", half_open_tls, {closed}},
    {"plain HTTP", plain_http, {closed}},
    {"no certificate", without_certificate, {closed}},
    {"foreign certificate", foreign_certificate, {closed}},
};

std::string words_of(int status) {
  switch (status) {
    case RawPeer::closed: return "closed";
    case RawPeer::silent: return "silent";
    case Attacker::internal_failure: return "internal failure";
    case Attacker::believed: return "believed";
    default: return std::to_string(status);
  }
}

bool is_allowed(const Attack& attack, int status) {
  constexpr int overloaded = 503;
  if (attack.allowed.empty()) return status > 0;
  return status == overloaded ||
         std::find(attack.allowed.begin(), attack.allowed.end(), status) != attack.allowed.end();
}

}  // namespace

void attack(const Shift& shift, const Arsenal& arsenal) {
  Attacker me(shift, arsenal);
  for (std::size_t turn = shift.number; !shift.over; ++turn) {
    const Attack& attack = attacks[turn % std::size(attacks)];
    const int status = attack.run(me);
    const std::string name = "attack: " + std::string(attack.name);
    if (is_allowed(attack, status))
      shift.tally.add(name, words_of(status));
    else if (!shift.over)
      shift.tally.add_wrong(name, words_of(status));
  }
}

}  // namespace sixline::tests::soak
