#include "steps.hpp"

#include <selat/plugin.hpp>

namespace google {
namespace {

json to_json(const steps& all, bool whole) {
    json left = json::array();
    for (const auto& each : all.left) {
        json one = {
            {"what", each.what}, {"id", each.id}, {"note", each.note}, {"optional", each.optional}};
        if (whole) {
            one.update({{"method", each.method}, {"path", each.path}, {"body", each.body}});
        }
        left.push_back(std::move(one));
    }
    return {{"to", all.to},
            {"ids", all.ids},
            {"left", std::move(left)},
            {"asks_token", all.asks_token},
            {"renewed", all.renewed},
            {"cut_off", !whole}};
}

}  // namespace

steps steps::read(std::string_view context) {
    const auto from = parse(context);
    steps out;
    out.to = text_of(from, "to");
    for (const auto& each : list_of(from, "ids")) {
        out.ids.push_back(each.is_string() ? each.get<std::string>() : std::string());
    }
    for (const auto& each : list_of(from, "left")) {
        out.left.push_back({.what = text_of(each, "what"),
                            .method = text_of(each, "method"),
                            .path = text_of(each, "path"),
                            .body = text_of(each, "body"),
                            .id = text_of(each, "id"),
                            .note = text_of(each, "note"),
                            .optional = flag_of(each, "optional")});
    }
    out.asks_token = flag_of(from, "asks_token");
    out.renewed = flag_of(from, "renewed");
    out.cut_off = flag_of(from, "cut_off");
    return out;
}

std::string steps::written() const {
    auto out = google::written(to_json(*this, true));
    return out.size() <= SELAT_MAX_TEXT ? out : google::written(to_json(*this, false));
}

}  // namespace google
