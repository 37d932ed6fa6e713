#include "tests/emulators/google/provider.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::google {

bool google_provider::serve(std::string_view path, const httplib::Request& request,
                            httplib::Response& response) {
    // Below its own name alone: files and tokens of both products have the same paths.
    return request.path.starts_with("/" + std::string(of_.name)) &&
           api_.serve(path, request, response);
}

std::string google_provider::begin(const nlohmann::json& given) {
    for (const auto& each : member(given, "agents")) {
        if (auto wrong = state_.agents.put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

json google_provider::phones() const {
    auto out = json::array();
    for (const auto& each : state_.agents.all()) {
        emulators::phone phone{.title = std::string(of_.title),
                               .colour = std::string(of_.colour),
                               .channel = each->id,
                               .person = of_.rcs ? "number" : "name",
                               .people = {"Farah", "Daniel", "Wei Jie"},
                               .troubles = usual_troubles("messages", "webhook")};
        if (of_.rcs) {
            phone.people = {"+60127770001", "+60127770002", "+60127770003"};
        }
        out.push_back(as_json(phone));
    }
    return out;
}

void google_provider::control(std::string_view path, const httplib::Request& request,
                              httplib::Response& response) {
    if (path == "/agents") {
        return agents(request, response);
    }
    if (path == "/faults") {
        return serve_faults(state_.faults, request, response);
    }
    if (path == "/sent") {
        return show(state_.sent, request, response);
    }
    if (path == "/activity") {
        return show(state_.activity, request, response);
    }
    if (path == "/webhooks") {
        return webhook_log(request, response);
    }
    if (path == "/service_account") {
        return account(response);
    }
    if (request.method == "POST") {
        const auto body = request.body.empty() ? json::object() : read_object(request, response);
        if (body.is_discarded() || command(path, body, request, response)) {
            return;
        }
    }
    answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
}

bool google_provider::command(std::string_view what, const json& body,
                              const httplib::Request& request, httplib::Response& response) {
    if (what == "/messages") {
        messages(body, request, response);
    } else if (what == "/load") {
        load(body, response);
    } else if (what == "/people") {
        state_.known.put(body);
        answer(response, 200, {{"address", state_.known.address_of(text_in(body, "user"))}});
    } else if (what == "/clock") {
        state_.ahead_ms += number_in(body, "advance_ms");
        answer(response, 200, {{"now", state_.now()}});
    } else if (what == "/revoke") {
        state_.access.revoke();
        answer(response, 200, {{"given", state_.access.given()}});
    } else if (what == "/reset") {
        loads_.end();
        state_.clear();
        answer(response, 200, json::object());
    } else if (what == "/verify") {
        const auto of = state_.agents.named_in(body);
        if (!of) {
            complain(response, "no such agent");
            return true;
        }
        const auto told = state_.out.shake(*of, text_in(body, "client_token"));
        answer(response, 200, {{"status", told.status}, {"passed", told.passed}});
    } else {
        return false;
    }
    return true;
}

void google_provider::agents(const httplib::Request& request, httplib::Response& response) {
    if (request.method == "POST") {
        const auto body = read_object(request, response);
        if (body.is_discarded()) {
            return;
        }
        if (const auto wrong = state_.agents.put(body); !wrong.empty()) {
            return complain(response, wrong);
        }
    }
    json items = json::array();
    for (const auto& each : state_.agents.all()) {
        items.push_back({{"id", each->id}, {"webhook_url", each->webhook_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void google_provider::show(const journal& of, const httplib::Request& request,
                           httplib::Response& response) {
    const auto bounds = bounds_of(request);
    const auto user = request.get_param_value("user");
    answer(response, 200,
           of.find(user.empty() ? user : state_.known.address_of(user), bounds.after, bounds.limit,
                   wait_of(request, "wait_ms", 60'000)));
}

void google_provider::webhook_log(const httplib::Request& request, httplib::Response& response) {
    const auto bounds = bounds_of(request);
    const auto totals = state_.out.totals(wait_of(request, "wait_idle_ms", 600'000));
    auto body = state_.out.attempts(bounds.after, bounds.limit);
    body["totals"] = totals;
    answer(response, 200, body);
}

void google_provider::account(httplib::Response& response) {
    const auto every = state_.agents.all();
    answer(response, 200,
           service_account_of(every.empty() ? usual_email : every.front()->client_email));
}

void google_provider::messages(const json& body, const httplib::Request& request,
                               httplib::Response& response) {
    const auto links = "http://" + request.get_header_value("Host") + "/" + std::string(of_.name) +
                       std::string(files_path);
    const auto& list = member(body, "messages");
    std::vector<deeds::done> all;
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        const auto of = state_.agents.named_in(each);
        if (!of) {
            return complain(response, "no such agent");
        }
        all.push_back(deeds_.carry_out(each, *of, links));
    }
    json items = json::array();
    for (auto& each : all) {
        items.push_back(flag_in(body, "async") ? std::move(each.told)
                                               : told(std::move(each.told), each.report.get()));
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void google_provider::load(const json& body, httplib::Response& response) {
    const auto of = state_.agents.named_in(body);
    if (!of) {
        return complain(response, "no such agent");
    }
    loads_.begin(body, [this, of](const std::string& user, const std::string& text) {
        deeds_.carry_out({{"user", user}, {"text", text}}, *of, {});
    });
    answer(response, 202, json::object());
}

}  // namespace emulators::google
