#pragma once
// What the names of an export mean here: sids and URL prefixes to local ids and URLs. A name that
// equals a local id needs no binding.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace studio {

class bindings {
public:
    bindings() = default;
    explicit bindings(const selat::flow_setup& setup);

    /// Empty text means the default workflow and stays empty.
    [[nodiscard]] std::optional<std::string> workflow(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> bot(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> flow(std::string_view name) const;
    /// Any other name that has a binding.
    [[nodiscard]] std::optional<std::string> other(std::string_view name) const;
    /// The URL with its longest bound prefix replaced. None for one that exists only at the place
    /// the flow was exported from and is not bound.
    [[nodiscard]] std::optional<std::string> url(std::string_view from) const;

private:
    using list = std::vector<std::string>;
    [[nodiscard]] std::optional<std::string> local(std::string_view name, const list& ids) const;

    std::map<std::string, std::string, std::less<>> bound_;
    list workflows_, bots_, flows_;
};

/// Whether a URL is one of the functions or assets that stayed behind.
bool is_left_behind(std::string_view url);

}  // namespace studio
