#include "tests/emulators/meta/graph_error.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <atomic>

namespace emulators::meta {
namespace {

int status_of(const graph_error& error) {
    if (error.status != 0) {
        return error.status;
    }
    switch (error.code) {
    case 0:
    case 190: return 401;
    case 2:
    case 131016: return 503;
    case 10:
    case 200:
    case 131005:
    case 131031: return 403;
    case 131000:
    case 131045: return 500;
    case 132001: return 404;
    default: return 400;
    }
}

std::string trace_id() {
    static std::atomic<unsigned> count = 0;
    return "Atrace" + std::to_string(++count);
}

}  // namespace

void refuse(httplib::Response& response, const graph_error& error) {
    json body = {{"message", "(#" + std::to_string(error.code) + ") " + error.message},
                 {"type", "OAuthException"},
                 {"code", error.code},
                 {"fbtrace_id", trace_id()}};
    if (error.subcode != 0) {
        body["error_subcode"] = error.subcode;
    }
    if (!error.details.empty()) {
        body["error_data"] = {{"messaging_product", "whatsapp"}, {"details", error.details}};
    }
    answer(response, status_of(error), {{"error", std::move(body)}});
}

void show_use(httplib::Response& response, const std::string& business, int percent) {
    const json app = {{"call_count", percent}, {"total_time", percent}, {"total_cputime", percent}};
    response.set_header("x-app-usage", app.dump());
    json use = app;
    use["type"] = "messaging";
    use["estimated_time_to_regain_access"] = 0;
    response.set_header("x-business-use-case-usage",
                        json{{business, json::array({std::move(use)})}}.dump());
}

}  // namespace emulators::meta
