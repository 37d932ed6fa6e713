#include "tests/emulators/sms/sms.hpp"

#include "sms/phone_page.hpp"

namespace emulators::sms {

bool sms_provider::serve(std::string_view path, const httplib::Request& request,
                         httplib::Response& response) {
    const bool named = request.path.starts_with("/sms");
    if (named && request.method == "GET" && path.empty()) {
        response.set_redirect("/sms/");
        return true;
    }
    if (named && request.method == "GET" && path == "/") {
        response.set_content(std::string(phone_page), "text/html; charset=utf-8");
        return true;
    }
    return api_.serve(path, request, response);
}

}  // namespace emulators::sms
