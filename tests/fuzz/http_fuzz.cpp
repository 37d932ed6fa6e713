// Whatever a provider that nobody knows sends: XML, forms, JSON and text are read or refused, every
// message told is whole JSON, and what is written into a template stays within its hole.

#include "plugins/channels/http/receive.hpp"
#include "plugins/channels/http/send.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using http::json;

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

const http::settings& options() {
    static const http::settings made = [] {
        http::settings out;
        out.secrets = {{"token", "{{secret:secrets.token}}"}};
        return out;
    }();
    return made;
}

const http::receiver& any_provider() {
    static const http::receiver made(json::parse(R"({
        "challenge": "@query.challenge|digits",
        "messages": [{"each": "$.events[*]", "id": ["id", "$.id"], "from": "from|plus", "text": "text",
            "at": "at", "kind": "kind", "name": "name|upper", "reply_to": "to",
            "selected": {"title": "label", "payload": "data"},
            "location": {"latitude": "lat", "longitude": "lon"},
            "attachments": {"each": "files[*]", "url": "url", "mime": "mime", "name": "name", "size": "size"}},
            {"id": "id", "from": "from", "text": ["text", "#text", "@text.all"]}],
        "receipts": {"path": "/status", "id": "id", "status": "status", "code": "code", "at": "at",
            "statuses": {"1": "delivered", "2": "failed"}}})"),
                                     http::place("receive"), options(), {});
    return made;
}

void check_told(const json& body, const json& query) {
    const json document = {
        {"body", body}, {"query", query}, {"header", json::object()}, {"text", ""}};
    (void)any_provider().challenge(document);
    for (const auto* path : {"", "/status"}) {
        const auto told = any_provider().read(path, document);
        for (const auto& each : told.messages) {
            demand(json::parse(each.content).is_object());
            demand(!each.from.empty());
        }
    }
}

void check_template(std::string_view text) {
    const json given(std::string{text});
    const http::lookup find = [&](std::string_view) -> const json& { return given; };
    const auto fill = [&](std::string_view with, http::writing how) {
        return http::text_template(with, {"a"}, options(), http::place("send")).fill(how, find);
    };
    for (const auto how :
         {http::writing::url, http::writing::form, http::writing::xml, http::writing::header}) {
        demand(fill("{a}", how).find("{{secret:") == std::string::npos);
    }
    demand(fill("{a}", http::writing::header).find('\n') == std::string::npos);
    demand(fill("{a}", http::writing::xml).find('<') == std::string::npos);
    try {
        (void)fill(text, http::writing::plain);
    } catch (const selat::refusal&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    const auto rest = text.substr(std::min(line.size() + 1, text.size()));
    const auto query = http::read_form(line);
    for (const auto as :
         {http::format::json, http::format::form, http::format::xml, http::format::text}) {
        const auto body = http::read_body(rest, as, {});
        if (!body.is_discarded()) {
            check_told(body, query);
        }
    }
    check_template(rest);
    return 0;
}
