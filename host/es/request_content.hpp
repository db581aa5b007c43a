// The requests and answers that procedures work with, as messages, both ways.
#pragma once

#include "host/es/message.hpp"
#include "host/es/requests.hpp"

namespace sixline::host::es {

/// A request on ES2, ES3 or ES4. DeleteISDP of ES3 is DeleteProfile on the others.
Message message_of(Interface interface, const Es3Request& request);
Message message_of(const DownloadProfile& request);
Message message_of(const RegisterEis& request);

/// The request in a message that was decoded without refusal; nothing for functions that have no type of
/// their own. `sender` is the OID that the connection was authenticated for. Errors: a subscription address
/// without a number, 1.6/2.3; POL2 that no eUICC could follow, 8.2.3/2.1.
wire::Result<std::optional<Es3Request>, EsStatus> request_of(const Message& message, std::string_view sender);
/// Errors: neither ICCID nor profile type, 1.6/2.3.
wire::Result<DownloadProfile, EsStatus> download_of(const Message& message, std::string_view sender);
/// Errors: those of read_eis().
wire::Result<RegisterEis, EsStatus> registration_of(const Message& message, std::string_view sender);

/// The response of a function; of an EIS it shows what the function may show.
Message message_of(const Function& function, const Answer& answer);
/// Errors: those of read_eis().
wire::Result<Answer, EsStatus> answer_of(const Message& response);

/// A notification on ES2, ES3 or ES4; `recipient` is its Mno-id on ES3.
Message message_of(Interface interface, const ProfileNotification& notification);
/// Nothing for notifications about something else than one profile.
std::optional<ProfileNotification> notification_of(const Message& message);

}  // namespace sixline::host::es
