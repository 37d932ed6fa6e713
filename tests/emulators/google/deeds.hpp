#pragma once
// What a control request says a customer does → the event that Google would tell, handed over.

#include "tests/emulators/google/state.hpp"

#include <future>
#include <string>

#include <nlohmann/json.hpp>

namespace emulators::google {

class deeds {
public:
    deeds(state& state, const product& of) : state_(state), of_(of) {}

    struct done {
        nlohmann::json told;  // {"address","messageId"}
        std::future<delivery_report> report;
    };
    // See README.md for the description's members. `links` is where files are.
    done carry_out(const nlohmann::json& description, const agent& of, const std::string& links);
    // What becomes of a message that was taken: DELIVERED and READ.
    void pass_on(const std::string& message, const person& to, const agent& of);

private:
    [[nodiscard]] nlohmann::json business_event(const nlohmann::json& description, const agent& of,
                                                const person& who, const std::string& links,
                                                std::string& id);
    [[nodiscard]] nlohmann::json rcs_event(const nlohmann::json& description, const agent& of,
                                           const person& who, const std::string& links,
                                           std::string& id);
    [[nodiscard]] nlohmann::json receipt(const std::string& type, const std::string& message,
                                         const person& who, const agent& of) const;
    [[nodiscard]] std::string link_to(const nlohmann::json& description, const agent& of,
                                      const std::string& links, std::string_view usual_type);

    state& state_;
    const product& of_;
};

// "2024-01-02T03:04:05.678Z".
std::string written_time(std::int64_t at_ms);

}  // namespace emulators::google
