// ES2 and ES3 say the same things in messages of their own: content from one to the other, by field.
#pragma once

#include "host/es/message.hpp"

namespace sixline::servers::smdp {

namespace es = host::es;

/// Fills what `to` has in common with `from`; the EIS only as far as `mno_id` may see it. An EIS that cannot
/// be read is left out.
void copy_common(const es::Message& from, es::Message& to, std::string_view mno_id);

/// A request to the SM-SR in the Operator's name; without call identifier and validity.
es::Message onward(const es::Message& es2_request, const es::Function& es3, const std::string& mno_id);
/// The SM-SR's response as the Operator's: status and all else unchanged (PROC-PATH-02, -05).
es::Message back(const es::Message& es3_response, const es::Function& es2, const std::string& mno_id);

/// The SM-SR that a request of ES2 names; its name has two spellings.
const std::string& smsr_of(const es::Message& es2_request);

}  // namespace sixline::servers::smdp
