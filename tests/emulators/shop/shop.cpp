#include "tests/emulators/shop/shop.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/common/pages.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::shop {
namespace {

std::string filled(std::string page, std::string_view place, std::string_view with) {
    for (auto at = page.find(place); at != std::string::npos;
         at = page.find(place, at + with.size())) {
        page.replace(at, place.size(), with);
    }
    return page;
}

bool is_script_url(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           text.find_first_of("\"'<>& ") == std::string_view::npos;
}

}  // namespace

std::string website::configure(const nlohmann::json& description) {
    const auto widget = text_in(description, "widget");
    if (!is_script_url(widget)) {
        return "the shop's widget must be the URL of the chat's script";
    }
    const auto path = widget.find('/', widget.find("://") + 3);
    const auto origin = widget.substr(0, path);
    const std::lock_guard lock(mutex_);
    widget_ = widget;
    origins_ = origin + " ws" + origin.substr(std::string_view("http").size());
    return {};
}

bool website::serve(std::string_view, const httplib::Request& request,
                    httplib::Response& response) {
    constexpr std::string_view home = "/shop/";
    const std::string_view path = request.path;
    const std::lock_guard lock(mutex_);
    if (widget_.empty() || request.method != "GET") {
        return false;
    }
    if (path == home.substr(0, home.size() - 1)) {
        response.set_redirect(std::string(home));
        return true;
    }
    if (!path.starts_with(home)) {
        return false;
    }
    const auto name = path.substr(home.size());
    const auto* const inside =
        find_page("shop/" + (name.empty() ? "home" : std::string(name)) + ".html");
    const auto* const frame = find_page("shop/frame.html");
    if (!inside || inside == frame) {
        return false;
    }
    guard_page(response, origins_);
    response.set_content(filled(filled(std::string(frame->content), "{{main}}", inside->content),
                                "{{widget}}", widget_),
                         frame->type.data());
    return true;
}

json website::phones() const {
    const std::lock_guard lock(mutex_);
    return widget_.empty() ? json::array()
                           : json::array({as_json({.title = "Website", .colour = "#3c5a2e"})});
}

void website::control(std::string_view path, const httplib::Request& request,
                      httplib::Response& response) {
    if (request.method != "POST" || path != "/widget") {
        return answer(response, 404, {{"error", "the shop takes a widget, and nothing else"}});
    }
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = configure(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, body);
}

}  // namespace emulators::shop
