#include <gtest/gtest.h>

#include "host/http/http.hpp"

namespace sixline::host::http {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_url("https://sr.example:8443/esim-messaging/3/ES3/ES3SmSrService?x=1");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->secure);
  EXPECT_EQ(url->host, "sr.example");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->target, "/esim-messaging/3/ES3/ES3SmSrService?x=1");
  EXPECT_EQ(parse_url("https://a")->port, "443");
  EXPECT_EQ(parse_url("https://a")->target, "/");
  EXPECT_EQ(parse_url("http://a")->port, "80");
  EXPECT_FALSE(parse_url("http://a")->secure);
  EXPECT_EQ(parse_url("https://a?x")->target, "/?x");
  EXPECT_EQ(parse_url("https://[::1]:9/x")->host, "::1");
  EXPECT_EQ(parse_url("https://[::1]:9/x")->port, "9");
  EXPECT_EQ(parse_url("https://[::1]")->port, "443");
}

TEST(Url, ThatIsNoneIsRefused) {
  for (const char* text :
       {"", "a", "ftp://a/", "https://", "https:///x", "https://:1/", "https://a:/", "https://a:x/",
        "https://a:65536/", "https://a:123456/", "https://u@a/", "https://a/b c", "https://a/b\r\nX: y",
        "https://[::1/", "https://[::1]x/", "https://a/#part"})
    EXPECT_FALSE(parse_url(text)) << text;
}

}  // namespace
}  // namespace sixline::host::http
