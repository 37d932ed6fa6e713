#include "tests/emulators/sms/sms.hpp"

#include "sms/phone_page.hpp"
#include "tests/emulators/common/phone_page.hpp"

namespace emulators::sms {

bool sms_provider::serve(std::string_view path, const httplib::Request& request,
                         httplib::Response& response) {
    return serve_phone(name(), phone_page, path, request, response) ||
           api_.serve(path, request, response);
}

}  // namespace emulators::sms
