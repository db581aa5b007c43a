#include "tools/sixline/network/sms_network.hpp"

#include "tools/sixline/subscriber.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {

using host::device::Registration;

namespace {

constexpr std::chrono::seconds tick_time{1};

}  // namespace

host::Result<std::unique_ptr<SmsNetwork>> SmsNetwork::start(const host::smpp::CentreSettings& settings,
                                                            unsigned threads, Observer observer) {
  std::unique_ptr<SmsNetwork> network(new SmsNetwork(threads, std::move(observer)));
  auto centre = host::smpp::Centre::start(
      settings, [own = network.get()](const std::string& number, host::ByteString deliver) {
        return own->take(number, std::move(deliver));
      });
  if (!centre) return tl::unexpected(centre.error());
  network->centre_ = std::move(*centre);
  network->ticker_ = std::jthread([own = network.get()] { own->tick(); });
  return network;
}

host::Result<void> SmsNetwork::add(const std::string& name, std::unique_ptr<CardConnection> card) {
  auto made = std::make_unique<Device>();
  Device& device = *made;
  device.name = name;
  device.card = std::move(card);
  device.terminal = std::make_unique<host::device::Terminal>(device.card->session());
  device.terminal->set_attach([this, &device] { return attach(device); });
  device.terminal->set_sms_sink(
      [this, &device](wire::Bytes tpdu) { static_cast<void>(centre_->deliver(device.number, tpdu)); });
  if (observer_)
    device.terminal->set_observer(
        [this, &device](const host::device::TerminalEvent& event) { observer_(device.name, event); });
  {
    const std::unique_lock lock(mutex_);
    devices_[name] = std::move(made);
  }
  const std::lock_guard use(device.use);
  return device.terminal->power_on();
}

/// The card shows its ICCID; the network knows whose number that is.
Registration SmsNetwork::attach(Device& device) {
  const auto iccid = read_iccid(device.card->session());
  const std::unique_lock lock(mutex_);
  std::erase_if(numbers_, [&](const auto& entry) { return entry.second == &device; });
  device.number.clear();
  if (!iccid || iccid->empty()) return Registration::None;
  device.number = lab_number(*iccid);
  numbers_[device.number] = &device;
  return Registration::Registered;
}

host::smpp::Submission SmsNetwork::take(const std::string& number, host::ByteString deliver) {
  const std::shared_lock lock(mutex_);
  const auto found = numbers_.find(number);
  if (found == numbers_.end()) return {host::smpp::Status::BadDestination, {}};
  const std::string id = std::to_string(++last_id_);
  Device& device = *found->second;
  {
    const std::lock_guard own(device.mutex);
    if (device.reach == Reach::Absent) return {host::smpp::Status::BadDestination, {}};
    if (device.reach == Reach::Silent) return {host::smpp::Status::Ok, id};
    device.inbox.push_back({id, std::move(deliver)});
  }
  schedule(device);
  return {host::smpp::Status::Ok, id};
}

/// One worker at a time for a device, however much waits for it: a slow one keeps no other from its turn.
void SmsNetwork::schedule(Device& device) {
  {
    const std::lock_guard own(device.mutex);
    if (device.scheduled) return;
    device.scheduled = true;
  }
  workers_.add([this, &device] { serve(device); });
}

void SmsNetwork::serve(Device& device) {
  for (;;) {
    std::chrono::milliseconds passed{};
    std::optional<Message> message;
    {
      const std::lock_guard own(device.mutex);
      device.scheduled = !device.inbox.empty() || device.passed > passed;
      if (!device.scheduled) return;
      std::swap(passed, device.passed);
      if (!device.inbox.empty()) {
        message = std::move(device.inbox.front());
        device.inbox.pop_front();
      }
    }
    const std::lock_guard use(device.use);
    if (passed.count() > 0) static_cast<void>(device.terminal->advance(passed));
    if (message && !device.terminal->deliver_sms(message->deliver)) centre_->failed(message->id);
  }
}

void SmsNetwork::pass(std::chrono::milliseconds time) {
  const std::shared_lock lock(mutex_);
  for (const auto& [name, device] : devices_) {
    {
      const std::lock_guard own(device->mutex);
      device->passed += time;
    }
    schedule(*device);
  }
}

host::Result<void> SmsNetwork::with_card(
    const std::string& name, const std::function<host::Result<void>(host::session::CardSession&)>& use) {
  Device* device = nullptr;
  {
    const std::shared_lock lock(mutex_);
    const auto found = devices_.find(name);
    if (found == devices_.end()) return host::fail(host::ErrorCode::NotFound, "no device " + name);
    device = found->second.get();
  }
  const std::lock_guard lock(device->use);
  return use(device->card->session());
}

host::Result<void> SmsNetwork::set_reach(const std::string& name, Reach reach) {
  const std::shared_lock lock(mutex_);
  const auto found = devices_.find(name);
  if (found == devices_.end()) return host::fail(host::ErrorCode::NotFound, "no device " + name);
  const std::lock_guard own(found->second->mutex);
  found->second->reach = reach;
  return {};
}

/// Time passes for the devices as it does for us.
void SmsNetwork::tick() {
  for (;;) {
    {
      std::unique_lock lock(clock_mutex_);
      if (clock_.wait_for(lock, tick_time, [this] { return stopping_; })) return;
    }
    pass(tick_time);
  }
}

void SmsNetwork::stop() {
  {
    const std::lock_guard lock(clock_mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  clock_.notify_all();
  if (ticker_.joinable()) ticker_.join();
  if (centre_) centre_->stop();
  workers_.stop();
}

}  // namespace sixline::tools
