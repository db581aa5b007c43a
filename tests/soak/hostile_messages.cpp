// Attacks in what a message says, and in whose name.
#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "tests/soak/attacker.hpp"

namespace sixline::tests::soak {
namespace {

constexpr std::size_t too_deep = 100'000;
constexpr std::size_t long_text = 3'000'000;

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
};

}  // namespace

std::span<const Attack> hostile_messages() {
  return attacks;
}

}  // namespace sixline::tests::soak
