#include "progress.hpp"

#include "path.hpp"

namespace http {
namespace {

json written(const prepared& from) {
    return {{"method", from.method},
            {"url", from.url},
            {"headers", from.headers},
            {"body", from.body},
            {"again", from.repeatable}};
}

bool flag_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && *found == json(true);
}

json list_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? *found : json::array();
}

prepared read_prepared(const json& from) {
    prepared out{text_in(from, "method"),
                 text_in(from, "url"),
                 {},
                 text_in(from, "body"),
                 flag_in(from, "again")};
    for (const auto& each : list_in(from, "headers")) {
        if (each.is_array() && each.size() == 2) {
            out.headers.emplace_back(as_text(each[0]), as_text(each[1]));
        }
    }
    return out;
}

}  // namespace

progress progress::read(std::string_view context) {
    const auto kept = json::parse(context, nullptr, false);
    progress out;
    if (!kept.is_object()) {
        return out;
    }
    out.to = text_in(kept, "to");
    const auto began = kept.find("began");
    out.began_ms =
        began != kept.end() && began->is_number_integer() ? began->get<std::int64_t>() : 0;
    out.repeatable = flag_in(kept, "again");
    out.begun = flag_in(kept, "begun");
    for (const auto& each : list_in(kept, "ids")) {
        out.ids.push_back(as_text(each));
    }
    for (const auto& each : list_in(kept, "left")) {
        out.left.push_back(read_prepared(each));
    }
    return out;
}

std::string progress::write() const {
    json out = {{"to", to}, {"began", began_ms}, {"again", repeatable}};
    if (begun) {
        out["begun"] = true;
    }
    if (!ids.empty()) {
        out["ids"] = ids;
    }
    for (const auto& each : left) {
        out["left"].push_back(written(each));
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace http
