#pragma once
// The words by which a channel's customers say that they want no more messages, or do again. Pure.

#include <set>
#include <string>
#include <string_view>

#include "host/model/customer.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::gateway {

class consent_words {
public:
    consent_words() = default;
    // The instance's options opt_out_words and opt_in_words.
    explicit consent_words(const nlohmann::json& options);

    // What a message with this content says of its address; only one of nothing else says anything.
    // Words that are HTML alone have been put beside it as text.
    [[nodiscard]] model::reach in(std::string_view content) const;

private:
    // Without regard to case, width and the blanks around them.
    std::set<std::string, std::less<>> opt_out_;
    std::set<std::string, std::less<>> opt_in_;
};

}  // namespace selat::gateway
