#include "route.hpp"

#include "charset.hpp"
#include "json_read.hpp"

namespace email {
namespace {

constexpr std::size_t most_references = 21;

std::vector<std::string> texts_in(const json& object, const char* name) {
    std::vector<std::string> out;
    for (const auto& each : list_of(object, name)) {
        if (each.is_string()) {
            out.push_back(each.get<std::string>());
        }
    }
    return out;
}

}  // namespace

route route::read(std::string_view context) {
    const auto kept = parse(context);
    return {text_of(kept, "to"), text_of(kept, "subject"), text_of(kept, "last"),
            texts_in(kept, "references"), texts_in(kept, "cc")};
}

std::string route::write() const {
    json out = {
        {"to", to}, {"subject", cut(subject, 500)}, {"last", last}, {"references", references}};
    if (!cc.empty()) {
        out["cc"] = cc;
    }
    return written(out);
}

void route::add(const std::string& message_id) {
    if (message_id.empty() || (!references.empty() && references.back() == message_id)) {
        return;
    }
    references.push_back(message_id);
    while (references.size() > most_references) {
        references.erase(references.begin() + 1);
    }
}

}  // namespace email
