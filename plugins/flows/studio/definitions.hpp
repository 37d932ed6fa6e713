#pragma once
// A flow's definition as it is now, and those that it had when executions began that still run.

#include "definition.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace studio {

/// Never changes; earlier definitions are read when an execution first asks for them. [parallel]
class definitions {
public:
    /// Throws selat::refusal with the first error of the definition of now.
    explicit definitions(const selat::flow_setup& setup);

    [[nodiscard]] const definition& current() const { return current_; }
    /// The one an execution began with; the current one when it is not known any more.
    [[nodiscard]] const definition& by_hash(std::string_view hash) const;

private:
    struct earlier {
        std::string text;
        std::once_flag once;
        std::unique_ptr<const definition> read;  // null: it has errors
    };

    definition current_;
    std::map<std::string, std::unique_ptr<earlier>, std::less<>> earlier_;
};

}  // namespace studio
