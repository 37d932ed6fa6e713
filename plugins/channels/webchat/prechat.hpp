#pragma once
// What visitors are asked before their first message, and what answers are taken. Answers are
// claims: nobody has proved them.

#include "session.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace re2 {
class RE2;
}

namespace webchat {

/// The id under which consent is asked for, and known.
constexpr std::string_view consent_id = "consent";

/// A number that can be called from anywhere, +60123456789; empty for what is none. `country`: the
/// calling code that a leading 0 stands for; may be empty.
std::string phone_of(std::string_view text, std::string_view country = {});

struct answers {
    nlohmann::json attributes = nlohmann::json::object();
    std::string name, phone;
    nlohmann::json faults = nlohmann::json::object();  ///< field id → what is wrong with it
};

/// Immutable; any thread.
class prechat {
public:
    prechat() = default;
    /// From the option; throws selat::refusal for what cannot work.
    prechat(const nlohmann::json& option, const selat::crypto& crypto);

    [[nodiscard]] bool asks() const { return !fields_.empty() || !consent_version_.empty(); }
    /// As the widget is told; null when nothing is asked.
    [[nodiscard]] const nlohmann::json& told() const { return told_; }
    /// The ids of all that is asked.
    [[nodiscard]] std::vector<std::string> all() const;
    /// What has to be asked of somebody of whom so much is known. Nothing is asked of a signed-in
    /// user for the sake of answers that may be left out.
    [[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& known,
                                                   bool signed_in) const;
    [[nodiscard]] std::vector<std::string> missing(const session& of) const {
        return missing(of.known, of.address.starts_with("user:"));
    }
    /// Judges the answers to all of it; a field in `known` may be left out.
    [[nodiscard]] answers read(const nlohmann::json& given, bool consents,
                               const std::vector<std::string>& known, std::int64_t now_ms) const;

private:
    enum class kind : std::uint8_t { text, textarea, email, phone, select, checkbox };
    struct field {
        std::string id;
        kind type = kind::text;
        bool required = false;
        std::string country;
        std::vector<std::string> options;
        std::shared_ptr<const re2::RE2> pattern;  // shared by copies of the options
    };

    static field read_field(const nlohmann::json& given, std::size_t index);
    /// What is wrong with an answer; null when nothing is.
    static const char* fault_of(const field& field, std::string_view text);
    static void take(const field& field, const nlohmann::json* given, answers& out);

    std::vector<field> fields_;
    std::string consent_version_;  // empty: none is asked for
    nlohmann::json told_;
};

}  // namespace webchat
