#pragma once
// The words by which customers leave and come back. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace sms {

enum class consent {
    unchanged,
    opted_out,  // STOP: nobody may write any more
    opted_in,   // START: they may again
    help,       // HELP: the provider answers it
};

struct keyword_options {
    bool standard = true;  // the words that Twilio obeys by itself count
    std::vector<std::string> opt_out;
    std::vector<std::string> opt_in;
};

class keywords {
public:
    explicit keywords(const keyword_options& options);

    // What a message of these words means; only a message of nothing else is a keyword.
    [[nodiscard]] consent in(std::string_view text) const;

private:
    std::vector<std::u32string> opt_out_;  // without regard to case
    std::vector<std::u32string> opt_in_;
};

// What Twilio says that it was: the OptOutType of a webhook.
consent read_opt_out_type(std::string_view type);

}  // namespace sms
