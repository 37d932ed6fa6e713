#include "tests/emulators/line/line.hpp"

#include "line/phone_page.hpp"
#include "tests/emulators/common/phone_page.hpp"

namespace emulators::line {

bool line_provider::serve(std::string_view path, const httplib::Request& request,
                          httplib::Response& response) {
    return serve_phone(name(), phone_page, path, request, response) ||
           api_.serve(path, request, response);
}

}  // namespace emulators::line
