// Every reentrant script on a whole card whose power is cut during every flash operation it causes: after
// the next reset the card is where it was before the command, or after it.
#include <filesystem>
#include <gtest/gtest.h>
#include <ostream>

#include "host/session/script.hpp"
#include "tests/powerloss/script_flash.hpp"
#include "tests/powerloss/script_recovery.hpp"
#include "tests/support/source_tree.hpp"
#include "tools/sixline/script_card.hpp"

namespace sixline::tests::powerloss {
namespace {

namespace session = host::session;
using session::Outcome;
using session::ScriptCard;
using support::Cut;
using support::FlashSimulator;

const std::filesystem::path folder = support::source_tree() / "tests" / "scripts";

std::string describe(const Cut& cut) {
  return "operation " + std::to_string(cut.operation) + ", progress " + std::to_string(cut.progress) +
         (cut.within ? ", within a unit" : "");
}

/// Runs a script on a card of its own and judges each command as soon as it has been answered.
class CutScript : public ScriptCard {
 public:
  session::ScriptResult run(const session::Script& script) {
    auto card = tools::make_script_card(flash_);
    EXPECT_TRUE(card) << (card ? "" : card.error().describe());
    if (!card) return {Outcome::Failed, "no card", 0};
    card_ = std::move(*card);
    card_->session().set_trace(
        session::Trace([this](std::string_view line) { judge(line); }, {.decode = false, .show_pins = true}));
    begin();
    return session::run_script(script, *this);
  }
  /// Operations that were cut.
  std::size_t operations() const { return flash_.watched(); }

  session::CardSession& session() override { return card_->session(); }
  bool offers(std::string_view feature) const override { return card_->offers(feature); }
  /// Fixtures are made in a factory, where the power does not go.
  host::Result<void> load(std::string_view fixture, session::Variables& variables) override {
    flash_.watch({});
    auto loaded = card_->load(fixture, variables);
    begin();
    return loaded;
  }
  host::Result<host::ByteString> reset() override { return card_->reset(); }
  host::Result<void> secure(const session::SecurePath& path) override { return card_->secure(path); }
  host::Result<session::SecuredAnswer> transmit_secured(host::Bytes command) override {
    return card_->transmit_secured(command);
  }
  host::Result<host::ByteString> sign(std::string_view signer, host::Bytes message) override {
    return card_->sign(signer, message);
  }
  host::Result<void> agree_keys(const host::ByteString& aid, host::Bytes control_reference,
                                host::Bytes answer) override {
    return card_->agree_keys(aid, control_reference, answer);
  }
  host::Result<host::ByteString> take_notification() override { return card_->take_notification(); }
  host::Result<void> wait(unsigned seconds) override { return card_->wait(seconds); }

 private:
  struct Found {
    Objects content;
    Cut first;  ///< the first cut that left this
  };

  /// What the card would be after a reset here.
  Objects now() {
    FlashSimulator copy = flash_.cells();
    copy.revive();
    return recovery_.of(copy);
  }

  void begin() {
    before_ = now();
    flash_.watch([this](FlashSimulator& torn, const Cut& cut) { note(recovery_.of(torn), cut); });
  }

  void note(const Objects& content, const Cut& cut) {
    for (const Found& known : found_)
      if (known.content == content) return;
    found_.push_back({content, cut});
  }

  void judge(std::string_view exchange) {
    if (found_.empty()) return;
    Objects after = now();
    for (const Found& found : found_) {
      EXPECT_TRUE(is_before_or_after(before_, found.content, after))
          << exchange << "\ncut at " << describe(found.first) << "\nfrom before to what was found:\n"
          << differences(before_, found.content) << "from what was found to after:\n"
          << differences(found.content, after);
    }
    found_.clear();
    before_ = std::move(after);
  }

  WatchedFlash flash_;
  Recovery recovery_;
  std::unique_ptr<ScriptCard> card_;
  Objects before_;
  std::vector<Found> found_;
};

struct Case {
  std::string name;
  session::Script script;
};

void PrintTo(const Case& test, std::ostream* out) {
  *out << test.name;
}

std::vector<Case> scripts(bool reentrant) {
  std::vector<Case> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".apdu") continue;
    auto script = session::read_script(entry.path());
    if (!script || script->reentrant != reentrant) continue;  // what cannot be read fails its own test
    found.push_back({entry.path().parent_path().filename().string() + "_" + entry.path().stem().string(),
                     std::move(*script)});
  }
  std::sort(found.begin(), found.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return found;
}

class ReentrantScript : public testing::TestWithParam<Case> {};
class OtherScript : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Every, ReentrantScript, testing::ValuesIn(scripts(true)),
                         [](const auto& of) { return of.param.name; });
INSTANTIATE_TEST_SUITE_P(Every, OtherScript, testing::ValuesIn(scripts(false)),
                         [](const auto& of) { return of.param.name; });

TEST_P(ReentrantScript, EveryCutLeavesBeforeOrAfter) {
  CutScript cut;
  const session::ScriptResult result = cut.run(GetParam().script);
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_GT(cut.operations(), 0U) << "nothing is written: there is nothing to cut";
}

TEST_P(OtherScript, WritesNothingOrIsMarkedReentrant) {
  CutScript cut;
  const session::ScriptResult result = cut.run(GetParam().script);
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(cut.operations(), 0U) << "mark it: reentrant";
}

}  // namespace
}  // namespace sixline::tests::powerloss
