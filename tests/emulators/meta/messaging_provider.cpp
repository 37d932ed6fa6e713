#include "tests/emulators/meta/messaging_provider.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::meta {

bool messaging_provider::serve(std::string_view path, const httplib::Request& request,
                               httplib::Response& response) {
    // Below its own name alone: the Graph API's paths are those of all of Meta's products.
    return request.path.starts_with("/" + std::string(at_.name)) &&
           api_.serve(path, request, response);
}

json messaging_provider::phones() const {
    auto out = json::array();
    for (const auto& each : state_.businesses.all()) {
        out.push_back(as_json({.title = std::string(at_.title),
                               .colour = std::string(at_.colour),
                               .channel = each->id,
                               .people = {"Siti", "Adam", "Mei Ling"},
                               .troubles = usual_troubles("messages", "webhook")}));
    }
    return out;
}

void messaging_provider::control(std::string_view path, const httplib::Request& request,
                                 httplib::Response& response) {
    if (path == at_.businesses) {
        return businesses(request, response);
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
    if (!serve_common_control(state_, path, request, response)) {
        answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
    }
}

void messaging_provider::businesses(const httplib::Request& request, httplib::Response& response) {
    if (request.method == "POST") {
        const auto body = read_object(request, response);
        if (body.is_discarded()) {
            return;
        }
        if (const auto wrong = state_.businesses.put(body); !wrong.empty()) {
            return complain(response, wrong);
        }
        return answer(response, 200, {{"id", text_in(body, "id")}});
    }
    json items = json::array();
    for (const auto& each : state_.businesses.all()) {
        items.push_back({{"id", each->id}, {"webhook_url", each->webhook_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

std::string messaging_provider::cdn(const httplib::Request& request) const {
    return "http://" + request.get_header_value("Host") + "/" + std::string(at_.name) +
           std::string(cdn_path);
}

void messaging_provider::messages(const httplib::Request& request, httplib::Response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto& list = member(body, "messages");
    std::vector<messaging_deeds::done> all;
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        const auto of = state_.businesses.of(each);
        if (!of) {
            return complain(response, "no such page or account");
        }
        all.push_back(deeds_.carry_out(each, *of, cdn(request)));
    }
    json items = json::array();
    for (auto& each : all) {
        items.push_back(flag_in(body, "async") ? std::move(each.told)
                                               : told(std::move(each.told), each.report.get()));
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void messaging_provider::load(const httplib::Request& request, httplib::Response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto of = state_.businesses.of(body);
    if (!of) {
        return complain(response, "no such page or account");
    }
    loads_.begin(body, [this, of](const std::string& user, const std::string& text) {
        deeds_.carry_out({{"user", user}, {"text", text}}, *of, {});
    });
    answer(response, 202, json::object());
}

}  // namespace emulators::meta
