#include "tests/emulators/common/control_calls.hpp"

#include <algorithm>
#include <limits>

namespace emulators {

void complain(httplib::Response& response, std::string_view what) {
    answer(response, 400, {{"error", what}});
}

void serve_faults(fault_list& faults, const httplib::Request& request,
                  httplib::Response& response) {
    if (request.method == "DELETE") {
        faults.clear();
    } else if (request.method == "POST") {
        const auto body = read_object(request, response);
        if (body.is_discarded()) {
            return;
        }
        if (const auto wrong = faults.add(body); !wrong.empty()) {
            return complain(response, wrong);
        }
    }
    answer(response, 200, {{"items", faults.list()}});
}

std::int64_t bounded_parameter(const httplib::Request& request, const char* name,
                               std::int64_t otherwise, std::int64_t most) {
    return std::clamp<std::int64_t>(number_parameter(request, name, otherwise), 0, most);
}

list_bounds bounds_of(const httplib::Request& request) {
    constexpr auto any = std::numeric_limits<std::int64_t>::max();
    return {static_cast<std::uint64_t>(bounded_parameter(request, "after", 0, any)),
            static_cast<std::size_t>(bounded_parameter(request, "limit", 1'000, 100'000))};
}

std::chrono::milliseconds wait_of(const httplib::Request& request, const char* name,
                                  std::int64_t most_ms) {
    return std::chrono::milliseconds(bounded_parameter(request, name, 0, most_ms));
}

}  // namespace emulators
