#pragma once
// In which conversations a person has taken over: Google tells the customer of that, and of its
// end.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace google_business_messages {

class representatives {
public:
    explicit representatives(const selat::pairs& state);

    // The name of who has joined there.
    [[nodiscard]] std::optional<std::string> joined(std::string_view conversation) const;
    // Kept with the instance's state.
    void join(std::string_view conversation, std::string_view name, selat::actions out);
    void leave(std::string_view conversation, selat::actions out);

private:
    std::map<std::string, std::string, std::less<>> names_;
};

}  // namespace google_business_messages
