#pragma once
// A request's JSON object. Each call asks for its members by name; one of the wrong type and one
// that nobody asked for are both refused, by name.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/ids.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::api {

class body {
public:
    // Refuses what is no JSON object, or too deep. Nothing at all is an object without members.
    explicit body(std::string_view text);

    // Must be there, and not empty.
    std::string text(std::string_view name);
    // Nothing when it is left out; null is the empty text.
    std::optional<std::string> optional_text(std::string_view name);
    // `unless_said` when it is left out, or null.
    bool flag(std::string_view name, bool unless_said = false);
    // A message content that must be there, as the model writes it.
    std::string content(std::string_view name);
    // An object as JSON; empty when it is left out.
    std::string optional_object(std::string_view name);
    // Null when it is left out.
    model::id optional_id(std::string_view name, model::id_kind kind);
    void wrong(std::string_view name, std::string_view what);

    // Ask last.
    [[nodiscard]] result<void> check() const;

private:
    const nlohmann::json* member(std::string_view name);

    // Shared only because its type is not whole here.
    std::shared_ptr<const nlohmann::json> document_;
    std::vector<std::string> asked_;
    std::optional<failure> wrong_;  // the first
};

}  // namespace selat::api
