#include "servers/smdp/translation.hpp"

#include "host/es/content.hpp"
#include "host/es/eis_content.hpp"

namespace sixline::servers::smdp {

namespace {

void copy_eis(const es::Value& from, es::Message& to, std::string_view mno_id) {
  const auto eis = es::read_eis(from);
  if (!eis) return;
  es::write_eis(to.content.add("Eis"), es::view_of_operator(*eis, mno_id), es::eis_marks(*to.function));
}

}  // namespace

void copy_common(const es::Message& from, es::Message& to, std::string_view mno_id) {
  const es::Shape& shape = to.content.shape();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const es::Field& field = shape[i];
    // [SGP.02 Annex A] the two may spell one name in two ways
    const es::Field* source = from.content.shape().match(field.name, es::Place::Element);
    if (source == nullptr) continue;
    for (const es::Value* value : from.content.all(source->name)) {
      if (field.type == es::Type::PartialEis)
        copy_eis(*value, to, mno_id);
      else
        to.content.add(field.name, *value);
    }
  }
}

es::Message onward(const es::Message& es2_request, const es::Function& es3, const std::string& mno_id) {
  es::Message request(es3, es::Kind::Request);
  copy_common(es2_request, request, mno_id);
  request.content.remove("FunctionCallIdentifier");
  request.content.remove("ValidityPeriod");
  if (request.content.shape().find("Mno-id") != nullptr) request.content.set("Mno-id", mno_id);
  return request;
}

es::Message back(const es::Message& es3_response, const es::Function& es2, const std::string& mno_id) {
  es::Message response(es2, es::Kind::Response);
  copy_common(es3_response, response, mno_id);
  return response;
}

const std::string& smsr_of(const es::Message& es2_request) {
  const es::Field* field = es2_request.content.shape().match("Smsr-id", es::Place::Element);
  static const std::string none;
  return field == nullptr ? none : es2_request.content.text(field->name);
}

}  // namespace sixline::servers::smdp
