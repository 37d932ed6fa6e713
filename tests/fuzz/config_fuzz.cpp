// Any bytes as a configuration: faults, never a crash.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "host/config/read.hpp"

#include <nlohmann/json.hpp>

namespace {

// One plugin of each kind, whose options may be anything.
class any_plugins final : public selat::config::known_plugins {
public:
    [[nodiscard]] std::vector<std::string> names() const override { return {"line", "studio"}; }
    [[nodiscard]] std::string kind(std::string_view name) const override {
        return name == "line" ? "channel" : name == "studio" ? "flow" : "";
    }
    [[nodiscard]] std::string unfit(std::string_view) const override { return {}; }
    [[nodiscard]] const nlohmann::json* options_schema(std::string_view) const override {
        return nullptr;
    }
    [[nodiscard]] std::vector<option_fault> check(const nlohmann::json&,
                                                  const nlohmann::json& options) const override {
        return {{"/" + options.dump().substr(0, 8), "must be something else", "a", {"b"}}};
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto none = [](const std::string&) { return std::optional<std::string>(); };
    const auto result = selat::config::read_text(text, "/nowhere/selat.yaml", none, any_plugins());
    for (const auto& fault : result.faults) {
        selat::config::to_string(fault);
    }
    selat::config::place_of(text, "/a/0/b", "f");
    return 0;
}
