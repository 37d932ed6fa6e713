#include "tests/emulators/whatsapp/whatsapp.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::whatsapp {

bool whatsapp_provider::serve(std::string_view path, const httplib::Request& request,
                              httplib::Response& response) {
    // Below its own name alone: the Graph API's paths are those of all of Meta's products.
    return request.path.starts_with("/whatsapp") && api_.serve(path, request, response);
}

json whatsapp_provider::phones() const {
    auto out = json::array();
    for (const auto& each : state_.businesses.all()) {
        out.push_back(as_json({.title = "WhatsApp",
                               .colour = "#0b6156",
                               .channel = each->id,
                               .person = "number",
                               .people = {"+60123456789", "+60138881234", "+60197772345"},
                               .troubles = usual_troubles("messages", "webhook")}));
    }
    return out;
}

void whatsapp_provider::control(std::string_view path, const httplib::Request& request,
                                httplib::Response& response) {
    if (request.method == "POST" && path == "/numbers") {
        return put_number(request, response);
    }
    if (request.method == "GET" && path == "/numbers") {
        return list_numbers(request, response);
    }
    if (request.method == "POST" && path == "/messages") {
        return messages(request, response);
    }
    if (request.method == "POST" && path == "/load") {
        return load(request, response);
    }
    if (path == "/reset") {
        loads_.end();
    }
    if (!meta::serve_common_control(state_, path, request, response)) {
        answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
    }
}

void whatsapp_provider::put_number(const httplib::Request& request, httplib::Response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = state_.businesses.put(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"id", text_in(body, "id")}});
}

void whatsapp_provider::list_numbers(const httplib::Request&, httplib::Response& response) {
    json items = json::array();
    for (const auto& each : state_.businesses.all()) {
        items.push_back(
            {{"id", each->id}, {"number", each->number}, {"webhook_url", each->webhook_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void whatsapp_provider::messages(const httplib::Request& request, httplib::Response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto& list = member(body, "messages");
    std::vector<deeds::done> all;
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        const auto of = state_.businesses.of(each);
        if (!of) {
            return complain(response, "no such number");
        }
        all.push_back(deeds_.carry_out(each, *of));
    }
    json items = json::array();
    for (auto& each : all) {
        items.push_back(flag_in(body, "async") ? std::move(each.told)
                                               : told(std::move(each.told), each.report.get()));
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void whatsapp_provider::load(const httplib::Request& request, httplib::Response& response) {
    const auto body = read_object(request, response);
    const auto of = body.is_discarded() ? nullptr : state_.businesses.of(body);
    if (body.is_discarded()) {
        return;
    }
    if (!of) {
        return complain(response, "no such number");
    }
    loads_.begin(body, [this, of](const std::string& user, const std::string& text) {
        deeds_.carry_out({{"user", user}, {"text", text}}, *of);
    });
    answer(response, 202, json::object());
}

}  // namespace emulators::whatsapp
