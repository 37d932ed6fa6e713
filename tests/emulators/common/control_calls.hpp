#pragma once
// What the controls of all providers have: a table of calls, faults, bounds of what is asked for.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/json_answer.hpp"

#include <cstdint>
#include <string_view>

#include <httplib.h>

namespace emulators {

template <class Control>
struct control_call {
    std::string_view method;
    std::string_view path;
    void (Control::*handle)(const httplib::Request&, httplib::Response&);
};

// Hands the request to its call in the table; 404 when there is none.
template <class Control, std::size_t Size>
void serve_call(Control& control, const control_call<Control> (&table)[Size], std::string_view path,
                const httplib::Request& request, httplib::Response& response) {
    for (const auto& each : table) {
        if (each.method == request.method && each.path == path) {
            return (control.*each.handle)(request, response);
        }
    }
    answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
}

// 400.
void complain(httplib::Response& response, std::string_view what);

// POST adds one, DELETE clears them, and all, as GET, show what there is.
void serve_faults(fault_list& faults, const httplib::Request& request, httplib::Response& response);

// A query parameter of 0 to `most`.
std::int64_t bounded_parameter(const httplib::Request& request, const char* name,
                               std::int64_t otherwise, std::int64_t most);
// What every list takes: "after", "limit" (1 000), and how long to wait under the name given.
struct list_bounds {
    std::uint64_t after = 0;
    std::size_t limit = 0;
};
list_bounds bounds_of(const httplib::Request& request);
std::chrono::milliseconds wait_of(const httplib::Request& request, const char* name,
                                  std::int64_t most_ms);

}  // namespace emulators
