#pragma once
// The pages that people open: phones, the playground, the shop. Their files are part of the
// program.

#include <optional>
#include <span>
#include <string_view>

#include <httplib.h>

namespace emulators {

struct page_file {
    std::string_view path;  // where it is served; without a slash in front: it is part of others
    std::string_view type;
    std::string_view content;
};

// All of them; made when the program is built.
std::span<const page_file> page_files();
// None: there is no such file.
const page_file* find_page(std::string_view path);
// GET of a page, with what browsers need to hold it to its own scripts, styles and calls. False: it
// asks for something else.
bool serve_page(const httplib::Request& request, httplib::Response& response);
// These and no others run scripts, give styles and are called from a page; `also` may too.
void guard_page(httplib::Response& response, std::string_view also = {});

}  // namespace emulators
