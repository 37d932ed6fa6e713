#pragma once
// Viber's REST API for bots, as config/recipes/viber.yaml speaks with it.

#include "tests/emulators/recipes/vendor.hpp"

namespace emulators::viber {

class viber_provider final : public recipes::vendor {
public:
    explicit viber_provider(std::size_t senders);
    ~viber_provider() override { end_loads(); }

private:
    bool answer_call(const call& call) override;
    nlohmann::json event_of(const nlohmann::json& description, const recipes::account& of,
                            recipes::person& who, const std::string& links,
                            std::string& id) override;
    [[nodiscard]] std::string address_of(std::string_view name) const override;

    nlohmann::json carried_out(const call& call);
    nlohmann::json send(const recipes::account_ptr& of, const nlohmann::json& message);
    nlohmann::json set_webhook(const recipes::account_ptr& of, const nlohmann::json& asked);
    nlohmann::json user_details(const nlohmann::json& asked);
    // Tells of the message: delivered, then seen, or failed.
    void pass_on(const recipes::account_ptr& of, const recipes::person& to, std::uint64_t token);
    std::uint64_t make_token();
};

}  // namespace emulators::viber
