// The gate before the XML parser, names resolved, bytes kept.
#include <gtest/gtest.h>

#include "host/es/xml/document.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::xml {
namespace {

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "<a>";
  for (std::size_t i = 0; i < depth; ++i) text += "</a>";
  return text;
}

TEST(Gate, LetsThroughWhatIsWellFormed) {
  for (const char* text : {
           "<a/>",
           "\xEF\xBB\xBF<?xml version=\"1.0\" encoding='utf-8'?>\r\n<!-- c --><a b = 'c>\"' />\n<!-- c -->",
           "<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x41;&#x10FFFF;</a>",
           "<a><![CDATA[<&]]>x]]&gt;</a>",
           "<a> <!-- between elements --> <b/> </a>",
           "<\xC3\xA9>\xF0\x9F\x98\x80</\xC3\xA9>",
           "<a:b.c-d_1 xmlns:a='u'/>",
       })
    EXPECT_TRUE(Document::parse(text)) << text << ": " << Document::parse(text).error().what;
}

TEST(Gate, RefusesWhatTheParserWouldTake) {
  const std::vector<std::string> hostile{
      "",
      " ",
      "x",
      "<a/><b/>",
      "<a/>x",
      "x<a/>",
      "<a>",
      "<a></b>",
      "</a>",
      "<a b=c/>",
      "<a b/>",
      "<a b='c/>",
      "<a b='1'c='2'/>",
      "<a b='<'/>",
      "<a b='&x;'/>",
      "<a>&nbsp;</a>",
      "<a>&</a>",
      "<a>&#0;</a>",
      "<a>&#xD800;</a>",
      "<a>&#x110000;</a>",
      "<a>&#99999999999;</a>",
      "<a>&#;</a>",
      "<a>]]></a>",
      "<!DOCTYPE a><a/>",
      "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
      "<a><!DOCTYPE b></a>",
      "<a><!ENTITY b 'c'></a>",
      "<?xml-stylesheet href='x'?><a/>",
      "<a><?php x?></a>",
      "<a/><?x?>",
      "<a>x<!-- -->y</a>",
      "<a><!-- -->y</a>",
      "<a>x<!-- --></a>",
      "<a><!-- -- --></a>",
      "<a><!--></a>",
      "<a><!-- </a>",
      "<a><![CDATA[x</a>",
      "<a><![CDATA[x]]><!-- --></a>",
      "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
      "<?xml version='1.0' encoding='UTF-16'?><a/>",
      " <?xml version='1.0'?><a/>",
      "<1a/>",
      "<a 1b='c'/>",
      "< a/>",
      "<a\x01/>",
      "<a>\x01</a>",
      std::string("<a>\0</a>", 8),
      std::string("<a/>\0<b/>", 9),
      "<a>\x80</a>",
      "<a>\xC0\x80</a>",
      "<a>\xC3</a>",
      "<a>\xED\xA0\x80</a>",
      "<a>\xEF\xBF\xBF</a>",
      "<a>\xF4\x90\x80\x80</a>",
      "<a>\xE2\x82",
  };
  for (const std::string& text : hostile) EXPECT_FALSE(Document::parse(text)) << text;
}

TEST(Gate, RefusesBadNamespaces) {
  for (const char* text : {
           "<a:b/>",
           "<b a:c='1'/>",
           "<a:b:c xmlns:a='u'/>",
           "<:b/>",
           "<b:/>",
           "<b c='1' c='2'/>",
           "<b xmlns:x='u' xmlns:y='u' x:c='1' y:c='2'/>",
           "<b xmlns='u' xmlns='v'/>",
           "<b xmlns:x=''/>",
           "<b xmlns:xml='u'/>",
           "<b xmlns:xmlns='u'/>",
           "<b xmlns:x='http://www.w3.org/2000/xmlns/'/>",
           "<b xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
           "<b><c xmlns:x='u'/><x:d/></b>",
       })
    EXPECT_FALSE(Document::parse(text)) << text;
}

TEST(Gate, HasLimits) {
  Limits limits;
  limits.depth = 3;
  EXPECT_TRUE(Document::parse(nested(3), limits));
  EXPECT_FALSE(Document::parse(nested(4), limits));
  EXPECT_FALSE(Document::parse(nested(1000000)));
  limits.elements = 3;
  EXPECT_TRUE(Document::parse("<a><b/><b/></a>", limits));
  EXPECT_FALSE(Document::parse("<a><b/><b/><b/></a>", limits));
  limits.attributes = 1;
  EXPECT_FALSE(Document::parse("<a b='1' c='2'/>", limits));
  limits.name = 2;
  EXPECT_FALSE(Document::parse("<abc/>", limits));
  limits.bytes = 4;
  EXPECT_TRUE(Document::parse("<a/>", limits));
  EXPECT_FALSE(Document::parse("<a />", limits));
}

TEST(Gate, TakesManyPiecesWithoutLookingAheadForReferences) {
  std::string text = "<a>";
  constexpr int pieces = 60000;
  for (int i = 0; i < pieces; ++i) text += "<b c='value'>" + std::string(200, 'x') + "</b>";
  text += "</a>";
  const auto document = Document::parse(text);
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->root().children.size(), static_cast<std::size_t>(pieces));
}

TEST(Gate, SaysWhereElementsStand) {
  const std::string text = "<!-- <x/> --><a><b c='/>'/> <b>x</b></a>";
  const auto spans = admit(text);
  ASSERT_TRUE(spans);
  std::vector<std::string> cut;
  for (const Span& span : *spans) cut.push_back(text.substr(span.begin, span.end - span.begin));
  EXPECT_EQ(cut, (std::vector<std::string>{"<a><b c='/>'/> <b>x</b></a>", "<b c='/>'/>", "<b>x</b>"}));
}

TEST(Document, ResolvesNamespacesAndJoinsText) {
  const auto document = Document::parse(
      "<p:a xmlns:p='u' xmlns='v' p:x='1' y='2'>s<![CDATA[<t>]]>&amp;<b xmlns=''><p:c/></b></p:a>");
  ASSERT_TRUE(document) << document.error().what;
  const Element& root = document->root();
  EXPECT_TRUE(root.is("u", "a"));
  EXPECT_EQ(root.text, "s<t>&");
  EXPECT_EQ(root.attribute("u", "x"), "1");
  EXPECT_EQ(root.attribute("u", "y"), "2");
  EXPECT_EQ(root.attribute("w", "x"), "");
  ASSERT_NE(root.child("", "b"), nullptr);
  EXPECT_NE(root.child("", "b")->child("u", "c"), nullptr);
  EXPECT_EQ(root.child("v", "b"), nullptr);
}

TEST(Document, KeepsBlanksThatAreTheWholeText) {
  const auto document = Document::parse("<a><b> </b><b><![CDATA[ ]]></b></a>");
  ASSERT_TRUE(document);
  for (const Element& element : document->root().children) EXPECT_EQ(element.text, " ");
}

TEST(Document, KeepsTheBytesOfAnElement) {
  const auto document = Document::parse(
      "<s:e xmlns:s='soap' xmlns:r='rps' xmlns='d' xmlns:q='a&amp;b'>"
      "<r:i  z = '&#65;'><r:j\n q:k=\"1\"/><r:l xmlns:r='other'/></r:i></s:e>");
  ASSERT_TRUE(document) << document.error().what;
  const Element& inner = document->root().children.front();
  const std::string alone = document->standalone(inner);
  EXPECT_EQ(
      alone,
      "<r:i xmlns:r=\"rps\" xmlns:q=\"a&amp;b\"  z = '&#65;'><r:j\n q:k=\"1\"/><r:l xmlns:r='other'/></r:i>");
  const auto again = Document::parse("<o xmlns:r='elsewhere' xmlns:s='soap'>" + alone + "</o>");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->standalone(again->root().children.front()), alone) << "a second hop changes nothing";
}

TEST(Document, KeepsPrefixesThatOnlyTheCanonicalFormNames) {
  const auto document =
      Document::parse("<e xmlns:r='rps' xmlns:k='kept'><r:i><t PrefixList='k #default'/></r:i></e>");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->standalone(document->root().children.front()),
            "<r:i xmlns:r=\"rps\" xmlns:k=\"kept\"><t PrefixList='k #default'/></r:i>");
}

TEST(Writer, EscapesAndCloses) {
  Writer out;
  out.open("a").attribute("b", "<\"&>\n").text("x<y\r").leaf("c", "").close();
  EXPECT_EQ(out.take(), "<a b=\"&lt;&quot;&amp;&gt;&#10;\">x&lt;y&#13;<c></c></a>");
  EXPECT_EQ(escaped(std::string("a\0b", 3)), "a?b");
  EXPECT_EQ(escaped("\xFF"), "?");
  EXPECT_EQ(escaped("\xC3\xA9"), "\xC3\xA9");
}

}  // namespace
}  // namespace sixline::host::es::xml
