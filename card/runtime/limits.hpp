// Every size the card is built with, in one place. A port chooses sizes here and in its platform; behaviour
// never depends on the port.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sixline::card::limits {

// Link
inline constexpr std::size_t max_command = 5 + 255 + 1;  ///< short APDU with Le
inline constexpr std::size_t max_response_data = 256;    ///< short answer without status word
inline constexpr std::size_t max_block = 3 + 254 + 1;  ///< T=1 block: prologue, INF, LRC  [ISO 7816-3 §11.3]
inline constexpr std::size_t max_channels = 20;        ///< logical channels 0 to 19  [TS 102 221 §8.7]

// Memory
inline constexpr std::size_t max_profiles = 15;         ///< ISD-P slots
inline constexpr std::size_t max_object = 1024;         ///< bytes of one stored object
inline constexpr std::size_t max_changes = 64;          ///< changes of one transaction
inline constexpr std::size_t store_reserve = 8192;      ///< flash kept free for replacing and erasing
inline constexpr std::size_t body_chunk = 128;          ///< file bodies are stored in pieces of this size
inline constexpr std::size_t reported_free_ram = 2048;  ///< working memory GET DATA FF21 tells of
inline constexpr std::size_t max_file_size = 0x8000;    ///< a 15-bit offset reaches no further
inline constexpr std::size_t max_record = 255;          ///< bytes of one record of an EF
inline constexpr std::size_t max_own_rule = 64;         ///< access rule that a file brings along
inline constexpr std::size_t max_tlv_objects = 112;     ///< data objects of one BER-TLV file

// Profile packages: what of one is in RAM at the same time
inline constexpr std::size_t max_profile_unit = 1024;      ///< one field that is handled as a whole
inline constexpr std::size_t profile_content_step = 256;   ///< file content on its way to the store
inline constexpr std::size_t max_pe_statuses = 8;          ///< problems reported of one installation
inline constexpr std::size_t max_profile_type = 100;       ///< the profile's name in its header
inline constexpr std::size_t changes_per_checkpoint = 32;  ///< objects changed between two commits

// Security domains
inline constexpr std::size_t max_chained_command = 512;  ///< data of a command in several APDUs
inline constexpr std::size_t max_domain_depth = 8;  ///< security domains above an application of a profile

// Cryptography
inline constexpr std::size_t aes_slots = 12;  ///< AES keys in use at the same time: two secure channels
                                              ///< of three, a secured packet, keys that are being loaded

// Over the air
inline constexpr std::size_t max_secured_packet = 2048;  ///< reassembled SCP80 command packet
inline constexpr std::size_t max_script_answer = 2048;   ///< answers of one remote script
inline constexpr std::size_t max_response_packet = max_script_answer + 48;  ///< the same, secured
inline constexpr std::size_t max_own_packet = 256;       ///< SCP80 packet of the card's own making
inline constexpr std::size_t max_messages = 3;           ///< short messages being reassembled side by side
inline constexpr std::size_t max_segments = 20;          ///< short messages that make one packet
inline constexpr std::size_t max_dgi = 1024;             ///< STORE DATA blocks gathered for one function
inline constexpr std::size_t max_scp03t_tlv = 1024 + 8;  ///< one SCP03t TLV, tag and length included
inline constexpr std::size_t max_tars = 8;               ///< TARs of one application

// Toolkit
inline constexpr std::size_t max_proactive = 256;    ///< one proactive command, D0 included
inline constexpr std::size_t proactive_queue = 6;    ///< commands waiting for FETCH
inline constexpr std::size_t proactive_bytes = 640;  ///< bodies of all of them together

}  // namespace sixline::card::limits
