#pragma once
// What send-message and send-and-wait-for-reply have in common: a message made from properties.

#include "../properties.hpp"
#include "../run.hpp"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace studio {

class saying {
public:
    explicit saying(const properties& from);

    /// Says it, with `tag`, and sets the widget's `outbound`. What went wrong, or empty.
    std::string say(run& in, const std::string& tag) const;
    /// Marks what was just said as refused by the host.
    static void note_refusal(run& in);

private:
    using json = nlohmann::json;
    struct written {
        std::string from, to, body, media, attributes, template_id;
        json variables;
    };
    [[nodiscard]] std::optional<written> write(run& in) const;
    [[nodiscard]] json content_of(const written& what, const bindings& names) const;

    liquid::text from_, to_, body_, media_, attributes_, template_;
    named_texts variables_;
    bool is_template_ = false;
};

}  // namespace studio
