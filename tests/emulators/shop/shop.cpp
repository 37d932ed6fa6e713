#include "tests/emulators/shop/shop.hpp"

#include "shop/shop_page.hpp"
#include "tests/emulators/common/json_answer.hpp"

namespace emulators::shop {
namespace {

constexpr std::string_view place_of_widget = "{{widget}}";

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
    page_ = shop_page;
    for (auto at = page_.find(place_of_widget); at != std::string::npos;
         at = page_.find(place_of_widget, at + widget.size())) {
        page_.replace(at, place_of_widget.size(), widget);
    }
    return {};
}

bool website::serve(std::string_view, const httplib::Request& request,
                    httplib::Response& response) {
    const bool here = request.path == "/shop" || request.path == "/shop/";
    if (page_.empty() || !here || request.method != "GET") {
        return false;
    }
    response.set_content(page_, "text/html; charset=utf-8");
    return true;
}

void website::control(std::string_view, const httplib::Request&, httplib::Response& response) {
    answer(response, 404, {{"error", "the shop does nothing by itself"}});
}

}  // namespace emulators::shop
