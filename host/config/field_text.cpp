#include <algorithm>

#include "host/config/field.hpp"
#include "host/config/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

json described(std::string_view type, std::string_view description) {
    return {{"type", type}, {"description", description}};
}

json with_default(json schema, const std::string& value) {
    if (!value.empty()) {
        schema["default"] = value;
    }
    return schema;
}

bool is_text(const node& value, std::string_view key, reading& reading) {
    if (value.is == node::shape::scalar) {
        return true;
    }
    reading.fault(value, fmt::format("`{}` must be text, not {}", key, quoted(value)));
    return false;
}

void read_text(const node& value, std::string_view key, std::string& into, const demand& demand,
               reading& reading) {
    if (!is_text(value, key, reading)) {
        return;
    }
    if (const auto reason = demand ? demand(value.text) : std::string(); !reason.empty()) {
        reading.fault(value, fmt::format("`{}` {}", key, reason));
        return;
    }
    into = value.text;
}

void read_texts(const node& value, std::string_view key, std::vector<std::string>& into,
                const demand& demand, reading& reading) {
    if (value.is == node::shape::null) {
        return;
    }
    if (value.is != node::shape::sequence) {
        reading.fault(value, fmt::format("`{}` must be a list, not {}", key, quoted(value)));
        return;
    }
    into.clear();
    for (const auto& item : value.items) {
        into.emplace_back();
        read_text(item, key, into.back(), demand, reading);
    }
}

void read_path(const node& value, std::string_view key, std::string& into, presence presence,
               reading& reading) {
    if (!is_text(value, key, reading)) {
        return;
    }
    into = beside(reading.file(), value.text);
    if (presence == presence::folder && !is_folder(into)) {
        reading.fault(value, fmt::format("there is no folder `{}`", into));
    } else if (presence == presence::file) {
        if (const auto text = read_file(into); !text) {
            reading.fault(value, fmt::format("cannot read file `{}`: {}", into, text.error().text));
        }
    }
}

}  // namespace

field text(std::string_view key, std::string_view description, std::string& into, demand demand) {
    return {key, description, false,
            [=, &into] { return with_default(described("string", description), into); },
            [=, &into](const node& value, reading& reading) {
                read_text(value, key, into, demand, reading);
            }};
}

field secret(std::string_view key, std::string_view description, std::string& into, demand demand) {
    auto made = text(key, description, into, [demand](const std::string& value) {
        if (value.empty()) {
            return std::string("must not be empty");
        }
        return demand ? demand(value) : std::string();
    });
    made.schema = [=] {
        auto schema = described("string", description);
        schema["writeOnly"] = true;
        return schema;
    };
    return made;
}

field texts(std::string_view key, std::string_view description, std::vector<std::string>& into,
            demand demand) {
    return {key, description, false,
            [=] {
                auto schema = described("array", description);
                schema["items"] = {{"type", "string"}};
                return schema;
            },
            [=, &into](const node& value, reading& reading) {
                read_texts(value, key, into, demand, reading);
            }};
}

field choice(std::string_view key, std::string_view description, std::string_view otherwise,
             std::vector<std::string_view> allowed, std::function<void(std::string_view)> chosen) {
    return {key, description, false,
            [=] {
                auto schema =
                    with_default(described("string", description), std::string(otherwise));
                schema["enum"] = allowed;
                return schema;
            },
            [=](const node& value, reading& reading) {
                if (!is_text(value, key, reading)) {
                    return;
                }
                if (std::find(allowed.begin(), allowed.end(), value.text) != allowed.end()) {
                    chosen(value.text);
                    return;
                }
                reading.fault(value, fmt::format("`{}` must be {}, not {}{}", key,
                                                 fmt::join(allowed, " or "), quoted(value),
                                                 meant(value.text, allowed)));
            }};
}

field choice(std::string_view key, std::string_view description, std::string& into,
             std::vector<std::string_view> allowed) {
    auto chosen = [&into](std::string_view word) { into = word; };
    return choice(key, description, into, std::move(allowed), chosen);
}

field path(std::string_view key, std::string_view description, std::string& into,
           presence presence) {
    auto made = text(key, description, into);
    made.read = [=, &into](const node& value, reading& reading) {
        read_path(value, key, into, presence, reading);
    };
    return made;
}

field paths(std::string_view key, std::string_view description, std::vector<std::string>& into,
            presence presence) {
    auto made = texts(key, description, into);
    made.read = [=, &into](const node& value, reading& reading) {
        read_texts(value, key, into, {}, reading);
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            if (value.items[i].is == node::shape::scalar) {
                read_path(value.items[i], key, into[i], presence, reading);
            }
        }
    };
    return made;
}

field identity(std::string_view key, std::string_view description, std::string& into, thing kind,
               demand demand) {
    auto made = text(key, description, into);
    made.read = [=, &into](const node& value, reading& reading) {
        read_text(value, key, into, demand, reading);
        if (value.is == node::shape::scalar && value.text.empty()) {
            reading.fault(value, fmt::format("`{}` must not be empty", key));
        } else if (!into.empty()) {
            reading.define(kind, into, value);
        }
    };
    return made;
}

field reference(std::string_view key, std::string_view description, std::string& into, thing kind) {
    auto made = text(key, description, into);
    made.read = [=, &into](const node& value, reading& reading) {
        if (is_text(value, key, reading)) {
            into = value.text;
            reading.refer(kind, into, value);
        }
    };
    return made;
}

field plugin(std::string_view key, std::string_view description, std::string& into,
             std::string_view kind) {
    auto made = text(key, description, into);
    made.read = [=, &into](const node& value, reading& reading) {
        if (is_text(value, key, reading)) {
            into = value.text;
            reading.refer_plugin(kind, into, value);
        }
    };
    return made;
}

}  // namespace selat::config
