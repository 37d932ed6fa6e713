#pragma once
// Telnyx's messaging API, version 2, as config/recipes/telnyx.yaml speaks with it.

#include "tests/emulators/recipes/vendor.hpp"

namespace emulators::telnyx {

class telnyx_provider final : public recipes::vendor {
public:
    explicit telnyx_provider(std::size_t senders);
    ~telnyx_provider() override { end_loads(); }

private:
    bool answer_call(const call& call) override;
    nlohmann::json event_of(const nlohmann::json& description, const recipes::account& of,
                            recipes::person& who, const std::string& links,
                            std::string& id) override;
    [[nodiscard]] std::string address_of(std::string_view name) const override;

    void send(const call& call);
    // Tells of the message: sent, then delivered, or failed.
    void pass_on(const recipes::account_ptr& of, const recipes::person& to,
                 const nlohmann::json& message);
    std::string make_id();
};

}  // namespace emulators::telnyx
