#pragma once
// What the widgets of calls have in common: what is said, and what comes of it.

#include "../properties.hpp"
#include "../run.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace studio {

// `say` or `play`, and how it is said.
class spoken {
public:
    explicit spoken(const properties& from);

    // As content, without a call.state. None when a template failed.
    [[nodiscard]] std::optional<nlohmann::json> render(run& in) const;
    [[nodiscard]] bool empty() const { return say_.empty() && play_.empty(); }

private:
    liquid::text say_, play_, voice_, language_, loop_;
};

// Properties that become parameters of the call under names of the provider's.
class asked {
public:
    struct pair {
        const char* property;
        const char* parameter;
    };
    asked(const properties& from, std::initializer_list<pair> names);

    // Into content's call.parameters; false when a template failed. Blank ones are left out.
    bool render(run& in, nlohmann::json& content) const;

private:
    named_texts texts_;
};

// Whether the widget can do anything here; warns when not.
bool is_call(run& in);
// Asks, and waits for what comes of it.
outcome ask(run& in, nlohmann::json content, std::string_view state);

// What the event tells of the call: content's `call`, or null.
nlohmann::json told_call(const run& in);
std::string told(const nlohmann::json& call, const char* member);
// Whether the caller has hung up, or could not be told.
bool is_over(run& in, const nlohmann::json& call);
// The provider's own fields.
nlohmann::json fields_of(const nlohmann::json& call);

}  // namespace studio
