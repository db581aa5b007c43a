#include "host/transport/pcsc.hpp"

#include <array>
#include <winscard.h>

#include "card/wire/apdu.hpp"

namespace sixline::host::transport {
namespace {

constexpr std::size_t max_answer = 65536 + 2;
constexpr std::string_view way_out = "; use --reader native for a card without a reader";

std::string meaning_of(LONG code) {
  return pcsc_stringify_error(code);
}

/// Establishes a context and releases it again.
struct Context {
  SCARDCONTEXT handle = 0;
  Context() = default;
  Context(Context&& other) noexcept : handle(std::exchange(other.handle, 0)) {}
  Context& operator=(Context&&) = delete;
  ~Context() {
    if (handle != 0) SCardReleaseContext(handle);
  }
};

Result<Context> establish() {
  Context context;
  LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context.handle);
  if (code == SCARD_S_SUCCESS) return context;
  return fail(ErrorCode::NotFound, "connect to the PC/SC service: " + meaning_of(code) +
                                       " Is pcscd running?" + std::string(way_out));
}

std::vector<std::string> split_names(const std::vector<char>& names) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < names.size() && names[at] != '\0';) {
    list.emplace_back(&names[at]);
    at += list.back().size() + 1;
  }
  return list;
}

Result<std::vector<PcscReader>> readers_of(SCARDCONTEXT context) {
  DWORD length = 0;
  LONG code = SCardListReaders(context, nullptr, nullptr, &length);
  std::vector<char> names(length);
  if (code == SCARD_S_SUCCESS) code = SCardListReaders(context, nullptr, names.data(), &length);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<PcscReader>{};
  if (code != SCARD_S_SUCCESS) return fail(ErrorCode::Transport, "list PC/SC readers: " + meaning_of(code));

  std::vector<PcscReader> readers;
  for (const std::string& name : split_names(names)) {
    SCARD_READERSTATE state{};
    state.szReader = name.c_str();
    state.dwCurrentState = SCARD_STATE_UNAWARE;
    PcscReader reader{name, false, {}};
    if (SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS) {
      reader.card_present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
      if (reader.card_present) reader.atr.assign(state.rgbAtr, state.rgbAtr + state.cbAtr);
    }
    readers.push_back(std::move(reader));
  }
  return readers;
}

Result<std::string> choose_reader(const std::vector<PcscReader>& readers, std::string_view wanted) {
  if (readers.empty())
    return fail(ErrorCode::NotFound, "find a PC/SC reader: none is connected" + std::string(way_out));
  for (const PcscReader& reader : readers) {
    if (wanted.empty() ? reader.card_present : reader.name.find(wanted) != std::string::npos)
      return reader.name;
  }
  std::string what = wanted.empty() ? "find a PC/SC reader with a card in it; connected:"
                                    : "find the PC/SC reader \"" + std::string(wanted) + "\"; connected:";
  for (const PcscReader& reader : readers) what += " \"" + reader.name + "\"";
  return fail(ErrorCode::NotFound, what + std::string(way_out));
}

/// [ISO 7816-3 §12.2] a T=0 command has one length byte: case 4 loses its Le and asks with GET RESPONSE.
Bytes to_t0(Bytes command) {
  auto parsed = wire::CommandApdu::parse(command);
  const bool both = parsed && !parsed->extended && parsed->iso_case() == wire::IsoCase::LcLe;
  return both ? command.first(command.size() - 1) : command;
}

}  // namespace

struct PcscChannel::Handles {
  explicit Handles(Context established) : context(std::move(established)) {}
  ~Handles() {
    if (connected) SCardDisconnect(card, SCARD_LEAVE_CARD);
  }
  Context context;
  SCARDHANDLE card = 0;
  DWORD protocol = 0;
  bool connected = false;
};

Result<std::vector<PcscReader>> list_pcsc_readers() {
  auto context = establish();
  if (!context) return wire::fail(context.error());
  return readers_of(context->handle);
}

PcscChannel::PcscChannel(std::string reader, std::unique_ptr<Handles> handles)
    : reader_(std::move(reader)), handles_(std::move(handles)) {}

PcscChannel::~PcscChannel() = default;

Result<std::unique_ptr<CardChannel>> PcscChannel::open(std::string_view reader) {
  auto context = establish();
  if (!context) return wire::fail(context.error());
  auto readers = readers_of(context->handle);
  if (!readers) return wire::fail(readers.error());
  auto name = choose_reader(*readers, reader);
  if (!name) return wire::fail(name.error());
  return std::unique_ptr<CardChannel>(
      new PcscChannel(std::move(*name), std::make_unique<Handles>(std::move(*context))));
}

Result<ByteString> PcscChannel::reset() {
  constexpr DWORD protocols = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
  Handles& handles = *handles_;
  LONG code = SCARD_S_SUCCESS;
  if (!handles.connected) {
    code = SCardConnect(handles.context.handle, reader_.c_str(), SCARD_SHARE_SHARED, protocols, &handles.card,
                        &handles.protocol);
    handles.connected = code == SCARD_S_SUCCESS;
  }
  // A connection alone may find the card in the middle of someone else's session.
  if (code == SCARD_S_SUCCESS)
    code = SCardReconnect(handles.card, SCARD_SHARE_SHARED, protocols, SCARD_RESET_CARD, &handles.protocol);
  if (code == SCARD_E_NO_SMARTCARD || code == SCARD_W_REMOVED_CARD || code == SCARD_W_UNPOWERED_CARD)
    return fail(ErrorCode::NotFound, "reset the card in \"" + reader_ + "\": " + meaning_of(code));
  if (code != SCARD_S_SUCCESS)
    return fail(ErrorCode::Transport, "reset the card in \"" + reader_ + "\": " + meaning_of(code));

  std::array<std::uint8_t, MAX_ATR_SIZE> atr{};
  DWORD atr_length = atr.size();
  DWORD state = 0;
  DWORD protocol = 0;
  DWORD name_length = 0;
  code = SCardStatus(handles.card, nullptr, &name_length, &state, &protocol, atr.data(), &atr_length);
  if (code != SCARD_S_SUCCESS)
    return fail(ErrorCode::Transport, "read the ATR in \"" + reader_ + "\": " + meaning_of(code));
  return ByteString(atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(atr_length));
}

Result<ByteString> PcscChannel::transmit(Bytes command) {
  if (!handles_->connected) return fail(ErrorCode::WrongState, "send to " + name() + ": never reset");
  if (command.size() < 4) return fail(ErrorCode::BadInput, "send to " + name() + ": shorter than a header");
  const bool t0 = handles_->protocol == SCARD_PROTOCOL_T0;
  const Bytes tpdu = t0 ? to_t0(command) : command;
  ByteString answer(max_answer);
  DWORD length = answer.size();
  LONG code = SCardTransmit(handles_->card, t0 ? SCARD_PCI_T0 : SCARD_PCI_T1, tpdu.data(), tpdu.size(),
                            nullptr, answer.data(), &length);
  if (code == SCARD_W_RESET_CARD)
    return fail(ErrorCode::Transport, "send to " + name() + ": another program reset the card");
  if (code != SCARD_S_SUCCESS)
    return fail(ErrorCode::Transport, "send to " + name() + ": " + meaning_of(code));
  if (length < 2) return fail(ErrorCode::Transport, "send to " + name() + ": no status word came back");
  answer.resize(length);
  return answer;
}

}  // namespace sixline::host::transport
