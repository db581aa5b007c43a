#include "host/es/message.hpp"

#include "host/es/types.hpp"
#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es {

namespace {

std::string qname(std::string_view name) {
  return "rps:" + std::string(name);
}

void write_content(const Value& value, xml::Writer& out) {
  for (std::size_t i = 0; i < value.shape().size(); ++i) {
    const Field& field = value.shape()[i];
    for (const Value& child : value.children())
      if (child.field() == &field && field.place == Place::Attribute) out.attribute(field.name, child.text());
  }
  for (std::size_t i = 0; i < value.shape().size(); ++i) {
    const Field& field = value.shape()[i];
    if (field.place == Place::Attribute) continue;
    for (const Value& child : value.children()) {
      if (child.field() != &field) continue;
      const TypeRow& type = row_of(field.type);
      // A signature covers the bytes: what was received is sent on as it came.
      if (type.base == Base::Foreign || (type.keeps_bytes && !child.bytes_as_received().empty())) {
        out.raw(child.bytes_as_received());
        continue;
      }
      out.open(qname(field.name));
      if (type.base == Base::Fields) {
        write_content(child, out);
      } else {
        out.text(child.text());
      }
      out.close();
    }
  }
}

class Decoder {
 public:
  Decoder(const xml::Document& document, Decoded& decoded) : document_(document), decoded_(decoded) {}

  void read(const xml::Element& element, Value& out, const std::string& path) {
    for (const xml::Attribute& attribute : element.attributes) {
      if (!attribute.space.empty() && attribute.space != xml::ns::rps) continue;
      const Field* field = out.shape().match(attribute.name, Place::Attribute);
      if (field) read_text(attribute.value, out.add(*field), path + attribute.name);
    }
    for (const xml::Element& child : element.children) {
      const Field* field =
          child.space == xml::ns::rps ? out.shape().match(child.name, Place::Element) : nullptr;
      if (field) {
        read_field(child, *field, out, path);
      } else if (decoded_.ignored.size() < most_ignored) {
        decoded_.ignored.push_back(path + std::string(child.name));
      }
    }
    if (element.has_text()) refuse(Failure::ParameterInvalid, path + "text", " where only fields may be");
    check_counts(out, path);
  }

 private:
  static constexpr std::size_t most_ignored = 16;

  void refuse(Failure failure, const std::string& field, std::string_view problem) {
    if (!decoded_.refusal) decoded_.refusal = EsStatus::of(failure, field + std::string(problem));
  }

  void read_text(std::string_view text, Value& out, const std::string& path) {
    auto value = normalise(out.field()->type, text);
    if (!value) return refuse(Failure::ParameterInvalid, path, " is invalid");
    out.set_text(std::move(*value));
  }

  void read_field(const xml::Element& element, const Field& field, Value& parent, const std::string& path) {
    const std::string here = path + std::string(field.name);
    const TypeRow& type = row_of(field.type);
    // [SGP.02 Annex A] the annotation of KeyComponents has children, the schema attributes
    if (field.type == Type::KeyComponent && !element.children.empty()) {
      for (const xml::Element& component : element.children) read(component, parent.add(field), here + "/");
      return;
    }
    Value& value = parent.add(field);
    if (type.base == Base::Fields) {
      read(element, value, here + "/");
      if (type.keeps_bytes) value.set_text(document_.standalone(element));
    } else if (type.base == Base::Foreign) {
      if (!is_foreign(element)) refuse(Failure::ParameterInvalid, here, " is no XML signature");
      value.set_text(document_.standalone(element));
    } else {
      if (!element.children.empty()) refuse(Failure::ParameterInvalid, here, " has elements inside");
      read_text(element.text, value, here);
    }
  }

  static bool is_foreign(const xml::Element& element) {
    for (const xml::Element& child : element.children)
      if (child.space != xml::ns::ds) return false;
    return !element.children.empty() && !element.has_text();
  }

  void check_counts(const Value& value, const std::string& path) {
    std::size_t alternatives = 0, mixture = 0;
    const Field* alternative = nullptr;
    for (std::size_t i = 0; i < value.shape().size(); ++i) {
      const Field& field = value.shape()[i];
      std::size_t count = 0;
      for (const Value& child : value.children()) count += child.field() == &field;
      const std::string here = path + std::string(field.name);
      if (field.choice == Choice::OneOf) {
        alternatives += count;
        if (!alternative) alternative = &field;
      } else if (count < field.occurs.min) {
        refuse(Failure::ParameterMissing, here, " is missing");
      }
      if (field.choice == Choice::AnyMixture) mixture += count;
      if (field.occurs.max != unbounded && count > field.occurs.max)
        refuse(Failure::ParameterInvalid, here, " is there too often");
    }
    if (alternative && alternatives == 0)
      refuse(Failure::ParameterMissing, path + std::string(alternative->name), " is missing");
    if (alternatives > 1)
      refuse(Failure::ParameterInvalid, path + std::string(alternative->name), " has a rival");
    if (mixture > mixture_max)
      refuse(Failure::ParameterInvalid, path + "Key", " and Certificate are there too often");
  }

  const xml::Document& document_;
  Decoded& decoded_;
};

}  // namespace

void write(const Message& message, xml::Writer& out) {
  out.open(qname(element_name(*message.function, message.kind)));
  write_content(message.content, out);
  out.close();
}

std::string to_xml(const Message& message) {
  xml::Writer out;
  out.open(qname(element_name(*message.function, message.kind))).attribute("xmlns:rps", xml::ns::rps);
  write_content(message.content, out);
  return out.close().take();
}

std::optional<Decoded> decode(const xml::Document& document, const xml::Element& body) {
  if (body.space != xml::ns::rps) return std::nullopt;
  const auto name = find_message(body.name);
  if (!name) return std::nullopt;
  Decoded decoded{Message(*name->function, name->kind)};
  Decoder(document, decoded).read(body, decoded.message.content, "");
  return decoded;
}

std::optional<EsStatus> decode_alone(const xml::Document& document, Value& out) {
  Decoded decoded{Message(functions().front(), Kind::Request)};
  Decoder(document, decoded).read(document.root(), out, std::string(document.root().name) + "/");
  return decoded.refusal;
}

}  // namespace sixline::host::es
