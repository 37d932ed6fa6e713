#pragma once
// What stands behind the '?'. Each call asks for its parameters by name; a value that is wrong and
// a name that nobody asked for are both refused, by name. An empty value is none.

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/ids.hpp"
#include "host/store/store.hpp"

namespace selat::api {

class parameters {
public:
    explicit parameters(std::string_view query);

    std::string text(std::string_view name);
    model::id id(std::string_view name, model::id_kind kind);
    // `limit`, `after`, `order`.
    store::page page();
    // One of a few words, as `read` knows them; `words` names them.
    template <class Read>
    auto choice(std::string_view name, std::string_view words, Read read)
        -> decltype(read(std::string_view())) {
        const auto given = text(name);
        auto out = given.empty() ? decltype(read(std::string_view()))() : read(given);
        if (!given.empty() && !out) {
            wrong(name, "is one of " + std::string(words));
        }
        return out;
    }

    // Ask last.
    [[nodiscard]] result<void> check() const;

private:
    struct parameter {
        std::string name;
        std::string value;
        bool asked = false;
    };

    void wrong(std::string_view name, const std::string& what);

    std::vector<parameter> given_;
    std::optional<failure> wrong_;  // the first
};

}  // namespace selat::api
