// The handlers behind the command table, one file per family.
#pragma once

#include "card/uicc/uicc.hpp"

namespace sixline::card::uicc {

// select.cpp, status.cpp
StatusWord select(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord status(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// read_update.cpp
StatusWord read_binary(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord update_binary(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// records.cpp, search_record.cpp, increase.cpp
StatusWord read_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord update_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord search_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord increase(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// data_objects.cpp
StatusWord retrieve_data(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord set_data(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// pin_commands.cpp
StatusWord verify_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord change_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord disable_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord enable_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord unblock_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// activation.cpp
StatusWord deactivate_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord activate_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// create_file.cpp, delete_file.cpp, resize_file.cpp, terminate.cpp
StatusWord create_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord delete_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord resize_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord terminate_df(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord terminate_ef(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord terminate_card_usage(Uicc& uicc, Session& session, const CommandApdu& command,
                                ResponseApdu& response);
// channels.cpp
StatusWord manage_channel(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// terminal.cpp
StatusWord get_challenge(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
StatusWord terminal_capability(Uicc& uicc, Session& session, const CommandApdu& command,
                               ResponseApdu& response);
// get_identity.cpp
StatusWord get_identity(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);
// authenticate.cpp
StatusWord authenticate(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response);

}  // namespace sixline::card::uicc
