#include "host/es/signature/xml_security.hpp"

#include <libxml/parser.h>
#include <openssl/err.h>
#include <xmlsec/app.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/nodeset.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmlsec.h>

#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::signature {

namespace {

template <auto Destroy>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Destroy(pointer);
  }
};
using Doc = std::unique_ptr<xmlDoc, Deleter<xmlFreeDoc>>;
using Context = std::unique_ptr<xmlSecTransformCtx, Deleter<xmlSecTransformCtxDestroy>>;
using Nodes = std::unique_ptr<xmlSecNodeSet, Deleter<xmlSecNodeSetDestroy>>;
using Key = std::unique_ptr<xmlSecKey, Deleter<xmlSecKeyDestroy>>;

/// Both libraries, once in a process, with nothing that reads files or the network.
bool ready() {
  static const bool done = [] {
    xmlInitParser();
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    if (xmlSecInit() != 0 || xmlSecCryptoAppInit(nullptr) != 0 || xmlSecCryptoInit() != 0) return false;
    xmlSecIOCleanupCallbacks();  // it comes with readers of files and URLs
    return true;
  }();
  return done;
}

/// libxml2 would print what it finds wrong, and OpenSSL leaves errors behind that the next TLS read of this
/// thread would take for its own.
class Silence {
 public:
  Silence() : handler_(xmlStructuredError), context_(xmlStructuredErrorContext) {
    xmlSetStructuredErrorFunc(nullptr, [](void*, auto*) {});
  }
  ~Silence() {
    xmlSetStructuredErrorFunc(context_, handler_);
    ERR_clear_error();
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  xmlStructuredErrorFunc handler_;
  void* context_;
};

const xmlChar* chars(std::string_view text) {
  return reinterpret_cast<const xmlChar*>(text.data());
}

bool is(const xmlNode* node, std::string_view space, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && node->ns != nullptr &&
         std::string_view(reinterpret_cast<const char*>(node->name)) == name &&
         std::string_view(reinterpret_cast<const char*>(node->ns->href)) == space;
}

/// The chain: canonical form, and what is made of it.
struct Chain {
  Context context{xmlSecTransformCtxCreate()};
  xmlSecTransformPtr last = nullptr;

  explicit Chain(xmlSecTransformId then = xmlSecTransformIdUnknown) {
    if (!context) return;
    last = xmlSecTransformCtxCreateAndAppend(context.get(), xmlSecTransformExclC14NId);
    if (last != nullptr && then != xmlSecTransformIdUnknown)
      last = xmlSecTransformCtxCreateAndAppend(context.get(), then);
  }

  bool run(xmlDoc* doc, xmlNode* node) const {
    if (last == nullptr) return false;
    const Silence silence;
    // 0: without comments
    const Nodes nodes(xmlSecNodeSetGetChildren(doc, node, 0, 0));
    return nodes && xmlSecTransformCtxXmlExecute(context.get(), nodes.get()) == 0;
  }

  std::string output() const {
    const xmlSecBufferPtr buffer = context->result;
    if (buffer == nullptr) return {};
    return {reinterpret_cast<const char*>(xmlSecBufferGetData(buffer)), xmlSecBufferGetSize(buffer)};
  }

  bool run_and_compare(xmlDoc* doc, xmlNode* node, Bytes expected) const {
    if (last == nullptr) return false;
    const Silence silence;
    last->operation = xmlSecTransformOperationVerify;
    if (!run(doc, node)) return false;
    return xmlSecTransformVerify(last, expected.data(), static_cast<xmlSecSize>(expected.size()),
                                 context.get()) == 0 &&
           last->status == xmlSecTransformStatusOk;
  }
};

}  // namespace

struct SecuredDocument::Tree {
  Doc doc;

  xmlNode* child(std::string_view name) const {
    xmlNode* found = nullptr;
    for (xmlNode* node = xmlDocGetRootElement(doc.get())->children; node != nullptr; node = node->next) {
      if (!is(node, xml::ns::ds, name)) continue;
      if (found != nullptr) return nullptr;
      found = node;
    }
    return found;
  }
};

SecuredDocument::SecuredDocument(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
SecuredDocument::SecuredDocument(SecuredDocument&&) noexcept = default;
SecuredDocument& SecuredDocument::operator=(SecuredDocument&&) noexcept = default;
SecuredDocument::~SecuredDocument() = default;

Result<SecuredDocument> SecuredDocument::parse(std::string_view text) {
  if (!ready()) return fail(ErrorCode::Internal, "libxmlsec1 does not start");
  const Silence silence;
  Doc doc(xmlReadMemory(text.data(), static_cast<int>(text.size()), "eis.xml", nullptr,
                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (!doc || doc->intSubset != nullptr || xmlDocGetRootElement(doc.get()) == nullptr)
    return fail(ErrorCode::BadFormat, "not an XML document");
  return SecuredDocument(std::make_unique<Tree>(Tree{std::move(doc)}));
}

Result<std::string> SecuredDocument::canonical() const {
  const Chain chain;
  if (!chain.run(tree_->doc.get(), nullptr)) return fail(ErrorCode::Internal, "no canonical form");
  return chain.output();
}

Result<std::string> SecuredDocument::canonical_child(std::string_view name) const {
  xmlNode* child = tree_->child(name);
  if (child == nullptr) return fail(ErrorCode::NotFound, "not exactly one " + std::string(name));
  const Chain chain;
  if (!chain.run(tree_->doc.get(), child)) return fail(ErrorCode::Internal, "no canonical form");
  return chain.output();
}

bool SecuredDocument::has_digest(Bytes digest) const {
  return Chain(xmlSecTransformSha256Id).run_and_compare(tree_->doc.get(), nullptr, digest);
}

bool SecuredDocument::child_is_signed(std::string_view name, Bytes signature,
                                      const pki::X509Certificate& signer) const {
  xmlNode* child = tree_->child(name);
  if (child == nullptr) return false;
  const Silence silence;
  const std::string pem = signer.pem();
  const Key key(xmlSecCryptoAppKeyLoadMemory(chars(pem), static_cast<xmlSecSize>(pem.size()),
                                             xmlSecKeyDataFormatCertPem, nullptr, nullptr, nullptr));
  const Chain chain(xmlSecTransformEcdsaSha256Id);
  if (!key || chain.last == nullptr) return false;
  chain.last->operation = xmlSecTransformOperationVerify;
  if (xmlSecTransformSetKey(chain.last, key.get()) != 0) return false;
  return chain.run_and_compare(tree_->doc.get(), child, signature);
}

}  // namespace sixline::host::es::signature
