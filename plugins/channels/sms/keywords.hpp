#pragma once
// The words by which customers leave and come back, as Twilio and carriers know them. Pure.

#include <string_view>

namespace sms {

enum class consent {
    unchanged,
    opted_out,  // STOP: nobody may write any more
    opted_in,   // START: they may again
    help,       // HELP: the provider answers it
};

// What a message of these words means; only a message of nothing else is a keyword.
consent keyword_in(std::string_view text);

// What Twilio says that it was: the OptOutType of a webhook.
consent read_opt_out_type(std::string_view type);

}  // namespace sms
