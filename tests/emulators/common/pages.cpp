#include "tests/emulators/common/pages.hpp"

#include <algorithm>
#include <string>

namespace emulators {

const page_file* find_page(std::string_view path) {
    const auto files = page_files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const page_file& each) { return each.path == path; });
    return found == files.end() ? nullptr : &*found;
}

bool serve_page(const httplib::Request& request, httplib::Response& response) {
    if (request.method != "GET") {
        return false;
    }
    const auto* const page = find_page(request.path);
    if (!page) {
        const bool folder = find_page(request.path + "/") != nullptr;
        if (folder) {
            response.set_redirect(request.path + "/");
        }
        return folder;
    }
    guard_page(response);
    response.set_content(std::string(page->content), page->type.data());
    return true;
}

void guard_page(httplib::Response& response, std::string_view also) {
    const auto more = also.empty() ? std::string() : " " + std::string(also);
    response.set_header("Content-Security-Policy",
                        "default-src 'none'; script-src 'self'" + more +
                            "; style-src 'self'; connect-src 'self'" + more +
                            "; img-src 'self' data: blob: http: https:; media-src 'self' http: "
                            "https:; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
                            "form-action 'none'");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("Cache-Control", "no-cache");
}

}  // namespace emulators
