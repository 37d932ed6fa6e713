#pragma once
// What Telnyx finds wrong with a message, and its errors. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators::telnyx {

struct api_error {
    int status;
    std::string_view code;
    std::string_view title;
    std::string_view detail;
};

// {"errors": […]}
nlohmann::json as_json(const api_error& error);
// By its code, such as "40300"; one that is not known is a bad request with that code.
api_error error_of(std::string_view code);

// Nothing: it is fine, as far as one sees without its receiver.
std::optional<api_error> check_message(const nlohmann::json& message,
                                       const std::vector<std::string>& numbers);
// In how many parts it goes, and how they are written.
struct written {
    std::string_view encoding;
    std::size_t parts;
};
written parts_of(std::string_view text);

}  // namespace emulators::telnyx
